from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.birthdays import age_on, birthday_in, born_on_this_day
from tests.domain.families import many_examples

_births = st.dates(date(1990, 1, 1), date(2026, 12, 31))


def test_a_leap_day_child_celebrates_on_the_28th_in_other_years() -> None:
    born = date(2020, 2, 29)
    assert birthday_in(born, 2024) == date(2024, 2, 29)
    assert birthday_in(born, 2026) == date(2026, 2, 28)
    assert age_on(born, date(2026, 2, 27)) == 5
    assert age_on(born, date(2026, 2, 28)) == 6


def test_1900_was_no_leap_year() -> None:
    assert birthday_in(date(1896, 2, 29), 1900) == date(1900, 2, 28)


def test_the_day_before_the_birthday_is_still_the_old_age() -> None:
    assert age_on(date(2020, 6, 10), date(2026, 6, 9)) == 5
    assert age_on(date(2020, 6, 10), date(2026, 6, 10)) == 6
    assert age_on(date(2026, 6, 10), date(2026, 6, 9)) == -1


def test_both_the_28th_and_the_29th_are_celebrated_on_the_28th() -> None:
    assert set(born_on_this_day(date(2026, 2, 28), 6, 6)) == {date(2020, 2, 28), date(2020, 2, 29)}
    assert set(born_on_this_day(date(2024, 2, 28), 4, 4)) == {date(2020, 2, 28)}
    assert set(born_on_this_day(date(2024, 2, 29), 1, 4)) == {date(2020, 2, 29)}


def test_nobody_has_a_birthday_on_the_day_of_birth() -> None:
    assert date(2026, 6, 10) not in set(born_on_this_day(date(2026, 6, 10), 0, 3))


def test_nobody_is_looked_for_before_the_calendar_begins() -> None:
    assert list(born_on_this_day(date(3, 6, 10), 1, 120)) == [date(2, 6, 10), date(1, 6, 10)]


@many_examples
@given(birth=_births, after=st.integers(0, 40 * 366))
def test_who_is_found_from_the_day_is_who_celebrates_on_it(birth: date, after: int) -> None:
    day = birth + timedelta(days=after)
    celebrates = birthday_in(birth, day.year) == day and day.year > birth.year
    assert (birth in set(born_on_this_day(day, 1, 120))) is celebrates

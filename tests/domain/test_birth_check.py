"""A child's date of birth, typed in three fields, and the lock after too many wrong ones (product H4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.birth_check import Lock, Verdict, read_date, try_date

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MIA, LEO, WRONG = date(2017, 4, 9), date(2019, 12, 1), date(2017, 9, 4)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (("2017", "4", "9"), MIA),
        ((" 2017 ", "04", "09"), MIA),
        (("17", "4", "9"), MIA),
        (("2019", "2", "29"), None),
        (("2017", "13", "9"), None),
        (("", "4", "9"), None),
        (("2017", "April", "9"), None),
        (("²017", "4", "9"), None),
        (("20177", "4", "9"), None),
        (("0", "0", "0"), None),
    ],
)
def test_three_fields_are_a_date_or_none(typed: tuple[str, str, str], read: date | None) -> None:
    assert read_date(*typed) == read


def test_the_date_of_any_child_is_right_and_forgets_wrong_tries() -> None:
    for said in (MIA, LEO):
        assert try_date(Lock(tries=4), said, {MIA, LEO}, NOW) == (Verdict.RIGHT, Lock())


def test_the_fifth_wrong_try_in_a_row_locks_for_15_minutes() -> None:
    lock = Lock()
    for left in (4, 3, 2, 1):
        verdict, lock = try_date(lock, WRONG, {MIA}, NOW)
        assert (verdict, lock.left) == (Verdict.WRONG, left)
    verdict, lock = try_date(lock, WRONG, {MIA}, NOW)
    assert (verdict, lock.until) == (Verdict.LOCKED, NOW + timedelta(minutes=15))
    assert try_date(lock, MIA, {MIA}, NOW + timedelta(minutes=14, seconds=59)) == (Verdict.LOCKED, lock)


def test_after_15_minutes_there_are_five_tries_again() -> None:
    locked = Lock(until=NOW + timedelta(minutes=15))
    later = NOW + timedelta(minutes=15)
    assert try_date(locked, MIA, {MIA}, later) == (Verdict.RIGHT, Lock())
    assert try_date(locked, WRONG, {MIA}, later) == (Verdict.WRONG, Lock(tries=1))

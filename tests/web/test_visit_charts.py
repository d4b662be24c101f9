"""What charts of visits say in a sentence: nothing of too few, no difference that may be chance (M2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.rates import Rate
from app.domain.visit_reports import Missed, Stretch
from app.web.rate_words import Chart
from app.web.visit_charts import languages_chart, missed_chart, trend_chart

NOBODY = Rate(0, 0)
MONDAY = date(2026, 11, 2)
READ = "Read these texts with somebody who speaks it."


@pytest.mark.parametrize(
    ("answered", "silent", "said"),
    [
        (Rate(2, 64), Rate(40, 400), "Too few visits to say: 64 of 100 visits of the smaller group."),
        (Rate(8, 400), Rate(9, 400), "Missed: 2.0% with an answer, 2.2% without. That may be chance."),
        (
            Rate(12, 600),
            Rate(72, 600),
            "Families who answered missed fewer visits: 2.0% with an answer, 12% without.",
        ),
        (
            Rate(72, 600),
            Rate(12, 600),
            "Families who answered missed more visits: 12% with an answer, 2.0% without.",
        ),
    ],
)
def test_a_difference_in_no_shows_is_said_only_where_it_is_more_than_chance(
    answered: Rate, silent: Rate, said: str
) -> None:
    assert missed_chart(Missed(answered, silent, NOBODY), 0).says == said


def test_visits_without_an_outcome_are_said_to_be_left_aside() -> None:
    found = Missed(Rate(8, 400), Rate(9, 400), NOBODY)
    assert missed_chart(found, 1).says.endswith(" Left aside: 1 visit without an outcome.")
    assert missed_chart(found, 1_204).says.endswith(" Left aside: 1,204 visits without an outcome.")


@pytest.mark.parametrize(
    ("english", "spanish", "said"),
    [
        (Rate(300, 500), Rate(20, 40), "Too few visits to say: 40 of 100 visits of the smaller group."),
        (Rate(300, 500), Rate(290, 500), "No clear difference: 60% in English, 58% in Spanish."),
        (
            Rate(300, 500),
            Rate(150, 500),
            f"Families asked in Spanish answer less often: 60% in English, 30% in Spanish. {READ}",
        ),
        (
            Rate(150, 500),
            Rate(300, 500),
            f"Families asked in English answer less often: 30% in English, 60% in Spanish. {READ}",
        ),
    ],
)
def test_a_language_is_said_to_lag_only_where_it_does(english: Rate, spanish: Rate, said: str) -> None:
    assert languages_chart(english, spanish).says == said


def test_of_too_few_visits_nothing_is_drawn() -> None:
    few = Missed(Rate(2, 64), Rate(3, 99), Rate(0, 12))
    assert missed_chart(few, 0).picture is None
    assert languages_chart(Rate(1, 9), Rate(1, 9)).picture is None


def stretches(number: int, weeks: int) -> list[Stretch]:
    every = timedelta(weeks=weeks)
    return [Stretch(MONDAY + every * at, weeks, Rate(6, 120), Rate(3, 120)) for at in range(number)]


@pytest.mark.parametrize(
    ("weeks", "said"), [(1, "Each point is a week."), (4, "Each point is the rate of 4 weeks.")]
)
def test_the_day_on_which_messages_began_is_marked_where_the_axis_reaches_it(weeks: int, said: str) -> None:
    found = stretches(4, weeks)
    begun = trend_chart(found, (MONDAY + timedelta(weeks=weeks), "Live"))
    before = trend_chart(found, (MONDAY - timedelta(days=1), "Live"))
    assert begun.says == said
    assert "Live" in labels(begun)
    assert "Live" not in labels(before)


def labels(chart: Chart) -> list[str]:
    return [label.words for label in chart.picture.labels] if chart.picture else []

"""Counts of visits put together: stretches of weeks, and when there is enough to report at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.rates import Rate
from app.domain.visit_reports import (
    ANSWER_TIMES,
    ANSWER_WORDS,
    LEAD_SHORT,
    LEAD_TIMES,
    LEAD_WORDS,
    MEDIAN_WORDS,
    VisitOutcome,
    Visits,
    begins_on,
    stretches,
)

MONDAY = date(2026, 9, 7)
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def week(number: int, outcome: VisitOutcome, visits: int, lead: int | None = None) -> Visits:
    day = MONDAY + timedelta(weeks=number)
    return Visits(day, outcome, True, False, frozenset({"en"}), lead, False, visits)


def test_weeks_stand_alone_or_four_together_and_a_week_without_visits_is_no_gap() -> None:
    visits = (
        week(0, VisitOutcome.SEEN, 90),
        week(0, VisitOutcome.MISSED, 10),
        week(0, VisitOutcome.CANCELLED, 5, lead=1),
        week(0, VisitOutcome.CANCELLED, 7, lead=3),
        week(2, VisitOutcome.SEEN, 40),
        week(4, VisitOutcome.MISSED, 3),
    )
    alone = stretches(visits, 1)
    assert [each.first for each in alone] == [MONDAY + timedelta(weeks=number) for number in range(5)]
    assert [each.missed for each in alone[:3]] == [Rate(10, 100), Rate(0, 0), Rate(0, 40)]
    assert alone[0].late == Rate(5, 105)
    together = stretches(visits, 4)
    assert [(each.first, each.missed) for each in together] == [
        (MONDAY, Rate(10, 140)),
        (MONDAY + timedelta(weeks=4), Rate(3, 3)),
    ]
    assert stretches((), 1) == ()


@pytest.mark.parametrize(
    ("days_ago", "begins"),
    [(None, date(2026, 11, 29)), (0, date(2026, 11, 29)), (6.9, date(2026, 11, 22)), (7, None), (70, None)],
)
def test_reports_begin_a_week_after_the_first_message(days_ago: float | None, begins: date | None) -> None:
    first = None if days_ago is None else NOW - timedelta(days=days_ago)
    assert begins_on(first, NOW, "America/New_York") == begins


def test_every_span_has_its_words() -> None:
    assert len(LEAD_TIMES) == len(LEAD_WORDS) == len(LEAD_SHORT)
    assert len(ANSWER_TIMES) == len(ANSWER_WORDS) == len(MEDIAN_WORDS)
    assert sorted(LEAD_TIMES) == list(LEAD_TIMES)
    assert sorted(ANSWER_TIMES) == list(ANSWER_TIMES)

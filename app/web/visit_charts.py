"""Charts about visits: who missed them, who cancelled, who answered (product M2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.rates import Rate, differ
from app.domain.visit_reports import LATE, LEAD_SHORT, LEAD_WORDS, Missed, Stretch
from app.web.chart_shapes import Numbers
from app.web.charts import columns, lines
from app.web.rate_words import (
    Chart,
    claimed,
    counted,
    percents,
    rate_bars,
    rate_rows,
    too_few,
    whole_numbers,
)

Mark = tuple[date, str]


def missed_chart(found: Missed, untold: int) -> Chart:
    """No-shows with and without an answer; nothing is claimed of too few. ``untold`` have no outcome."""
    groups = (
        ("Families who answered", found.answered),
        ("Asked, no answer", found.silent),
        ("Not asked", found.unasked),
    )
    return Chart(
        "missed",
        "Missed visits, with and without an answer",
        f"{_missed_words(found)}{_untold_words(untold)}",
        rate_bars(groups) if any(rate.is_enough for _, rate in groups) else None,
        Numbers(("Families", "Missed", "Visits", "Rate", "95% interval"), rate_rows(groups)),
    )


def trend_chart(found: Sequence[Stretch], mark: Mark | None) -> Chart:
    """No-shows and late cancellations over time, with a line where messages began."""
    drawn = any(each.missed.is_enough for each in found)
    missed, late = [each.missed for each in found], [each.late for each in found]
    series = (percents("No-shows", missed), percents("Cancelled under 24 hours before", late))
    places = [f"{each.first:%b} {each.first.day}" for each in found]
    rows = ((each.first.isoformat(), *counted(each.missed), *counted(each.late)) for each in found)
    return Chart(
        "trend",
        "No-shows and late cancellations over time",
        _trend_words(found) if drawn else _fullest(missed),
        lines(places, series, "%", _place_of(found, mark)) if drawn else None,
        Numbers(("From", "Missed", "Of", "Rate", "Late", "Of", "Rate"), tuple(rows)),
    )


def cancellations_chart(counts: Sequence[tuple[int, int]]) -> Chart:
    """How early visits are cancelled, and whether somebody else got the time."""
    refilled, lost = [one for one, _ in counts], [other for _, other in counts]
    every, late = sum(refilled) + sum(lost), sum(refilled[:LATE]) + sum(lost[:LATE])
    series = (whole_numbers("Refilled from the waitlist", refilled), whole_numbers("Not refilled", lost))
    says = (
        f"Of {every:,} cancelled visits {late:,} were cancelled less than 24 hours before. Families from the"
        f" waitlist took {sum(refilled):,} of the times."
    )
    return Chart(
        "cancellations",
        "Cancelled visits and refilled times",
        says if every else "No visit was cancelled in this period.",
        columns(LEAD_SHORT, series) if every else None,
        Numbers(
            ("Before the visit", "Refilled", "Not refilled"),
            tuple((words, *each) for words, each in zip(LEAD_WORDS, counts, strict=True)),
        ),
    )


def languages_chart(english: Rate, spanish: Rate) -> Chart:
    """Do families who are asked in Spanish answer as often?"""
    groups = (("Asked in English", english), ("Asked in Spanish", spanish))
    return Chart(
        "languages",
        "Answers in English and in Spanish",
        _language_words(english, spanish),
        rate_bars(groups, 1) if english.is_enough or spanish.is_enough else None,
        Numbers(("Language", "Answered", "Visits", "Rate", "95% interval"), rate_rows(groups)),
    )


def _missed_words(found: Missed) -> str:
    answered, silent = found.answered, found.silent
    if not (answered.is_enough and silent.is_enough):
        return too_few(min(answered, silent, key=lambda rate: rate.whole), " visits of the smaller group")
    both = f"{claimed(answered)} with an answer, {claimed(silent)} without"
    if not differ(answered, silent):
        return f"Missed: {both}. That may be chance."
    fewer = (answered.share or 0) < (silent.share or 0)
    return f"Families who answered missed {'fewer' if fewer else 'more'} visits: {both}."


def _untold_words(visits: int) -> str:
    if not visits:
        return ""
    return f" Left aside: {visits:,} {'visit' if visits == 1 else 'visits'} without an outcome."


def _trend_words(found: Sequence[Stretch]) -> str:
    weeks = found[0].weeks
    return "Each point is a week." if weeks == 1 else f"Each point is the rate of {weeks} weeks."


def _fullest(rates: Sequence[Rate]) -> str:
    return too_few(max(rates, key=lambda rate: rate.whole, default=Rate(0, 0)), " in the fullest weeks")


def _place_of(found: Sequence[Stretch], mark: Mark | None) -> tuple[float, str] | None:
    """Where on the axis the day lies; None where the axis does not reach it."""
    if mark is None:
        return None
    steps = (mark[0] - found[0].first).days / (7 * found[0].weeks)
    return (steps, mark[1]) if 0 <= steps <= len(found) - 1 else None


def _language_words(english: Rate, spanish: Rate) -> str:
    if not (english.is_enough and spanish.is_enough):
        return too_few(min(english, spanish, key=lambda rate: rate.whole), " visits of the smaller group")
    both = f"{claimed(english)} in English, {claimed(spanish)} in Spanish"
    if not differ(english, spanish):
        return f"No clear difference: {both}."
    less = "Spanish" if (spanish.share or 0) < (english.share or 0) else "English"
    return (
        f"Families asked in {less} answer less often: {both}. Read these texts with somebody who speaks it."
    )

"""Charts about what messages cost: what is left, how long it lasts, what went in which month (product L4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from app.domain.plans import Unit
from app.domain.tariffs import amount_words, bare_words
from app.queries.credit_course import CreditCourse
from app.queries.usage_report import MonthUsed, Used
from app.web.chart_shapes import Numbers, Series
from app.web.charts import SERIES, columns, lines
from app.web.rate_words import Chart

_AHEAD = 28
"""Days a forecast is drawn for."""

_YEARS = 3 * 365


def left_chart(course: CreditCourse) -> Chart:
    """What was left day by day, and how it goes on at the same pace."""
    unit, today = course.unit, course.days[-1][0]
    ahead = [(today + timedelta(days=number), _left_after(course, number)) for number in range(_AHEAD + 1)]
    days = [day for day, _ in course.days] + [day for day, _ in ahead[1:]]
    before, after = [left for _, left in course.days], [left for _, left in ahead]
    series = (
        _amounts("Left", [*before, *[None] * _AHEAD], unit),
        _amounts("Forecast", [*[None] * (len(before) - 1), *after], unit),
    )
    return Chart(
        "left",
        f"{'Credits' if unit is Unit.CREDITS else 'Money'} left",
        _left_words(course),
        lines([_short(day) for day in days], series),
        Numbers(
            ("Day", "Left"), tuple((day.isoformat(), bare_words(left, unit)) for day, left in course.days)
        ),
    )


def months_chart(months: Sequence[MonthUsed], unit: Unit | None) -> Chart:
    """What went each month, by the way people were reached: costs in ``unit``, or messages without one."""
    modes = [each.name for each in months[0].modes] if months else []
    # Four looks can be told apart: the rest goes together.
    drawn = modes if len(modes) <= len(SERIES) else [*modes[: len(SERIES) - 1], "Other"]
    series = [_mode(name, number, len(drawn), months, unit) for number, name in enumerate(drawn)]
    sent = sum(each.messages for each in months)
    spent = sum((each.cost for each in months), Decimal(0))
    cost = f", which cost {amount_words(spent, unit)}" if unit else ""
    return Chart(
        "months",
        "Month by month",
        f"{sent:,} {'message' if sent == 1 else 'messages'} to families{cost}."
        if sent
        else "Nothing was sent.",
        columns([f"{each.month:%b %y}" for each in months], series) if sent else None,
        Numbers(
            ("Month", *modes, "Messages", *(["Cost"] if unit else [])),
            tuple(
                (
                    f"{each.month:%B %Y}",
                    *(mode.messages for mode in each.modes),
                    each.messages,
                    *([bare_words(each.cost, unit)] if unit else []),
                )
                for each in months
            ),
        ),
    )


def used_rows(used: Sequence[Used], question: str, unit: Unit | None) -> Numbers:
    """A table of usage by a question, such as "Provider"."""
    return Numbers(
        (question, "Messages", *(["Cost"] if unit else [])),
        tuple((each.name, each.messages, *([bare_words(each.cost, unit)] if unit else [])) for each in used),
    )


def _mode(name: str, number: int, drawn: int, months: Sequence[MonthUsed], unit: Unit | None) -> Series:
    """The last one drawn holds all that follow."""
    last = number == drawn - 1
    parts = [each.modes[number:] if last else each.modes[number : number + 1] for each in months]
    messages = [sum(each.messages for each in part) for part in parts]
    if unit is None:
        return Series(name, tuple(map(float, messages)), tuple(f"{each:,}" for each in messages))
    costs = [sum((each.cost for each in part), Decimal(0)) for part in parts]
    words = tuple(
        f"{amount_words(cost, unit)}, {sent:,} messages" for cost, sent in zip(costs, messages, strict=True)
    )
    return Series(name, tuple(map(float, costs)), words)


def _left_words(course: CreditCourse) -> str:
    """E.g. "Left: 900 credits. At the pace of the last 28 days that lasts 9 days, until June 1, 2026." """
    left, days = amount_words(course.left, course.unit), course.lasts
    pace = f"At the pace of the last {course.counted} days" if course.counted > 1 else "At today's pace"
    if days is None:
        return f"Left: {left}. Nothing was spent lately."
    if days > _YEARS:
        return f"Left: {left}. {pace} that is enough for years."
    until = course.days[-1][0] + timedelta(days=days)
    return f"Left: {left}. {pace} that lasts {days:,} {'day' if days == 1 else 'days'}, until {_long(until)}."


def _left_after(course: CreditCourse, days: int) -> Decimal:
    return max(course.left - course.spent / course.counted * days, Decimal(0))


def _amounts(name: str, amounts: Sequence[Decimal | None], unit: Unit) -> Series:
    return Series(
        name,
        tuple(None if each is None else float(each) for each in amounts),
        tuple("" if each is None else amount_words(round(each, 2), unit) for each in amounts),
    )


def _short(day: date) -> str:
    return f"{day:%b} {day.day}"


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"

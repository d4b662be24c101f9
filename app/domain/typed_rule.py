"""An automated message as the fields of a form (product E2 to E4, D1, D3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from app.domain.rule_fields import MINUTES_IN
from app.domain.rules import Rule
from app.domain.timing import Unit


@dataclass(frozen=True, slots=True)
class TypedRule:
    """The fields as text. ``days`` are the ticked ones, "0" Monday to "6" Sunday."""

    name: str = ""
    anchor: str = ""
    amount: str = ""
    unit: str = ""
    at_time: str = ""
    tries: str = ""
    try_every_days: str = ""
    statuses: tuple[str, ...] = ()
    visit_types: tuple[str, ...] = ()
    provider_ids: tuple[str, ...] = ()
    location_ids: tuple[str, ...] = ()
    age_from: str = ""
    age_to: str = ""
    new_patients: str = ""
    channel_mode: str = ""
    channel: str = ""
    escalate_after: str = ""
    escalate_unit: str = ""
    template_set_id: str = ""
    own_hours: bool = False
    window_from: str = ""
    window_to: str = ""
    days: tuple[str, ...] = ()
    own_last_useful: bool = False
    last_useful: str = ""
    last_useful_unit: str = ""


@dataclass(frozen=True, slots=True)
class NamedRule:
    """An automated message with the name staff gave it."""

    name: str
    rule: Rule


def typed_rule(named: NamedRule) -> TypedRule:
    """The form filled with what is saved. A length of time comes back in its greatest whole unit."""
    rule, hours = named.rule, named.rule.hours
    wait = int(rule.escalate_after.total_seconds()) // 60 if rule.escalate_after is not None else None
    escalate_after, escalate_unit = _span(wait, 4, Unit.HOURS)
    last_useful, last_useful_unit = _span(rule.last_useful_minutes, 30, Unit.MINUTES)
    return TypedRule(
        name=named.name,
        anchor=rule.timing.anchor,
        amount=str(rule.timing.amount),
        unit=rule.timing.unit,
        at_time=_clock(rule.at_time),
        tries=_number(rule.tries),
        try_every_days=_number(rule.try_every_days),
        statuses=tuple(sorted(rule.statuses)),
        visit_types=tuple(sorted(rule.visit_types)),
        provider_ids=tuple(str(each) for each in sorted(rule.provider_ids)),
        location_ids=tuple(str(each) for each in sorted(rule.location_ids)),
        age_from=_number(rule.age_from),
        age_to=_number(rule.age_to),
        new_patients=rule.new_patients,
        channel_mode=rule.channel_mode,
        channel=rule.channel or "",
        escalate_after=escalate_after,
        escalate_unit=escalate_unit,
        template_set_id=_number(rule.template_set_id),
        own_hours=hours is not None,
        window_from=_clock(hours.window_from) if hours else "08:00",
        window_to=_clock(hours.window_to) if hours else "20:00",
        days=tuple(str(day) for day in (sorted(hours.days) if hours else range(7))),
        own_last_useful=rule.last_useful_minutes is not None,
        last_useful=last_useful,
        last_useful_unit=last_useful_unit,
    )


def _span(minutes: int | None, usual: int, usual_unit: Unit) -> tuple[str, Unit]:
    if minutes is None:
        return str(usual), usual_unit
    unit = next(
        (each for each in (Unit.DAYS, Unit.HOURS) if minutes and minutes % MINUTES_IN[each] == 0),
        Unit.MINUTES,
    )
    return str(minutes // MINUTES_IN[unit]), unit


def _clock(at: time | None) -> str:
    return at.isoformat("minutes") if at is not None else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)

"""Reading an automated message as somebody typed it (product E2 to E4, D1, D3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from app.domain.appointments import Status
from app.domain.preferences import Channel
from app.domain.rule_fields import (
    MINUTES_IN,
    Wrong,
    read_chosen,
    read_clock,
    read_hours,
    read_span,
    read_whole,
    read_word,
)
from app.domain.rule_parts import about_visits, anchors_of, has_amount, has_statuses, units_of
from app.domain.rules import STATUSES, ChannelMode, NewPatients, Rule
from app.domain.timing import TO_STAFF, Anchor, RuleType, Timing, Unit
from app.domain.typed_rule import NamedRule, TypedRule

LONGEST_NAME = 60
OLDEST = 120
_MOST = {Unit.MINUTES: 10_080, Unit.HOURS: 720, Unit.DAYS: 365, Unit.WEEKS: 52}
_WAIT = (15, MINUTES_IN[Unit.WEEKS])
LONGEST_USEFUL = timedelta(days=14)
_USEFUL = (0, LONGEST_USEFUL // timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a message of the practice can be limited to, and the names its other messages have."""

    visit_types: Collection[str] = ()
    provider_ids: Collection[int] = ()
    location_ids: Collection[int] = ()
    template_set_ids: Collection[int] = ()
    taken: Collection[str] = ()


def read_rule(typed: TypedRule, saved: Rule, choices: Choices) -> NamedRule | tuple[Wrong, ...]:
    """``saved`` with the typed settings, or every field that cannot be used, in the order of the page.

    Type, purpose and ``enabled_at`` stay those of ``saved``; what its type does not have is not read.
    """
    values: dict[str, Any] = {"name": _name(typed.name, choices.taken)}
    values |= _moment(typed, saved) | _filters(typed, saved, choices) | _delivery(typed, saved, choices)
    wrong = tuple(value for value in values.values() if isinstance(value, Wrong))
    if wrong:
        return wrong
    name, way = values.pop("name"), values.pop("way")
    return NamedRule(name, replace(saved, **values, **way))


def _moment(typed: TypedRule, saved: Rule) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if has_amount(saved.type):
        values["timing"] = _timing(typed, saved.type)
    if saved.at_time is not None:
        values["at_time"] = read_clock("at_time", typed.at_time)
    if saved.type is RuleType.RECALL:
        values["tries"] = read_whole("tries", typed.tries, 1, 5, "Try 1 to 5 times, for example 3.")
        every = "Wait 1 to 90 days between two tries, for example 14."
        values["try_every_days"] = read_whole("try_every_days", typed.try_every_days, 1, 90, every)
    return values


def _filters(typed: TypedRule, saved: Rule, choices: Choices) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if saved.type in TO_STAFF:
        return values
    if has_statuses(saved.type):
        values["statuses"] = _statuses(typed, saved.type)
    if about_visits(saved.type):
        types = {each: each for each in choices.visit_types}
        values["visit_types"] = read_chosen("visit_types", typed.visit_types, types)
        values["new_patients"] = read_word("new_patients", typed.new_patients, NewPatients)
    values["provider_ids"] = read_chosen("provider_ids", typed.provider_ids, _ids(choices.provider_ids))
    values["location_ids"] = read_chosen("location_ids", typed.location_ids, _ids(choices.location_ids))
    return values | _ages(typed)


def _delivery(typed: TypedRule, saved: Rule, choices: Choices) -> dict[str, Any]:
    useful = "Write how long, from 0 minutes to 14 days, for example 30 minutes."
    chosen: dict[str, Any] = {"way": {}}
    if saved.type not in TO_STAFF:
        words = _template_set(typed.template_set_id, choices.template_set_ids)
        chosen = {"way": _way(typed, saved.type), "template_set_id": words}
    return {
        **chosen,
        "hours": read_hours(typed.window_from, typed.window_to, typed.days) if typed.own_hours else None,
        "last_useful_minutes": (
            read_span("last_useful", typed.last_useful, typed.last_useful_unit, _USEFUL, useful)
            if typed.own_last_useful
            else None
        ),
    }


def _ids(numbers: Collection[int]) -> dict[str, int]:
    return {str(number): number for number in numbers}


def _name(typed: str, taken: Collection[str]) -> str | Wrong:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        example = "for example Reminder the day before"
        return Wrong("name", f"Give it a name of 1 to {LONGEST_NAME} letters, {example}.")
    if name.lower() in {each.lower() for each in taken}:
        return Wrong(
            "name", f"Another automated message has this name. Choose another, for example {name} 2."
        )
    return name


def _timing(typed: TypedRule, kind: RuleType) -> Timing | Wrong:
    anchor = read_word("anchor", typed.anchor, Anchor, anchors_of(kind))
    unit = read_word("unit", typed.unit, Unit, units_of(kind))
    if isinstance(anchor, Wrong):
        return anchor
    if isinstance(unit, Wrong):
        return unit
    least = 1 if anchor is Anchor.START else 0
    example = f"Write a whole number of {unit} from {least} to {_MOST[unit]:,}, for example 2."
    amount = read_whole("amount", typed.amount, least, _MOST[unit], example)
    return amount if isinstance(amount, Wrong) else Timing(anchor, amount, unit)


def _statuses(typed: TypedRule, kind: RuleType) -> frozenset[Status] | Wrong:
    if not typed.statuses:
        return Wrong("statuses", "Tick at least one status, for example Scheduled. With none it never goes.")
    return read_chosen("statuses", typed.statuses, {each.value: each for each in STATUSES[kind]})


def _ages(typed: TypedRule) -> dict[str, int | Wrong | None]:
    youngest, oldest = _age("age_from", typed.age_from), _age("age_to", typed.age_to)
    if isinstance(youngest, int) and isinstance(oldest, int) and youngest > oldest:
        example = f"Put the younger age first, for example {oldest} to {youngest}."
        return {"age_from": Wrong("age_from", f"Nobody is from {youngest} to {oldest}. {example}")}
    return {"age_from": youngest, "age_to": oldest}


def _age(field: str, typed: str) -> int | Wrong | None:
    example = f"Write whole years from 0 to {OLDEST}, for example 12, or leave it empty for any age."
    return read_whole(field, typed, 0, OLDEST, example) if typed.strip() else None


def _way(typed: TypedRule, kind: RuleType) -> dict[str, Any] | Wrong:
    """Mode, channel and wait together: each mode has its own field (E4)."""
    offered = [mode for mode in ChannelMode if mode is not ChannelMode.ESCALATION or about_visits(kind)]
    mode = read_word("channel_mode", typed.channel_mode, ChannelMode, offered)
    channel = read_word("channel", typed.channel, Channel) if mode is ChannelMode.FIXED else None
    example = "Wait 15 minutes to 1 week before the next way is tried, for example 4 hours."
    wait: int | Wrong | None = None
    if mode is ChannelMode.ESCALATION:
        wait = read_span("escalate_after", typed.escalate_after, typed.escalate_unit, _WAIT, example)
    for each in (mode, channel, wait):
        if isinstance(each, Wrong):
            return each
    after = timedelta(minutes=wait) if isinstance(wait, int) else None
    return {"channel_mode": mode, "channel": channel, "escalate_after": after}


def _template_set(typed: str, known: Collection[int]) -> int | Wrong | None:
    words = "These words are no longer there. Choose others, for example Standard words."
    return _ids(known).get(typed, Wrong("template_set_id", words)) if typed else None

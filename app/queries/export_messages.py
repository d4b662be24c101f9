"""Automated messages, routing and own texts as parts of the set-up document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Status
from app.domain.contacts import Channel, Purpose
from app.domain.languages import Language
from app.domain.rules import ChannelMode, NewPatients
from app.domain.timing import Anchor, RuleType, Unit
from app.domain.wording.occasions import Occasion
from app.feeds.config.message_parts import AutomatedMessagePart, TemplatePart
from app.feeds.config.practice_parts import RoutingPart
from app.models import RoutingRule, RuleRow, Template
from app.queries.export_places import hours_part


class Names(NamedTuple):
    """What things are called in the document, by their ids."""

    locations: Mapping[int, str]
    providers: Mapping[int, str]
    departments: Mapping[int, str]
    messages: Mapping[int, str]
    sets: Mapping[int, str]


def message_part(row: RuleRow, names: Names) -> AutomatedMessagePart:
    """One automated message."""
    return AutomatedMessagePart(
        name=row.name,
        type=RuleType(row.type),
        state=row.state,
        anchor=Anchor(row.anchor),
        amount=row.amount,
        unit=Unit(row.unit),
        at_time=row.at_time,
        purpose=Purpose(row.purpose),
        statuses=[Status(each) for each in sorted(row.statuses)],
        visit_types=sorted(row.visit_types),
        providers=_named(row.provider_ids, names.providers),
        locations=_named(row.location_ids, names.locations),
        age_from=row.age_from,
        age_to=row.age_to,
        new_patients=NewPatients(row.new_patients),
        last_useful_minutes=row.last_useful_minutes,
        own_hours=hours_part(row.window_from, row.window_to, row.days),
        channel_mode=ChannelMode(row.channel_mode),
        channel=Channel(row.channel) if row.channel else None,
        escalate_after_minutes=row.escalate_after_minutes,
        tries=row.tries,
        try_every_days=row.try_every_days,
        template_set=names.sets.get(row.template_set_id or 0),
    )


def routing_parts(session: Session, names: Names) -> list[RoutingPart]:
    """In the order that counts. One that speaks of deleted messages only never matches and is left out."""
    rows = session.scalars(select(RoutingRule).order_by(RoutingRule.position)).all()
    return [
        RoutingPart(
            department=names.departments[row.department_id],
            automated_messages=_named(row.rule_ids, names.messages),
            visit_types=sorted(row.visit_types),
            providers=_named(row.provider_ids, names.providers),
            locations=_named(row.location_ids, names.locations),
        )
        for row in rows
        if not row.rule_ids or _named(row.rule_ids, names.messages)
    ]


def template_parts(session: Session, sets: Mapping[int, str]) -> list[TemplatePart]:
    """The own texts in use, of the sets in use."""
    rows = session.scalars(select(Template).where(Template.current, Template.set_id.in_(sets))).all()
    parts = [
        TemplatePart(
            template_set=sets[row.set_id],
            message=Occasion(row.kind),
            channel=Channel(row.channel),
            language=Language(row.language),
            variant=row.variant,
            subject=row.subject,
            body=row.body,
        )
        for row in rows
    ]
    return sorted(
        parts,
        key=lambda part: (part.template_set or "", part.message, part.channel, part.language, part.variant),
    )


def _named(ids: Iterable[int], names: Mapping[int, str]) -> list[str]:
    return sorted({names[each] for each in ids if each in names})

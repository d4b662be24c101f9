"""A practice's whole set-up as a document (contract: config export)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.columns import Tenant
from app.domain.answers import CancellationMode
from app.domain.appointments import Status
from app.domain.contacts import Channel, Purpose
from app.domain.languages import Language
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, RuleType, Unit
from app.domain.wording.occasions import Occasion
from app.feeds.config.document import (
    DAYS,
    AutomatedMessagePart,
    ConfigDocument,
    DeliveryRulesPart,
    DepartmentPart,
    HolidayPart,
    LocationPart,
    PracticePart,
    ProviderPart,
    TemplatePart,
)
from app.models import DeliveryRulesRow, Department, Holiday, Location, Practice, Provider, RuleRow, Template

Row = TypeVar("Row", bound=Tenant)


def export_config(session: Session, practice_id: int) -> ConfigDocument:
    """Everything the practice sets up, each list by name.

    Providers of one name, as schedules sometimes hold them, are one in a document.
    """
    places = _rows(session, Location)
    people = _rows(session, Provider)
    departments = _rows(session, Department)
    place_names = {place.id: place.name for place in places}
    people_names = {person.id: person.name for person in people}
    return ConfigDocument(
        practice=_practice(session.get_one(Practice, practice_id)),
        delivery_rules=_delivery_rules(
            session.scalars(select(DeliveryRulesRow)).one(), {one.id: one.name for one in departments}
        ),
        locations=[_location(place) for place in places],
        departments=[DepartmentPart(name=one.name, email=one.email) for one in departments],
        providers=list({person.name: _provider(person) for person in reversed(people)}.values())[::-1],
        holidays=_holidays(session, place_names),
        automated_messages=[_rule(rule, people_names, place_names) for rule in _rows(session, RuleRow)],
        templates=_templates(session),
    )


def _rows(session: Session, table: type[Row]) -> Sequence[Row]:
    return session.scalars(select(table).order_by(table.name, table.id)).all()  # type: ignore[attr-defined]


def _practice(row: Practice) -> PracticePart:
    return PracticePart(
        name=row.name,
        short_name=row.short_name,
        timezone=row.timezone,
        phone=row.phone,
        address=row.address,
        email=row.email,
        languages=[Language(each) for each in row.languages],
        fallback_language=Language(row.fallback_language),
        text_limit=row.text_limit,
        keep_accents=row.keep_accents,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def _delivery_rules(row: DeliveryRulesRow, departments: dict[int, str]) -> DeliveryRulesPart:
    return DeliveryRulesPart(
        window_from=row.window_from,
        window_to=row.window_to,
        days=[DAYS[day] for day in sorted(row.days)],
        cancellation_mode=CancellationMode(row.cancellation_mode),
        track_cancellations=row.track_cancellations,
        department=departments.get(row.department_id or 0),
        deadline_hours=row.deadline_hours,
        sibling_mode=SiblingMode(row.sibling_mode),
    )


def _location(row: Location) -> LocationPart:
    return LocationPart(name=row.name, timezone=row.timezone, phone=row.phone, address=row.address)


def _provider(row: Provider) -> ProviderPart:
    return ProviderPart(name=row.name, spoken_name=row.spoken_name, name_es=row.name_es)


def _holidays(session: Session, places: dict[int, str]) -> list[HolidayPart]:
    rows = session.scalars(select(Holiday).order_by(Holiday.day, Holiday.location_id)).all()
    return [
        HolidayPart(day=row.day, name=row.name, location=places.get(row.location_id or 0)) for row in rows
    ]


def _rule(row: RuleRow, people: dict[int, str], places: dict[int, str]) -> AutomatedMessagePart:
    return AutomatedMessagePart(
        name=row.name,
        type=RuleType(row.type),
        state=row.state,
        anchor=Anchor(row.anchor),
        amount=row.amount,
        unit=Unit(row.unit),
        purpose=Purpose(row.purpose),
        statuses=[Status(each) for each in sorted(row.statuses)],
        visit_types=sorted(row.visit_types),
        providers=sorted({people[each] for each in row.provider_ids}),
        locations=sorted({places[each] for each in row.location_ids}),
        last_useful_minutes=row.last_useful_minutes,
    )


def _templates(session: Session) -> list[TemplatePart]:
    order = (Template.kind, Template.channel, Template.language, Template.variant)
    rows = session.scalars(select(Template).where(Template.current).order_by(*order)).all()
    return [
        TemplatePart(
            message=Occasion(row.kind),
            channel=Channel(row.channel),
            language=Language(row.language),
            variant=row.variant,
            subject=row.subject,
            body=row.body,
        )
        for row in rows
    ]

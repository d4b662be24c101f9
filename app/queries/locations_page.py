"""The practice's locations with what each has of its own (product A2, D1, D4, D6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.answers import CancellationMode
from app.domain.delivery_rules import DeliveryRules, DeliveryRulesRefused, PlaceRules, rules_at
from app.domain.delivery_sentences import Sentences, sentences
from app.domain.form_reading import FormReading, state_of
from app.domain.location_form import TypedLocation, read_location
from app.models import AppointmentRow, DeliveryRulesRow, Location, Practice
from app.models.facts import delivery_rules_facts, place_facts
from app.models.place_uses import location_uses
from app.models.typed_places import typed_location


@dataclass(frozen=True, slots=True)
class LocationLine:
    """One location. Zone, phone and address are its own or the practice's; ``own`` says what differs."""

    id: int
    name: str
    timezone: str
    phone: str
    address: str
    visits: int
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LocationPage:
    """A location's form as saved. ``usual`` says what counts where it has nothing of its own, ``uses``
    why it cannot be deleted. ``id`` is None for one that is being added."""

    id: int | None
    typed: TypedLocation
    seen: str
    usual: Sentences
    practice_zone: str
    practice_phone: str
    practice_address: str
    uses: tuple[str, ...] = ()


def locations_list(session: Session) -> tuple[LocationLine, ...]:
    """All of them, by name."""
    practice = session.get_one(Practice, session.info["practice_id"])
    counted = select(AppointmentRow.location_id, func.count().label("visits")).group_by(
        AppointmentRow.location_id
    )
    visits = {row.location_id: row.visits for row in session.execute(counted)}
    return tuple(
        LocationLine(
            row.id,
            row.name,
            row.timezone or practice.timezone,
            row.phone or practice.phone,
            row.address or practice.address,
            visits.get(row.id, 0),
            _own(row),
        )
        for row in session.scalars(select(Location).order_by(Location.name))
    )


def location_page(session: Session, location_id: int | None) -> LocationPage | None:
    """None when the practice has no such location. Without ``location_id``, the form for a new one."""
    row = Location() if location_id is None else session.get(Location, location_id)
    if row is None:
        return None
    usual = session.scalars(select(DeliveryRulesRow)).one()
    practice = session.get_one(Practice, session.info["practice_id"])
    typed = typed_location(row, usual)
    return LocationPage(
        id=location_id,
        typed=typed,
        seen=state_of(typed),
        usual=sentences(delivery_rules_facts(usual), ""),
        practice_zone=practice.timezone,
        practice_phone=practice.phone,
        practice_address=practice.address,
        uses=tuple(location_uses(session, location_id)) if location_id else (),
    )


def said_at(session: Session, typed: TypedLocation) -> Sentences | None:
    """What the form as typed does; None while it holds something that cannot be used."""
    reading = FormReading()
    values = read_location(reading, typed, [typed.timezone], [])
    if set(reading.faults) - {"name"}:
        return None
    mode = values["cancellation_mode"]
    own = PlaceRules(
        window_from=values["window_from"],
        window_to=values["window_to"],
        days=None if values["days"] is None else frozenset(values["days"]),
        cancellation_mode=CancellationMode(mode) if mode else None,
        deadline_hours=values["deadline_hours"],
    )
    usual = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    return _sentences(usual, own)


def _sentences(usual: DeliveryRules, own: PlaceRules) -> Sentences | None:
    try:
        return sentences(rules_at(usual, own), "")
    except DeliveryRulesRefused:
        return None


def _own(row: Location) -> tuple[str, ...]:
    place = place_facts(row)
    told = (
        (place.days is not None, "delivery times"),
        (place.cancellation_mode is CancellationMode.BY_REQUEST, "cancelling by request"),
        (place.cancellation_mode is CancellationMode.AUTOMATIC, "cancelling at once"),
        (place.deadline_hours is not None, f"deadline {place.deadline_hours} h"),
        (row.sender is not None, "sender"),
    )
    return tuple(words for has, words in told if has)

"""Write the weeks before a demo practice's story, a table at a time: nothing of them is to come any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.demo.past_messages import add_past_messages
from app.actions.demo.past_people import add_past_people
from app.actions.demo.past_rows import take_stock, write_numbered, write_rows
from app.actions.demo.past_visits import PastVisit, past_children, past_visits
from app.actions.demo.story import Story
from app.models import (
    Answer,
    AppointmentRow,
    FeedSource,
    Link,
    LinkAppointment,
    LinkOpening,
    Location,
    Provider,
    Slot,
)

_MINUTES = 20
_LOOKS_LATER = timedelta(hours=5)


def add_past_weeks(session: Session, story: Story) -> None:
    """Nothing, unless the story tells of weeks before it. The session is in the practice."""
    weeks = int(story.told.get("past_weeks", 0))
    if not weeks:
        return
    people = past_children()
    providers = session.scalars(select(Provider.id).order_by(Provider.id)).all()
    visits = list(past_visits(story.begins, story.place, weeks, len(providers)))
    patients, contacts = add_past_people(session, story, people)
    appointments = _add_visits(session, visits, patients, providers)
    links = _add_links(session, visits, contacts, appointments)
    _add_answers(session, visits, contacts, appointments, links)
    _add_refilled(session, visits, patients, providers, appointments)
    add_past_messages(session, story, people, visits, contacts, appointments, links)
    take_stock(session)


def _add_visits(
    session: Session,
    visits: Sequence[PastVisit],
    patients: Sequence[int],
    providers: Sequence[int],
) -> list[int]:
    location = session.scalars(select(Location.id).order_by(Location.id)).first()
    source = session.scalars(select(FeedSource.id)).first()
    return write_numbered(
        session,
        AppointmentRow,
        [
            {
                "source_id": source,
                "external_id": f"past-{number}",
                "location_id": location,
                "status_text": "",
                **_visit(each, patients[each.child], providers[each.provider]),
                "cancelled_at": each.cancelled_at,
                "cancelled_by": _cancelled_by(each),
                "confirmation": "confirmed" if each.answered_at and not each.cancelled_at else "none",
            }
            for number, each in enumerate(visits)
        ],
    )


def _visit(each: PastVisit, patient: int, provider: int) -> dict[str, Any]:
    booked = each.starts_at - timedelta(days=21)
    return {
        "patient_id": patient,
        "provider_id": provider,
        "visit_type": "Sick visit",
        "starts_at": each.starts_at,
        "minutes": _MINUTES,
        "lifecycle": each.lifecycle,
        "version_at": booked,
        "created_at": booked,
        "changed_at": each.cancelled_at or each.starts_at,
        "quiet": True,
        "replan": False,
    }


def _cancelled_by(each: PastVisit) -> str | None:
    if each.cancelled_at is None:
        return None
    return "parent" if each.answered_at else "feed"


def _add_links(
    session: Session, visits: Sequence[PastVisit], contacts: Sequence[int], appointments: Sequence[int]
) -> dict[int, int]:
    """The id of the link of each visit that was asked about, by the visit's number."""
    asked = [number for number, each in enumerate(visits) if each.asked_at]
    links = write_numbered(
        session,
        Link,
        [
            {
                "contact_id": contacts[visits[number].child],
                "visit_key": appointments[number],
                "created_at": visits[number].asked_at,
            }
            for number in asked
        ],
    )
    found = dict(zip(asked, links, strict=True))
    write_rows(
        session,
        LinkAppointment,
        [{"link_id": link, "appointment_id": appointments[number]} for number, link in found.items()],
    )
    return found


def _add_answers(
    session: Session,
    visits: Sequence[PastVisit],
    contacts: Sequence[int],
    appointments: Sequence[int],
    links: dict[int, int],
) -> None:
    """Who answered had looked; every seventh of the others looked and did not answer."""
    answered = [(number, each) for number, each in enumerate(visits) if each.answered_at]
    write_rows(
        session,
        Answer,
        [
            {
                "appointment_id": appointments[number],
                "contact_id": contacts[each.child],
                "link_id": links[number],
                "choice": "cant" if each.cancelled_at else "coming",
                "effect": "cancel" if each.cancelled_at else "confirm",
                "version": 1,
                "received_at": each.answered_at,
                "applied_at": each.answered_at,
                "accepted_at": each.answered_at,
                "seen_at": each.answered_at,
            }
            for number, each in answered
        ],
    )
    only_looked = [
        (number, each.asked_at + _LOOKS_LATER)
        for number, each in enumerate(visits)
        if each.asked_at and not each.answered_at and number % 7 == 0
    ]
    looked = [(number, each.answered_at) for number, each in answered] + only_looked
    write_rows(
        session,
        LinkOpening,
        [{"link_id": links[number], "by": "person", "first_at": at, "last_at": at} for number, at in looked],
    )


def _add_refilled(
    session: Session,
    visits: Sequence[PastVisit],
    patients: Sequence[int],
    providers: Sequence[int],
    appointments: Sequence[int],
) -> None:
    """The freed times that another family got, and the visits that came of them."""
    freed = [(number, each) for number, each in enumerate(visits) if each.refilled]
    location = session.scalars(select(Location.id).order_by(Location.id)).first()
    taken = [
        {
            "external_id": f"past-taken-{number}",
            "location_id": location,
            **_visit(each, patients[(each.child + 1) % len(patients)], providers[each.provider]),
            "lifecycle": "completed",
        }
        for number, each in freed
    ]
    booked = write_numbered(session, AppointmentRow, taken)
    filled = [
        _slot(each, appointments[number], visit, providers[each.provider], location)
        for (number, each), visit in zip(freed, booked, strict=True)
    ]
    write_rows(session, Slot, filled)


def _slot(
    gave_up: PastVisit, appointment: int, booked: int, provider: int, location: int | None
) -> dict[str, Any]:
    """The time of a cancelled visit, taken by another family an hour later."""
    return {
        "appointment_id": appointment,
        "appointment_version": 1,
        "provider_id": provider,
        "location_id": location,
        "visit_type": "Sick visit",
        "starts_at": gave_up.starts_at,
        "minutes": _MINUTES,
        "state": "filled",
        "freed_at": gave_up.cancelled_at,
        "offer_from": gave_up.cancelled_at,
        "filled_at": gave_up.cancelled_at + timedelta(hours=1) if gave_up.cancelled_at else None,
        "booked_id": booked,
    }

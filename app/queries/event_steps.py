"""What happened to an appointment: booked, moved, answered, cancelled (product E9, B4, H5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Confirmation, Lifecycle, status_of
from app.models import AppointmentEvent, Contact, Location, Provider, StaffUser
from app.queries.timeline_step import Step, StepKind

_BY_CONTACT = {
    "confirmed": "{who} answered: coming",
    "cancelled": "{who} answered: can't come. The visit is cancelled.",
    "cancel_requested": "{who} asked to cancel. The visit stays until staff cancel it.",
    "late_notice": "{who} told us after the deadline: can't come. The visit stays on the schedule.",
    "move_requested": "{who} asked for another time",
    "undone": "{who} took the answer back: coming after all",
    "unknown_child": "{who} says: not my child. Nothing more goes to them until staff look.",
    "ask_other": "{who} says: ask someone else of the family. Nothing more goes to them until staff look.",
    "conflict": "{who} answered differently from somebody else of the family. The first answer stands.",
    "wants_call": "{who} wants to talk to us. We promised to call back.",
    "put_through": "{who} wanted to talk to us and was put through",
    "stopped_calls": "{who} wants no more calls. Nothing was said about the visit.",
    "taken": "{who} took this time from the waitlist. It must be booked in the schedule.",
}
_TOLD_BY = {
    "text": "In a text message.",
    "phone": "With the keys of a phone, in a call of ours.",
    "waitlist": "For an earlier time from the waitlist.",
}
_BY_STAFF = {
    "confirmed": "{who} marked it as confirmed",
    "unconfirmed": "{who} took the confirmation back",
    "cancelled": "{who} cancelled the visit",
    "kept": "{who} kept the visit on the schedule",
    "called": "{who} called the family. Nobody answered.",
    "sent_again": "{who} sent a message that had not arrived again",
}
_BY_SCHEDULE = {
    "created": "Booked",
    "moved": "Moved in the schedule",
    "booked_again": "On the schedule again after a cancellation",
    "confirmed": "Confirmed in the schedule",
    "cancelled": "Cancelled in the schedule",
    "status_changed": "Status changed in the schedule",
    "booked_in_schedule": "The schedule has the time that was taken from the waitlist",
    "blocked": "The schedule gave a status we do not know. Nothing is sent until it is settled.",
}


def event_steps(session: Session, appointment_id: int) -> list[Step]:
    """Each event of the appointment, with who did it."""
    rows = session.execute(
        select(AppointmentEvent, Contact.name, StaffUser.name)
        .outerjoin(Contact, Contact.id == AppointmentEvent.contact_id)
        .outerjoin(StaffUser, StaffUser.id == AppointmentEvent.staff_id)
        .where(AppointmentEvent.appointment_id == appointment_id)
        .order_by(AppointmentEvent.at, AppointmentEvent.id)
    ).all()
    places = _places(session, [row.AppointmentEvent for row in rows])
    return [_step(event, contact, staff, places) for event, contact, staff in rows]


def _step(
    event: AppointmentEvent, contact: str | None, staff: str | None, places: Mapping[tuple[str, int], str]
) -> Step:
    before, after = event.detail.get("before", {}), event.detail.get("after", {})
    return Step(
        at=event.at,
        kind=_kind(event, contact, staff),
        title=_title(event.kind, contact, staff),
        detail=_detail(event, before, after, places),
        was=_start(before),
        becomes=_start(after),
    )


def _kind(event: AppointmentEvent, contact: str | None, staff: str | None) -> StepKind:
    if event.kind in {"blocked", "conflict"}:
        return StepKind.PROBLEM
    if contact:
        return StepKind.ANSWER
    return StepKind.STAFF if staff else StepKind.SCHEDULE


def _title(kind: str, contact: str | None, staff: str | None) -> str:
    if contact and kind in _BY_CONTACT:
        return _BY_CONTACT[kind].format(who=contact)
    if staff and kind in _BY_STAFF:
        return _BY_STAFF[kind].format(who=staff)
    return _BY_SCHEDULE.get(kind, kind.replace("_", " ").capitalize())


def _detail(
    event: AppointmentEvent,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    places: Mapping[tuple[str, int], str],
) -> str:
    if event.kind == "created":
        came_first = event.detail.get("first_import")
        first = " It came with the first import, so nothing was sent about the booking." if came_first else ""
        return f"From the schedule “{event.detail.get('source', '')}”.{first}"
    if event.kind == "moved":
        return " ".join(_changed_places(before, after, places))
    if event.kind == "status_changed":
        return f"{_status(before)} → {_status(after)}"
    if event.kind == "sent_again":
        return f"It failed at {event.detail['failed_at']}."
    return _TOLD_BY.get(event.detail.get("via", ""), "")


def _changed_places(
    before: Mapping[str, Any], after: Mapping[str, Any], places: Mapping[tuple[str, int], str]
) -> list[str]:
    return [
        f"{label}: {_place(places, column, before)} → {_place(places, column, after)}."
        for column, label in (("provider_id", "Provider"), ("location_id", "Office"))
        if column in after
    ]


def _place(places: Mapping[tuple[str, int], str], column: str, side: Mapping[str, Any]) -> str:
    return places.get((column, side.get(column) or 0), "none")


def _status(side: Mapping[str, Any]) -> str:
    """A change holds only the axis that changed; the other one was the plain one or does not show."""
    lifecycle = Lifecycle(side.get("lifecycle", Lifecycle.SCHEDULED))
    return status_of(lifecycle, Confirmation(side.get("confirmation", Confirmation.NONE))).words


def _start(side: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(side["starts_at"]) if "starts_at" in side else None


def _places(session: Session, events: list[AppointmentEvent]) -> dict[tuple[str, int], str]:
    """The names of the providers and offices that moves speak of."""
    names: dict[tuple[str, int], str] = {}
    for column, table in (("provider_id", Provider), ("location_id", Location)):
        sides = [event.detail.get(side, {}) for event in events for side in ("before", "after")]
        ids = {side[column] for side in sides if side.get(column)}
        if ids:
            rows = session.execute(select(table.id, table.name).where(table.id.in_(ids)))
            names |= {(column, number): name for number, name in rows}
    return names

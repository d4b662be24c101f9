"""The words of the email that tells a department about an answer (product J1, B5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.answers import NoticeKind
from app.domain.appointments import Status

ESCALATED = "escalated"
"""What an alert to the second address is marked with (J2)."""


class Tone(StrEnum):
    """How an alert looks at first sight: lost, open or well."""

    LOST = "lost"
    OPEN = "open"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class AlertWords:
    """What one kind of notice says. ``line`` describes one child when the children differ."""

    subject: str
    badge: str
    line: str
    schedule: str
    to_do: str
    tone: Tone


_UNCHANGED = "Not changed. The visit is still on the schedule."

ALERT_WORDS = {
    NoticeKind.CANCELLED: AlertWords(
        subject="Cancelled",
        badge="Cancelled by parent",
        line="cancelled",
        schedule="Cancelled here. Your own schedule still shows it.",
        to_do="take the visit off your schedule, and book a new one if the family needs it.",
        tone=Tone.LOST,
    ),
    NoticeKind.CANCEL_REQUESTED: AlertWords(
        subject="Please cancel",
        badge="Parent asks to cancel",
        line="asks to cancel",
        schedule=_UNCHANGED,
        to_do="cancel the visit, or keep it. The family waits to hear from you.",
        tone=Tone.OPEN,
    ),
    NoticeKind.LATE: AlertWords(
        subject="Late, call back",
        badge="Parent can't come, told us late",
        line="can't come",
        schedule="Not changed. It was too late to cancel online.",
        to_do="call the family back now. The visit stays until you talk.",
        tone=Tone.OPEN,
    ),
    NoticeKind.MOVE_REQUESTED: AlertWords(
        subject="Wants another time",
        badge="Parent asks for another time",
        line="wants another time",
        schedule=_UNCHANGED,
        to_do="call the family to find another time. The visit stays until you talk.",
        tone=Tone.OPEN,
    ),
    NoticeKind.CONFLICT: AlertWords(
        subject="Two answers",
        badge="Two parents answered differently",
        line="has two answers",
        schedule="Not changed. The first answer stands.",
        to_do="call the parents and settle it. The first answer stands until then.",
        tone=Tone.OPEN,
    ),
    NoticeKind.MAYBE_CANCEL: AlertWords(
        subject="May want to cancel",
        badge="Parent wrote CANCEL",
        line="may not come",
        schedule=_UNCHANGED,
        to_do="ask the family whether they come. Their texts are stopped, so call them.",
        tone=Tone.OPEN,
    ),
    NoticeKind.WRONG_PERSON: AlertWords(
        subject="Wrong person",
        badge="Says: not my child",
        line="is not their child, they say",
        schedule=_UNCHANGED,
        to_do="check the contact in the chart. Nothing more is sent to this person about the child.",
        tone=Tone.OPEN,
    ),
    NoticeKind.TIME_TAKEN: AlertWords(
        subject="Book from waitlist",
        badge="Family took a freed time",
        line="takes this time",
        schedule="Not changed. This visit is not in it yet.",
        to_do="book this visit in your schedule. The family was told that the time is theirs.",
        tone=Tone.OPEN,
    ),
}

OPEN_NOW = AlertWords(
    subject="Cancelled",
    badge="Cancelled by parent",
    line="cancelled",
    schedule="Removed. The time is open.",
    to_do="book a new visit if the family needs one.",
    tone=Tone.LOST,
)
"""A cancellation that the practice's own schedule has already taken over (B5)."""

COMING_AGAIN = AlertWords(
    subject="Coming again",
    badge="Parent took it back",
    line="coming again",
    schedule="The visit is on again.",
    to_do="put the visit back on your schedule if you took it off.",
    tone=Tone.WELL,
)

STANDING = {
    Status.CONFIRMED: "is still coming",
    Status.SCHEDULED: "has not answered yet",
    Status.OUT_OF_REACH: "could not be reached",
    Status.CANCEL_REQUESTED: "asked to cancel",
    Status.CANCELLED: "is cancelled",
    Status.ARRIVED: "is here",
}
"""How another child of the family stands; any other status means that the visit is no longer on."""

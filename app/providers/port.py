"""The port every provider stands behind: Envelope in; Accepted, Refused or Unknown out (product G2, G3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.domain.outcomes import ReceiptKind


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message, ready to leave. ``reference`` is ours and the same on every try of this message."""

    practice_id: int
    reference: str
    channel: str
    address: str
    sender: str
    language: str
    subject: str
    body: str
    html: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; ``provider_ref`` is its name for it."""

    provider_ref: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely not accepted. ``retry``: may trying later help? ``after``: how long to wait at least."""

    category: str
    retry: bool
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left and no answer came: it may have been accepted, so it is never simply repeated (G3)."""

    why: str


Result = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider reports later. ``event_id`` is unique a report, so a repeat is recognised."""

    practice_id: int
    reference: str
    event_id: str
    kind: ReceiptKind
    at: datetime
    category: str = ""


class ForcedOutcome(StrEnum):
    """What staff can make the next message to an address meet in the sandbox (G1)."""

    BOUNCE = "bounce"
    DELAY = "delay"
    DUPLICATE_RECEIPT = "duplicate_receipt"
    NO_RECEIPT = "no_receipt"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


class Provider(Protocol):
    """A channel's way out. ``send`` makes exactly one request; it does not raise for a vendor's answer."""

    name: str

    def send(self, envelope: Envelope, now: datetime) -> Result: ...

    def find(self, practice_id: int, reference: str) -> Result | None:
        """What became of a reference whose answer never came; None when the provider cannot tell."""
        ...

"""The port every provider stands behind: Envelope in; Accepted, Refused or Unknown out (product G2, G3)."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.domain.call_turns import CallTurn
from app.domain.outcomes import ReceiptKind

SANDBOX = "sandbox"
"""The name of the provider that lets nothing leave the house."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message, ready to leave. ``reference`` is ours and the same on every try of this message.

    ``sender`` is the number or address it comes from, ``sender_name`` and ``reply_to`` are for mails.
    ``not_after`` (UTC) is when it is of no use any more: a carrier is told not to deliver it later.
    ``call`` is the opening of a phone call, ``unsubscribe_url`` the one-click way out of a broadcast,
    ``addressee`` the name above the address of a letter or a fax.
    """

    practice_id: int
    reference: str
    channel: str
    address: str
    sender: str
    language: str
    subject: str
    body: str
    html: str
    sender_name: str = ""
    reply_to: str = ""
    not_after: datetime | None = None
    call: CallTurn | None = None
    unsubscribe_url: str = ""
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; ``provider_ref`` is its name for it."""

    provider_ref: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely not accepted. ``retry``: may trying later help? ``after``: how long to wait at least.

    ``outage`` says that the way out is at fault and not this message: the next one would fare alike.
    """

    category: str
    retry: bool
    after: timedelta | None = None
    outage: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left and no answer came: it may have been accepted, so it is never simply repeated (G3)."""

    why: str


Result = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider reports later. ``event_id`` is unique a report, so a repeat is recognised.

    ``reference`` is ours; where the report does not carry it, ``provider_ref`` is the provider's name.
    ``practice_id`` is 0 where the report does not say it. ``note`` is a ``ReceiptNote``, or empty, ``code``
    the provider's own for a failure, as its documentation lists it.
    """

    practice_id: int
    reference: str
    event_id: str
    kind: ReceiptKind
    at: datetime
    category: str = ""
    provider_ref: str = ""
    note: str = ""
    code: str = ""


class ForcedOutcome(StrEnum):
    """What staff can make the next message to an address meet in the sandbox (G1)."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    DELAY = "delay"
    DUPLICATE_RECEIPT = "duplicate_receipt"
    NO_RECEIPT = "no_receipt"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


class Provider(Protocol):
    """A channel's way out. ``send`` begins exactly one request; its future does not raise for a vendor's
    answer, and ends within the vendor timeout.

    ``rate`` is how many calls a second the vendor takes from all workers together (G8); None: any number.
    """

    name: str
    rate: float | None

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]: ...

    def find(self, practice_id: int, reference: str) -> Result | None:
        """What became of a reference whose answer never came; None when the provider cannot tell."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """One step of "check connection": what was asked, whether it is right, and what to do if it is not."""

    step: str
    ok: bool
    words: str


class Checkable(Protocol):
    """A vendor that can say whether it would send (L5)."""

    def check(self, sender: str) -> list[Check]:
        """Ask the vendor about the credentials and ``sender``; the first that is wrong ends the list."""
        ...


@dataclass(frozen=True, slots=True)
class Exits:
    """Every way out of this installation: the sandbox, and by channel the vendors where it really sends."""

    sandbox: Provider
    vendors: Mapping[str, Provider] = field(default_factory=dict)

    def way(self, channel: str, *, live: bool) -> Provider:
        """The provider for a message; ``live`` says that its practice has activated the channel (L5)."""
        return self.vendors.get(channel, self.sandbox) if live else self.sandbox

    def named(self, name: str) -> Provider:
        """The provider a message was handed to; KeyError when it is gone from the settings."""
        known = {each.name: each for each in (self.sandbox, *self.vendors.values())}
        return known[name]

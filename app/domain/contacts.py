"""Who may be messaged, and why not (product C1, C2, C3, C6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.consent import Consent, Consents, consent_refusal
from app.domain.preferences import OFFERED, AddressKind, Channel, Preference, Purpose, route
from app.domain.reasons import Reason

__all__ = [
    "Address",
    "Authority",
    "Channel",
    "ChildContacts",
    "Consent",
    "ContactFacts",
    "Eligible",
    "Ineligible",
    "Preference",
    "Purpose",
    "eligibility",
    "may_see",
]


class Authority(StrEnum):
    """What the chart says about this person's say over the child (C1). Other words are OTHER."""

    BLANK = "blank"
    JOINT = "joint"
    EXCLUSIVE = "exclusive"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """What the rules need to know of a phone number or mailbox: never the address itself (C6).

    ``usable`` is false for one that cannot be dialled or written to; ``suppressed`` is true for
    one on the practice's do-not-send list.
    """

    usable: bool = True
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One contact as seen from one child: authority, end date and consent belong to the pair.

    ``ended`` is true for any end date, past or future (C2). A preference that is not set is
    absent from ``preferences``; an address that is not on file is absent from ``addresses``.
    """

    id: int
    position: int = 1
    authority: Authority = Authority.BLANK
    ended: bool = False
    language: str | None = None
    preferences: Mapping[Purpose, Preference] = field(default_factory=dict)
    consents: Consents = field(default_factory=dict)
    addresses: Mapping[AddressKind, Address] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChildContacts:
    """A child with all its contacts, which decide together (one Exclusive silences the rest)."""

    patient_id: int
    contacts: tuple[ContactFacts, ...]
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class Eligible:
    """This contact is messaged over ``channel`` at its address ``address``."""

    channel: Channel
    address: AddressKind


@dataclass(frozen=True, slots=True)
class Ineligible:
    """This contact is not messaged, and why (C3)."""

    reason: Reason


def _another_exclusive(contact: ContactFacts, child: ChildContacts) -> bool:
    """Two Exclusive contacts contradict each other: neither is trusted until staff decide."""
    return any(other.authority is Authority.EXCLUSIVE for other in child.contacts if other.id != contact.id)


def _standing_refusal(contact: ContactFacts, child: ChildContacts) -> Reason | None:
    """Why this person has no say over the child, whatever the message is for."""
    if contact.authority is Authority.OTHER:
        return Reason.AUTHORITY
    if _another_exclusive(contact, child):
        return Reason.ANOTHER_EXCLUSIVE
    return Reason.ENDED if contact.ended else None


def _address_refusal(address: Address | None) -> Reason | None:
    if address is None:
        return Reason.NO_ADDRESS
    if not address.usable:
        return Reason.UNUSABLE_ADDRESS
    return Reason.SUPPRESSED_ADDRESS if address.suppressed else None


def _reach(contact: ContactFacts, purpose: Purpose) -> Eligible | Ineligible:
    """The way this contact can be reached for ``purpose``, if there is one."""
    preference = contact.preferences.get(purpose)
    if preference is None:
        return Ineligible(Reason.NO_PREFERENCE)
    wanted = route(preference)
    if wanted is None:
        return Ineligible(Reason.WANTS_NO_CONTACT)
    channel, kind = wanted
    refusal = consent_refusal(contact.consents, purpose, channel) or _address_refusal(
        contact.addresses.get(kind)
    )
    if refusal is None and channel not in OFFERED:
        refusal = Reason.CHANNEL_NOT_OFFERED
    return Ineligible(refusal) if refusal else Eligible(channel, kind)


def eligibility(contact: ContactFacts, child: ChildContacts, purpose: Purpose) -> Eligible | Ineligible:
    """May ``contact`` get automated messages about ``child`` for ``purpose``, and how (C2)?

    Asked when planning and again at the moment of sending. The first reason that applies, in
    the order of ``Reason``, is the one shown (C3).
    """
    if child.deceased:
        return Ineligible(Reason.DECEASED)
    refusal = _standing_refusal(contact, child)
    return Ineligible(refusal) if refusal else _reach(contact, purpose)


def may_see(contact: ContactFacts, child: ChildContacts) -> bool:
    """May ``contact`` see ``child`` on a parents' page (C2, D7)? Needs no consent or address."""
    return _standing_refusal(contact, child) is None

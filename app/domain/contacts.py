"""Who may be messaged, and why not (product C1, C2, C3, C6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.consent import Consent, Consents, consent_refusal
from app.domain.preferences import (
    AddressKind,
    Channel,
    Preference,
    Purpose,
    address_for,
    route,
)
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
    one on the practice's do-not-send list; ``stopped`` are the ways its owner wants nothing more by (I1, I2).
    """

    usable: bool = True
    suppressed: bool = False
    stopped: frozenset[Channel] = frozenset()


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One contact as seen from one child: authority, end date and consent belong to the pair.

    ``ended`` is true for any end date, past or future (C2). A preference that is not set is
    absent from ``preferences``; an address that is not on file is absent from ``addresses``. ``own``
    marks the patient's own contact (C7), ``alternative`` the one told instead of the family (C5);
    ``held`` one who said that it is not their child (H5).
    """

    id: int
    position: int = 1
    authority: Authority = Authority.BLANK
    ended: bool = False
    language: str | None = None
    preferences: Mapping[Purpose, Preference] = field(default_factory=dict)
    consents: Consents = field(default_factory=dict)
    addresses: Mapping[AddressKind, Address] = field(default_factory=dict)
    own: bool = False
    alternative: bool = False
    held: bool = False


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


def _standing_refusal(contact: ContactFacts, child: ChildContacts, confidential: bool) -> Reason | None:
    """Why this person has no say over the child, whatever the message is for.

    An alternative contact stands in for all of the family, also for one with Exclusive authority.
    """
    if not contact.alternative and any(other.alternative for other in child.contacts):
        return Reason.ALTERNATIVE_CONTACT
    if contact.authority is Authority.OTHER:
        return Reason.AUTHORITY
    if not contact.alternative and _another_exclusive(contact, child):
        return Reason.ANOTHER_EXCLUSIVE
    if contact.ended:
        return Reason.ENDED
    if confidential and not contact.own:
        return Reason.CONFIDENTIAL
    return Reason.HELD if contact.held else None


def _address_refusal(address: Address | None, channel: Channel) -> Reason | None:
    if address is None:
        return Reason.NO_ADDRESS
    if not address.usable:
        return Reason.UNUSABLE_ADDRESS
    if address.suppressed:
        return Reason.SUPPRESSED_ADDRESS
    return Reason.OPTED_OUT if channel in address.stopped else None


def _way(contact: ContactFacts, preference: Preference, fixed: Channel | None) -> Eligible | None:
    """Where the contact is reached: as preferred, or over the ``fixed`` channel (E4); None for No Contact."""
    wanted = route(preference)
    if wanted is None or fixed is None:
        return Eligible(*wanted) if wanted else None
    return Eligible(fixed, address_for(fixed, contact.addresses))


def _reach(contact: ContactFacts, purpose: Purpose, fixed: Channel | None) -> Eligible | Ineligible:
    """The way this contact can be reached for ``purpose``, if there is one."""
    preference = contact.preferences.get(purpose)
    if preference is None:
        return Ineligible(Reason.NO_PREFERENCE)
    way = _way(contact, preference, fixed)
    if way is None:
        return Ineligible(Reason.WANTS_NO_CONTACT)
    refusal = consent_refusal(contact.consents, purpose, way.channel) or _address_refusal(
        contact.addresses.get(way.address), way.channel
    )
    return Ineligible(refusal) if refusal else way


def eligibility(
    contact: ContactFacts,
    child: ChildContacts,
    purpose: Purpose,
    *,
    confidential: bool = False,
    fixed: Channel | None = None,
) -> Eligible | Ineligible:
    """May ``contact`` get automated messages about ``child`` for ``purpose``, and how (C2)?

    ``confidential`` is said of the visit the message is about (C7). A ``fixed`` channel is used
    whatever the contact prefers, if there is a preference other than No Contact (E4). Asked when
    planning and again at the moment of sending. The first reason that applies, in the order of
    ``Reason``, is the one shown (C3).
    """
    if child.deceased:
        return Ineligible(Reason.DECEASED)
    refusal = _standing_refusal(contact, child, confidential)
    return Ineligible(refusal) if refusal else _reach(contact, purpose, fixed)


def may_see(contact: ContactFacts, child: ChildContacts, confidential: bool) -> bool:
    """May ``contact`` see a visit of ``child`` on a parents' page (C2, C5, C7, D7, H5)?

    Needs no consent or address.
    """
    return _standing_refusal(contact, child, confidential) is None

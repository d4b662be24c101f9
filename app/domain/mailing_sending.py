"""Deciding again about a mailing's general words at the moment of sending (product C2, D2, G2, K1 to K3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.contacts import ChildContacts, Eligible, Ineligible, eligibility
from app.domain.open_windows import Window
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.reasons import Reason
from app.domain.sending import Drop, Wait, clock_refusal


@dataclass(frozen=True, slots=True)
class MailedChild:
    """A child the words are about. ``residing`` is false where it must live with the contact, and the chart
    does not say so (C2).
    """

    child: ChildContacts
    residing: bool = True


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A message taken from the outbox, with the facts of now.

    ``fixed`` is set where the channel is not the contact's choice. ``last_useful`` is UTC, ``windows`` reach
    to it and end at the channel's stop time.
    """

    purpose: Purpose
    contact_id: int
    channel: Channel
    fixed: Channel | None
    children: tuple[MailedChild, ...]
    last_useful: datetime
    windows: Sequence[Window]
    paused: bool = False
    after_stop: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """It goes to this address of the contact, and speaks of these children."""

    address: AddressKind
    patient_ids: tuple[int, ...]


def mail_wanted(claimed: ClaimedMail, now: datetime) -> Mail | Drop | Wait:
    """Does it still go at ``now`` (UTC), where to, and about whom?

    If no child is left to speak of, the reason of the first is given.
    """
    reached = {each.child.patient_id: _reach(claimed, each) for each in claimed.children}
    wanted = {number: reach for number, reach in reached.items() if isinstance(reach, Eligible)}
    if not wanted:
        refusals = (reach for reach in reached.values() if isinstance(reach, Reason))
        return Drop(next(refusals, Reason.ENDED))
    address = next(iter(wanted.values())).address
    return clock_refusal(claimed, now) or Mail(address, tuple(wanted))


def _reach(claimed: ClaimedMail, about: MailedChild) -> Eligible | Reason:
    contact = next((each for each in about.child.contacts if each.id == claimed.contact_id), None)
    if contact is None:
        return Reason.ENDED
    reach = eligibility(contact, about.child, claimed.purpose, fixed=claimed.fixed)
    if isinstance(reach, Ineligible):
        return reach.reason
    if not about.residing:
        return Reason.NOT_RESIDING
    return reach if reach.channel is claimed.channel else Reason.PREFERENCE_CHANGED

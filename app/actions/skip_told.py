"""Skip whom a mailing reached already while it is being written (product B8, E5, K2).

Two records may be made one meanwhile. What was written for the one is that of the other by then (see
``move_history``), whose turn is still to come. And whoever kept a mailbox to itself in a broadcast may lose
its consent when the message is written: then the next one with that mailbox seems to be the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.mailings import MailingKind
from app.domain.reasons import Reason
from app.domain.recipients import Recipient
from app.models import Mailing

# Making two contacts one waits for this and then finds both messages, or was quicker and is seen below.
_HELD = text("""
select id from contact
where practice_id = :practice_id and id = any (:contacts) and merged_into_id is null
order by id for key share
""")

# What failed may well arrive at the other address.
_TOLD = text("""
select m.contact_id, l.appointment_id
from message m left join message_line l on l.message_id = m.id
where m.practice_id = :practice_id and m.mailing_id = :mailing_id and m.contact_id = any (:contacts)
  and m.status in ('planned', 'queued', 'no_credit', 'sending', 'unknown', 'sent', 'delivered')
""")

_MAILBOXES = text("""
select distinct address from message
where practice_id = :practice_id and mailing_id = :mailing_id and address = any (:addresses)
  and status not in ('skipped', 'cancelled', 'expired')
""")


def skip_told(session: Session, mailing: Mailing, found: Sequence[Recipient]) -> list[Recipient]:
    """Those of the recipients that are to be written to, in their order, each with the visits it has not
    heard of; with a reason where a broadcast reached its mailbox. Holds the contacts until the end of the
    transaction, so that none of them is merged meanwhile.
    """
    contacts = sorted({each.contact_id for each in found})
    asked = {"practice_id": session.info["practice_id"], "mailing_id": mailing.id, "contacts": contacts}
    held = set(session.scalars(_HELD, asked))
    told: dict[int, set[int | None]] = defaultdict(set)
    for row in session.execute(_TOLD, asked):
        told[row.contact_id].add(row.appointment_id)
    still = (_rest(each, told) if each.contact_id in told else each for each in found)
    new = [each for each in still if each is not None and each.contact_id in held]
    return _once_a_mailbox(session, mailing, new) if mailing.kind == MailingKind.BROADCAST else new


def _once_a_mailbox(session: Session, mailing: Mailing, found: Sequence[Recipient]) -> list[Recipient]:
    addresses = [each.address for each in found if each.reason is None]
    asked = {"practice_id": mailing.practice_id, "mailing_id": mailing.id, "addresses": addresses}
    reached = set(session.scalars(_MAILBOXES, asked))
    return [
        replace(each, reason=Reason.SAME_ADDRESS) if each.reason is None and each.address in reached else each
        for each in found
    ]


def _rest(recipient: Recipient, told: Mapping[int, Collection[int | None]]) -> Recipient | None:
    heard = told[recipient.contact_id]
    new = tuple(each for each in recipient.appointments if each[0] not in heard)
    return replace(recipient, appointments=new) if new else None

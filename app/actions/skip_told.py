"""Skip whom a mailing reached already under another record of the same person (product B8, E5).

Two records may be made one while a mailing is being written. What was written for the one is that of the
other by then (see ``move_history``), whose turn is still to come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.orm import Session

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


def skip_told(session: Session, mailing: Mailing, found: Sequence[Recipient]) -> list[Recipient]:
    """Those of the recipients that are to be written to, in their order, each with the visits it has not
    heard of. Holds the contacts until the end of the transaction, so that none of them is merged meanwhile.
    """
    contacts = sorted({each.contact_id for each in found})
    asked = {"practice_id": session.info["practice_id"], "mailing_id": mailing.id, "contacts": contacts}
    held = set(session.scalars(_HELD, asked))
    told: dict[int, set[int | None]] = defaultdict(set)
    for row in session.execute(_TOLD, asked):
        told[row.contact_id].add(row.appointment_id)
    still = (_rest(each, told) if each.contact_id in told else each for each in found)
    return [each for each in still if each is not None and each.contact_id in held]


def _rest(recipient: Recipient, told: Mapping[int, Collection[int | None]]) -> Recipient | None:
    heard = told[recipient.contact_id]
    new = tuple(each for each in recipient.appointments if each[0] not in heard)
    return replace(recipient, appointments=new) if new else None

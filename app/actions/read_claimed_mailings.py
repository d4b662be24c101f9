"""The facts of claimed messages of mailings as they are now (product K1 to K3, C2, G2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Mailing, Message, MessagePatient
from app.models.among import among
from app.models.known_children import KnownChild, KnownContact, known_children
from app.models.mailing_facts import is_about_visits, mailings_of


@dataclass(frozen=True, slots=True)
class MailedMessage:
    """A message of a mailing that is about no visit, with the children it is about."""

    message: Message
    mailing: Mailing
    children: tuple[KnownChild, ...]

    def ties(self) -> Iterator[tuple[KnownChild, KnownContact]]:
        """Each of these children that still has the contact, and the contact beside it."""
        for child in self.children:
            for each in child.contacts:
                if each.contact.id == self.message.contact_id:
                    yield child, each


@dataclass(frozen=True, slots=True)
class Mailed:
    """Messages of mailings: those that speak of visits, each with its mailing, and those that do not."""

    about_visits: tuple[tuple[Message, Mailing], ...]
    general: tuple[MailedMessage, ...]


def read_mailed(session: Session, messages: Sequence[Message]) -> Mailed:
    """Those among ``messages`` that belong to mailings, in a fixed number of queries."""
    wanted = {message.mailing_id for message in messages if message.mailing_id is not None}
    if not wanted:
        return Mailed((), ())
    mailings = mailings_of(session, wanted)
    found = [(each, mailings[each.mailing_id]) for each in messages if each.mailing_id is not None]
    general = {message.id: (message, row) for message, row in found if not is_about_visits(row)}
    children = _children(session, general)
    return Mailed(
        tuple((message, row) for message, row in found if is_about_visits(row)),
        tuple(MailedMessage(message, row, children[message.id]) for message, row in general.values()),
    )


def _children(session: Session, message_ids: Collection[int]) -> Mapping[int, tuple[KnownChild, ...]]:
    rows = session.execute(
        select(MessagePatient.message_id, MessagePatient.patient_id)
        .where(among(MessagePatient.message_id, message_ids))
        .order_by(MessagePatient.id)
    ).all()
    known = known_children(session, {row.patient_id for row in rows})
    found: dict[int, tuple[KnownChild, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.message_id] += (known[row.patient_id],)
    return found

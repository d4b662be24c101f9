"""Everything said between the practice and one person, and whether we can write now (product I3, E9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.conversations import WRITTEN, Thread, read_as
from app.domain.message_types import PRIVATE
from app.domain.outcomes import MessageStatus
from app.models import (
    Contact,
    Department,
    Message,
    MessageEvent,
    Patient,
    PatientContact,
    Practice,
    Reply,
    RuleRow,
    StaffUser,
)
from app.models.linkable_visits import linkable_visits
from app.models.private_reach import PrivateReach, private_reach
from app.models.thread_mark import messages_of, replies_of, thread_mark
from app.queries.contact_messages import as_shown

PAGE = 50

# What never left and nobody wrote by hand belongs to the contact's story, not into a conversation.
_SPOKEN = (
    MessageStatus.QUEUED,
    MessageStatus.NO_CREDIT,
    MessageStatus.SENDING,
    MessageStatus.UNKNOWN,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.FAILED,
    MessageStatus.BOUNCED,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. ``theirs`` tells the family's from ours; ``at`` is UTC.

    ``what`` is the kind of message or what a reply was read as, ``who`` the person of the practice who
    wrote it or read it. ``status``, ``outcome`` and ``reason`` are those of a message of ours.
    """

    key: tuple[datetime, int, int]
    theirs: bool
    channel: str
    body: str
    what: str
    who: str = ""
    subject: str = ""
    status: str = ""
    outcome: str = ""
    reason: str = ""
    unread: bool = False

    @property
    def at(self) -> datetime:
        return self.key[0]


@dataclass(frozen=True, slots=True)
class LinkChoice:
    """A visit ahead whose link can go along; ``starts_at`` is UTC, ``zone`` its place's."""

    appointment_id: int
    children: str
    starts_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """``lines`` in order of time; ``older`` marks the page before. ``seen`` goes back with an answer."""

    thread: Thread
    name: str
    family_id: int | None
    children: tuple[str, ...]
    practice: str
    reach: PrivateReach
    department_id: int | None
    unread: int
    lines: tuple[Line, ...]
    older: tuple[datetime, int, int] | None
    choices: tuple[LinkChoice, ...]
    seen: str


def conversation(
    session: Session, now: datetime, thread: Thread, before: tuple[datetime, int, int] | None = None
) -> Conversation | None:
    """As of ``now`` (UTC); None for no such contact, and for a number from which nobody ever wrote."""
    contact = session.get(Contact, thread.contact_id) if thread.contact_id else None
    last = session.scalar(select(Reply).where(replies_of(thread)).order_by(Reply.id.desc()).limit(1))
    if contact is None and (thread.contact_id or last is None):
        return None
    lines, older = _lines(session, now, thread, before)
    children = _children(session, thread)
    waiting = select(func.count(Reply.id)).where(
        replies_of(thread), Reply.needs_staff, Reply.seen_at.is_(None)
    )
    return Conversation(
        thread=thread,
        name=contact.name if contact else "",
        family_id=children[0].family_id if children else None,
        children=tuple(child.first_name for child in children),
        practice=session.get_one(Practice, session.info["practice_id"]).short_name,
        reach=private_reach(session, thread),
        department_id=last.department_id if last else None,
        unread=session.scalar(waiting) or 0,
        lines=lines,
        older=older,
        choices=_choices(session, now, thread.contact_id, children) if contact else (),
        seen=thread_mark(session, thread),
    )


def departments(session: Session) -> Sequence[tuple[int, str]]:
    """Every department of the practice, by name."""
    rows = session.execute(select(Department.id, Department.name).order_by(Department.name))
    return [(number, name) for number, name in rows]


def _children(session: Session, thread: Thread) -> Sequence[Patient]:
    return session.scalars(
        select(Patient)
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .where(PatientContact.contact_id == thread.contact_id)
        .order_by(Patient.first_name, Patient.id)
    ).all()


def _choices(
    session: Session, now: datetime, contact_id: int | None, children: Sequence[Patient]
) -> tuple[LinkChoice, ...]:
    names = {child.id: child.first_name for child in children}
    return tuple(
        LinkChoice(
            appointment_id=several[0].id,
            children=", ".join(names[each.patient_id] for each in several),
            starts_at=several[0].starts_at,
            zone=several[0].zone,
        )
        for several in linkable_visits(session, now, contact_id or 0)
    )


def _lines(
    session: Session, now: datetime, thread: Thread, before: tuple[datetime, int, int] | None
) -> tuple[tuple[Line, ...], tuple[datetime, int, int] | None]:
    found = [*_theirs(session, thread, before), *_ours(session, now, thread, before)]
    newest = sorted(
        (line for line in found if before is None or line.key < before), key=lambda each: each.key
    )
    shown = newest[-PAGE:]
    return tuple(shown), shown[0].key if len(newest) > PAGE else None


def _theirs(session: Session, thread: Thread, before: tuple[datetime, int, int] | None) -> list[Line]:
    question = (
        select(Reply, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == Reply.seen_by)
        .where(replies_of(thread))
        .order_by(Reply.received_at.desc(), Reply.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        question = question.where(Reply.received_at <= before[0])
    return [_reply(reply, reader or "") for reply, reader in session.execute(question)]


def _reply(reply: Reply, reader: str) -> Line:
    return Line(
        key=(reply.received_at, 0, reply.id),
        theirs=True,
        channel=reply.channel,
        body=reply.body,
        what=read_as(reply.meaning),
        who=reader,
        unread=reply.needs_staff and reply.seen_at is None,
    )


def _ours(
    session: Session, now: datetime, thread: Thread, before: tuple[datetime, int, int] | None
) -> list[Line]:
    moment = func.coalesce(Message.sent_at, Message.due_at)
    written, writer = aliased(MessageEvent), aliased(StaffUser)
    question = (
        select(Message, RuleRow.name, writer.name)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .outerjoin(written, (written.message_id == Message.id) & (written.kind == WRITTEN))
        .outerjoin(writer, writer.id == written.staff_id)
        .where(messages_of(thread), Message.status.in_(_SPOKEN) | (Message.type == PRIVATE))
        .order_by(moment.desc(), Message.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        question = question.where(moment <= before[0])
    rows = session.execute(question)
    return [_message(message, rule, who or "", now) for message, rule, who in rows]


def _message(message: Message, rule: str | None, who: str, now: datetime) -> Line:
    shown = as_shown(message, now)
    return Line(
        key=(shown.at, 1, message.id),
        theirs=False,
        channel=message.channel or "",
        body=message.body,
        what=rule or shown.what,
        who=who,
        subject=message.subject,
        status=message.status,
        outcome=shown.outcome,
        reason=shown.reason,
    )

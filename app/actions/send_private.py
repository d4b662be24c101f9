"""Staff write to one person (product A3, I3): one text, to the family's own number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.actions.make_link import link_for
from app.actions.mark_conversation import mark_read
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Refused
from app.domain.conversations import WRITTEN, PrivateText, Thread, private_text
from app.domain.message_types import PRIVATE
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.links import LinkSigner
from app.models import Message, MessageEvent, Practice, Reply
from app.models.linkable_visits import linkable_visits
from app.models.private_reach import PrivateReach, private_reach
from app.models.thread_mark import replies_of, thread_mark
from app.queue import nudge

_ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtextextended(:number, :practice_id))")
_USEFUL_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TypedPrivate:
    """What the form said. ``visit_id`` is an appointment whose link goes along, if any; ``seen`` is how far
    the conversation had come on the page it was written on.
    """

    body: str
    visit_id: int | None
    seen: str


@dataclass(frozen=True, slots=True)
class Sent:
    """On its way as this message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class SomethingNew:
    """Not sent: the family or a colleague wrote meanwhile."""


def send_private(
    session: Session, now: datetime, actor: Actor, signer: LinkSigner, thread: Thread, typed: TypedPrivate
) -> Sent | Refused | SomethingNew:
    """Queue it and mark the conversation as read. ``thread`` must be of the session's practice."""
    reach = private_reach(session, thread)
    _hold(session, reach.number)
    if typed.seen != thread_mark(session, thread):
        return SomethingNew()
    if reach.refusal:
        return Refused({"body": reach.refusal})
    link_id = _link(session, now, thread, typed.visit_id)
    practice = session.get_one(Practice, session.info["practice_id"])
    said = private_text(practice.short_name, typed.body, signer.url(link_id) if link_id else "")
    if said.fault:
        return Refused({"body": said.fault})
    message = _queue(session, now, thread, reach, said, link_id)
    _note(session, now, actor, message)
    mark_read(session, now, actor, thread)
    nudge(session, "deliver")
    return Sent(message.id)


def _hold(session: Session, number: str) -> None:
    """Texts from and to one number are taken one after the other."""
    session.execute(_ONE_BY_ONE, {"number": number, "practice_id": session.info["practice_id"]})


def _link(session: Session, now: datetime, thread: Thread, visit_id: int | None) -> int | None:
    """The contact's link for the visit that begins with this appointment; None if there is no such visit."""
    if visit_id is None or thread.contact_id is None:
        return None
    for appointments in linkable_visits(session, now, thread.contact_id):
        if appointments[0].id == visit_id:
            return link_for(session, now, thread.contact_id, [each.id for each in appointments])
    return None


def _queue(
    session: Session,
    now: datetime,
    thread: Thread,
    reach: PrivateReach,
    said: PrivateText,
    link_id: int | None,
) -> Message:
    last = session.scalar(select(func.max(Reply.id)).where(replies_of(thread)))
    message = Message(
        key=f"private:{reach.number}:{int(now.timestamp() * 1_000_000)}",
        type=PRIVATE,
        contact_id=thread.contact_id,
        reply_id=last,
        link_id=link_id,
        channel=Channel.TEXT,
        address=reach.number,
        language=reach.language,
        status=MessageStatus.QUEUED,
        due_at=now,
        expires_at=now + _USEFUL_FOR,
        created_at=now,
        body=said.body,
        segments=said.size.segments,
    )
    session.add(message)
    session.flush()
    return message


def _note(session: Session, now: datetime, actor: Actor, message: Message) -> None:
    session.add(MessageEvent(message_id=message.id, at=now, kind=WRITTEN, staff_id=actor.staff_id, detail={}))
    write_audit(
        session, now, actor, "send", "message", message.id,
        after={"contact_id": message.contact_id, "channel": message.channel},
    )  # fmt: skip

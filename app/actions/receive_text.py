"""Take a text that somebody wrote to a practice (product I1, I3): kept always, acted on where clear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.act_on_reply import Done, Wrote, act_on_reply
from app.actions.allow_texter import allow_texter
from app.actions.answer_text import answer_text
from app.actions.find_writer import find_writer
from app.actions.hold_family import hold_family
from app.actions.read_open_visits import ToldVisit, read_open_visits
from app.domain.answers import NoticeKind
from app.domain.message_types import REPLY
from app.domain.preferences import Channel
from app.domain.replies import respond
from app.domain.reply_reading import read_reply
from app.domain.wording.reply_words import Told
from app.links import LinkSigner
from app.models import Message, Reply
from app.models.routing_facts import Switchboard, subjects_of, switchboard
from app.work import keep_to

# Texts from one number are taken one after the other, so that a repeated STOP finds the first one done.
_ONE_BY_ONE = text("select pg_advisory_xact_lock(hashtextextended(:number, :practice_id))")
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_LONGEST = 5000
_ASKING = (Told.WHICH_CHILD, Told.WHICH_VISIT, Told.LINK)
_ASKED_FOR = timedelta(days=1)


def receive_text(
    session: Session,
    now: datetime,
    practice_id: int,
    sender: str,
    body: str,
    event_id: str,
    said_at: datetime,
    signer: LinkSigner,
) -> Reply | None:
    """The reply as it was kept, or None for an ``event_id`` that came before.

    ``sender`` is E.164, or its digits alone; the name of a machine that cannot be answered is kept too.
    ``said_at`` (UTC) is when the phone company got it, ``now`` when we did: deadlines go by ``now`` (D6).
    The session may see every practice; from here on it sees ``practice_id`` only.
    """
    keep_to(session, practice_id)
    number = f"+{sender}" if sender.isascii() and sender.isdigit() and len(sender) > 6 else sender
    session.execute(_ONE_BY_ONE, {"number": number, "practice_id": practice_id})
    contact_id = find_writer(session, number)
    hold_family(session, now, number, contact_id)
    reply = _keep(session, now, number, contact_id, body, event_id, said_at)
    if reply is None:
        return None
    allow_texter(session, now, number)
    done = _act(session, now, reply)
    if _NUMBER.fullmatch(number):
        answer_text(session, now, signer, reply, done)
    session.flush()
    return reply


def _act(session: Session, now: datetime, reply: Reply) -> Done:
    contact_id, number = reply.contact_id, reply.address
    visits = read_open_visits(session, now, contact_id) if contact_id else []
    asked_before = _asked_before(session, now, number)
    action = respond(read_reply(reply.body), [each.open for each in visits], asked_before)
    done = act_on_reply(session, now, Wrote(number, contact_id, visits, reply.said_at), action)
    reply.needs_staff = done.needs_staff
    reply.department_id = _department(session, reply, done, visits)
    return done


def _keep(
    session: Session,
    now: datetime,
    number: str,
    contact_id: int | None,
    body: str,
    event_id: str,
    said_at: datetime,
) -> Reply | None:
    words = body.replace("\x00", "")[:_LONGEST]
    kept = session.scalar(
        insert(Reply)
        .values(
            practice_id=session.info["practice_id"],
            channel=Channel.TEXT,
            address=number,
            contact_id=contact_id,
            body=words,
            meaning=read_reply(words).meaning,
            provider_event_id=event_id,
            said_at=said_at,
            received_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Reply.id)
    )
    return session.get_one(Reply, kept) if kept else None


def _asked_before(session: Session, now: datetime, number: str) -> bool:
    """Did our last answer to this number ask something that is still open?"""
    last = session.scalar(
        select(Message.variant)
        .where(
            Message.address == number,
            Message.type == REPLY,
            Message.created_at > now - _ASKED_FOR,
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    return last in _ASKING


def _department(session: Session, reply: Reply, done: Done, visits: Sequence[ToldVisit]) -> int | None:
    """Where the conversation is already; else where a notice about the visit would go; else the usual one."""
    same = Reply.contact_id == reply.contact_id if reply.contact_id else Reply.address == reply.address
    waiting = session.scalar(
        select(Reply.department_id)
        .where(same, Reply.id != reply.id, Reply.needs_staff, Reply.seen_at.is_(None))
        .order_by(Reply.id.desc())
        .limit(1)
    )
    board = switchboard(session)
    told = done.visit or next(iter(visits), None)
    return waiting or (told and _of_visit(session, board, reply, told)) or _usual(board)


def _of_visit(session: Session, board: Switchboard, reply: Reply, told: ToldVisit) -> int | None:
    first = told.children[0].appointment.id
    subject = subjects_of(session, [first], reply.contact_id, told.open.link_id)[first]
    # Two parents who disagree are told of even where cancellations are not tracked: so are their words.
    way = board.route(NoticeKind.CONFLICT, subject)
    return way.department_id if way else None


def _usual(board: Switchboard) -> int | None:
    chosen = board.rules.department_id
    return chosen if chosen in board.departments else next(iter(board.departments), None)

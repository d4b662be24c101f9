"""Answer a text by itself (product I1): one message to the number it came from, in the contact's language."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import any_, func, select
from sqlalchemy.orm import Session

from app.actions.act_on_reply import Done
from app.actions.read_open_visits import ToldVisit
from app.domain.answers import AnswerState
from app.domain.languages import Language, language_for
from app.domain.local_time import local_day, local_time, zone
from app.domain.message_types import PRIVATE, REPLY
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.sms_length import sms_length
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.reply_message import office_values, reply_message, visit_values
from app.domain.wording.reply_words import Told
from app.links import LinkSigner
from app.models import Address, Contact, Message, Practice, Reply
from app.models.message_facts import message_facts, short_phone
from app.models.visit import VisitChild
from app.queue import nudge

MOST_AN_HOUR = 6
"""Two machines that answer each other stop here; a person who writes more has been answered."""

_USEFUL_FOR = timedelta(hours=1)
_HOUR = timedelta(hours=1)
# "We got your message" is said once in a conversation.
_QUIET = timedelta(hours=12)
_RECEIPTS = (Told.READ, Told.READ_ALONE)
_CONFIRMS_STOP = (Told.STOPPED, Told.STOPPED_ALONE)
_STANDS = frozenset({AnswerState.ASK, AnswerState.CONFIRMED})


def answer_text(session: Session, now: datetime, signer: LinkSigner, reply: Reply, done: Done) -> None:
    """Queue the answer to ``reply``, unless there is none or enough was said to this number already.

    A number that stopped texts gets the one confirmation of that, and help where it asks for it; what it
    writes is done all the same.
    """
    if done.told is None or _said_enough(session, now, reply.address, done.told):
        return
    practice = session.get_one(Practice, session.info["practice_id"])
    language = _language(session, practice, reply.contact_id)
    values = office_values(practice.short_name, short_phone(practice.phone))
    if done.visit:
        values |= _about(now, practice, signer, done, done.visit, language)
    body = reply_message(done.told, language, values, practice.text_limit)
    _queue(session, now, reply, done, language, body)


def _said_enough(session: Session, now: datetime, number: str, told: Told) -> bool:
    if told in _CONFIRMS_STOP:
        return False
    if told is not Told.HELP and _stopped(session, number):
        return True
    to_them = select(func.count(Message.id)).where(
        Message.address == number, Message.type.in_((PRIVATE, REPLY))
    )
    if told in _RECEIPTS:
        spoken = (Message.type == PRIVATE) | Message.variant.in_(_RECEIPTS)
        lately = to_them.where(spoken, Message.created_at > now - _QUIET)
        return bool(session.scalar(lately))
    answers = to_them.where(Message.type == REPLY, Message.created_at > now - _HOUR)
    return (session.scalar(answers) or 0) >= MOST_AN_HOUR


def _stopped(session: Session, number: str) -> bool:
    stopped = select(Address.id).where(Address.value == number, any_(Address.stopped) == Channel.TEXT)
    return session.scalar(stopped.limit(1)) is not None


def _language(session: Session, practice: Practice, contact_id: int | None) -> Language:
    wanted = session.get_one(Contact, contact_id).language if contact_id else None
    return language_for(wanted, Language(practice.fallback_language), practice.languages).language


def _about(
    now: datetime, practice: Practice, signer: LinkSigner, done: Done, visit: ToldVisit, language: Language
) -> dict[str, str]:
    """What the answer says of the visit: of the children meant, else of all."""
    link = signer.url(visit.open.link_id)
    meant = [each for each in visit.children if each.appointment.id in done.children]
    standing = {child.appointment_id for child in visit.open.children if child.state in _STANDS}
    others = _names(
        [each for each in visit.children if each not in meant and each.appointment.id in standing]
    )
    facts = _facts(now, practice, meant or visit.children, link)
    return visit_values(facts, language, others, _names(visit.children))


def _names(children: Collection[VisitChild]) -> list[str]:
    return [each.first_name for each in children]


def _facts(now: datetime, practice: Practice, children: Sequence[VisitChild], link: str) -> MessageFacts:
    first = children[0]
    lines = tuple(
        ChildLine(
            first_name=child.first_name,
            starts_local=local_time(child.appointment.starts_at, zone(child.appointment.zone)),
            provider_name=child.provider_name,
            provider_name_es=child.provider_name_es,
            office=child.place.name,
        )
        for child in children
    )
    facts = message_facts(practice, None, lines, link, local_day(now, zone(first.appointment.zone)))
    return replace(facts, phone_display=short_phone(first.place.phone))


def _queue(session: Session, now: datetime, reply: Reply, done: Done, language: Language, body: str) -> None:
    message = Message(
        key=f"reply:{reply.id}",
        type=REPLY,
        contact_id=reply.contact_id,
        reply_id=reply.id,
        link_id=done.visit.open.link_id if done.visit else None,
        channel=Channel.TEXT,
        address=reply.address,
        language=language,
        status=MessageStatus.QUEUED,
        due_at=now,
        expires_at=now + _USEFUL_FOR,
        created_at=now,
        body=body,
        variant=done.told,
        segments=sms_length(body).segments,
    )
    session.add(message)
    session.flush()
    nudge(session, "deliver")

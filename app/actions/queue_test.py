"""Send words to the person who is writing them, marked as a test (product F5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.actions.render_message import PAPER, Rendered
from app.actions.write_audit import Actor
from app.domain.languages import Language
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.sms_length import sms_length
from app.domain.wording.email_message import RenderedEmail
from app.models import Message, StaffUser
from app.queue import nudge

TEST = "test"
"""The type of a message that was sent to try words out."""

_GOOD_FOR = timedelta(hours=1)
_MARKS = {Channel.VOICE: "This is a test. "}
_CALLED = {
    Channel.TEXT: "text message",
    Channel.VOICE: "phone call",
    Channel.FAX: "fax",
    Channel.LETTER: "letter",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """Words of one channel to be tried: ``mail`` for an email, whose plain part is ``body``."""

    channel: Channel
    language: Language
    body: str
    mail: RenderedEmail | None = None


@dataclass(frozen=True, slots=True)
class SentToMe:
    """Where the test goes. ``channel`` is email where the person has no phone number on file."""

    channel: Channel
    address: str


def queue_test(session: Session, now: datetime, actor: Actor, tried: Tried) -> SentToMe:
    """Queue ``tried`` to the acting person, marked TEST.

    A text or a call goes to the phone number of the person's account, all else by email.
    """
    staff = session.get_one(StaffUser, actor.staff_id)
    by_phone = tried.channel in (Channel.TEXT, Channel.VOICE) and staff.phone
    channel = tried.channel if by_phone else Channel.EMAIL
    address = staff.phone if by_phone else staff.email
    _queue(session, now, staff, channel, address, _marked(tried, channel))
    return SentToMe(channel, address)


def _marked(tried: Tried, channel: Channel) -> Rendered:
    language = tried.language.value
    if tried.mail is not None:
        mail = replace(
            tried.mail, subject=f"TEST: {tried.mail.subject}", heading=f"TEST: {tried.mail.heading}"
        )
        html = PAPER.get_template("messages/parent/email.html").render(mail=mail)
        return Rendered(language, f"TEST\n\n{tried.body}", mail.subject, html)
    body = _MARKS.get(tried.channel, "TEST: ") + tried.body
    if channel is Channel.EMAIL:
        return Rendered(language, f"{body}\n", f"TEST: a {_CALLED[tried.channel]} to families")
    segments = sms_length(body).segments if channel is Channel.TEXT else None
    return Rendered(language, body, segments=segments)


def _queue(
    session: Session, now: datetime, staff: StaffUser, channel: Channel, address: str, words: Rendered
) -> None:
    session.add(
        Message(
            practice_id=staff.practice_id,
            key=f"{TEST}:{staff.id}:{now.isoformat()}",
            type=TEST,
            staff_id=staff.id,
            channel=channel,
            address=address,
            language=words.language,
            status=MessageStatus.QUEUED,
            subject=words.subject,
            body=words.body,
            html=words.html,
            segments=words.segments,
            due_at=now,
            expires_at=now + _GOOD_FOR,
            created_at=now,
        )
    )
    session.flush()
    nudge(session, "deliver")

"""Send a text to the person who is writing it, marked as a test (product F5).

The children in it are made up: no family's names leave the practice in a test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.actions.render_message import PAPER, Rendered
from app.actions.write_audit import Actor, write_audit
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.sms_length import sms_length
from app.domain.template_checks import refusal
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft
from app.domain.wording.own_words import WordsKey
from app.domain.wording.preview import Preview, preview
from app.models import Message, Practice, StaffUser
from app.models.sample_visits import made_up
from app.queue import nudge

TEST = "test"
"""The type of a message that was sent to try words out."""

_GOOD_FOR = timedelta(hours=1)
_MARK = {Channel.TEXT: "TEST: ", Channel.VOICE: "This is a test. "}


@dataclass(frozen=True, slots=True)
class SentToMe:
    """Where the test goes. ``channel`` is email where the person has no phone number on file."""

    channel: Channel
    address: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing was sent: the words hold a fault."""

    error: str


def send_template_test(
    session: Session, now: datetime, actor: Actor, kind: RuleType, key: WordsKey, draft: Draft, link: str
) -> SentToMe | NotSent:
    """Queue ``draft`` in the language of ``key`` to the acting person, with ``link`` in place of a family's.

    A text or a call goes to the phone number of the person's account, without one by email.
    """
    error = refusal(kind, key, draft)
    if error:
        return NotSent(error)
    staff = session.get_one(StaffUser, actor.staff_id)
    practice = session.get_one(Practice, staff.practice_id)
    one, two = made_up(practice, now, link)
    shown = preview(kind, key, draft, one if key.variant == "one" else two)
    channel = key.channel if staff.phone and key.channel is not Channel.EMAIL else Channel.EMAIL
    address = staff.email if channel is Channel.EMAIL else staff.phone
    _queue(session, now, staff, channel, address, _marked(key, shown, channel))
    write_audit(session, now, actor, "test", "template", after={"type": kind.value, "channel": channel.value})
    return SentToMe(channel, address)


def _marked(key: WordsKey, shown: Preview, channel: Channel) -> Rendered:
    language = key.language.value
    if shown.mail is not None:
        mail = replace(
            shown.mail, subject=f"TEST: {shown.mail.subject}", heading=f"TEST: {shown.mail.heading}"
        )
        html = PAPER.get_template("messages/parent/email.html").render(mail=mail)
        return Rendered(language, f"TEST\n\n{shown.body}", mail.subject, html)
    body = _MARK[key.channel] + shown.body
    if channel is Channel.EMAIL:
        what = "text message" if key.channel is Channel.TEXT else "phone call"
        return Rendered(language, f"{body}\n", f"TEST: a {what} to families")
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

"""Send a text to the person who is writing it, marked as a test (product F5).

The children in it are made up: no family's names leave the practice in a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.queue_test import SentToMe, Tried, queue_test
from app.actions.write_audit import Actor, write_audit
from app.domain.template_checks import refusal
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft
from app.domain.wording.own_words import WordsKey
from app.domain.wording.preview import preview
from app.models import Practice
from app.models.sample_visits import made_up


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
    practice = session.get_one(Practice, session.info["practice_id"])
    one, two = made_up(practice, now, link)
    shown = preview(kind, key, draft, one if key.variant == "one" else two)
    sent = queue_test(session, now, actor, Tried(key.channel, key.language, shown.body, shown.mail))
    after = {"type": kind.value, "channel": sent.channel.value}
    write_audit(session, now, actor, "test", "template", after=after)
    return sent

"""Staff send a mailing, or try its words on themselves first (product K1, F5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.change_mailing import SUBJECT, held_draft
from app.actions.confirm_mailing import Confirmed, ListChanged, MailingSeen, confirm_mailing
from app.actions.queue_test import SentToMe, Tried, queue_test
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.mailing_form import words_wanting
from app.domain.preferences import Channel
from app.domain.wording.mailing_texts import texts_from
from app.models.last_change import last_change
from app.models.mailing_around import mailing_around
from app.models.mailing_shown import mailing_shown

NO_WORDS = "The message has no words yet, or they cannot be sent as they are. Go back to “What it says”."


def send_mailing(
    session: Session, now: datetime, actor: Actor, mailing_id: int, told: MailingSeen, seen: str
) -> Confirmed | ListChanged | ChangedMeanwhile | Refused | None:
    """Send a draft now, or let it wait for its date. None for no draft.

    ``told`` is what the person was shown, ``seen`` the ``changed_at`` of the draft they looked at.
    """
    row = held_draft(session, mailing_id)
    if row is None:
        return None
    if seen != row.changed_at.isoformat():
        return ChangedMeanwhile(last_change(session, SUBJECT, mailing_id))
    channel = Channel(row.channel) if row.channel else None
    if words_wanting(mailing_around(session, now, row), texts_from(row.texts), channel):
        return Refused({"": NO_WORDS})
    return confirm_mailing(session, now, actor, mailing_id, row.send_at, told)


def send_mailing_test(
    session: Session,
    now: datetime,
    actor: Actor,
    mailing_id: int,
    channel: Channel,
    language: str,
    link: str,
) -> SentToMe | Refused | None:
    """The words of a draft to the acting person, with made-up children. None for no draft.

    ``link`` stands in place of a family's. No family's names leave the practice in a test.
    """
    row = held_draft(session, mailing_id)
    if row is None:
        return None
    wanting = words_wanting(mailing_around(session, now, row), texts_from(row.texts), channel)
    shown = None if wanting else mailing_shown(session, now, row, None, channel, language, link)
    if shown is None:
        return Refused({"": NO_WORDS})
    sent = queue_test(session, now, actor, Tried(shown.channel, shown.language, shown.body, shown.mail))
    after = {"channel": sent.channel.value}
    write_audit(session, now, actor, "test", SUBJECT, row.id, after=after)
    return sent

"""The real words that one recipient of a mailing would get (product F5, K1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.local_time import local_day, zone
from app.domain.preferences import Channel
from app.domain.recipients import Recipient
from app.domain.timing import RuleType
from app.domain.wording.facts import MessageFacts
from app.domain.wording.own_words import NO_OWN_TEXTS
from app.domain.wording.shown_message import ShownMessage, shown_about_visits, shown_mailing
from app.models.mailing import Mailing
from app.models.mailing_content import made_up_facts, mailing_content, recipient_facts
from app.models.mailing_facts import is_about_visits
from app.models.own_texts import own_texts
from app.models.practice import Practice
from app.models.sample_visits import made_up
from app.models.told_visit import told_visit


def mailing_shown(
    session: Session,
    now: datetime,
    row: Mailing,
    recipient: Recipient | None,
    channel: Channel,
    language: str | None,
    link: str,
) -> ShownMessage | None:
    """As of ``now`` (UTC), to ``recipient``, or to a made-up family without one.

    ``link`` is an address as long as a family's own. None where there are no words in this language.
    """
    practice = session.get_one(Practice, row.practice_id)
    known = language if language in practice.languages else None
    if not is_about_visits(row):
        facts = _written_facts(now, practice, recipient, link)
        return shown_mailing(mailing_content(session, practice, row), channel, known, facts)
    told = told_visit(session, now, [each for each, _ in recipient.appointments], link) if recipient else None
    facts = told or made_up(practice, now, link)[1]
    own = own_texts(session).get(row.template_set_id or 0, NO_OWN_TEXTS)
    return shown_about_visits(RuleType(row.type), channel, known, facts, own, practice.text_limit)


def _written_facts(now: datetime, practice: Practice, recipient: Recipient | None, link: str) -> MessageFacts:
    today = local_day(now, zone(practice.timezone))
    if recipient is None:
        return made_up_facts(practice, today, link)
    children = [name for _, name in recipient.children]
    return recipient_facts(practice, today, recipient.name, children, link)

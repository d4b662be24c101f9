"""What a mailing is written within: its practice, its texts and language (product F2, F3, F7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audience_reading import audience_of
from app.domain.languages import Language
from app.domain.local_time import zone
from app.domain.mailing_form import Around
from app.domain.mailings import MailingKind
from app.models.mailing import Mailing
from app.models.message_facts import short_phone
from app.models.practice import Practice
from app.models.rule import TemplateSet


def mailing_around(session: Session, now: datetime, mailing: Mailing) -> Around:
    """As of ``now`` (UTC); the session must be of the mailing's practice."""
    practice = session.get_one(Practice, mailing.practice_id)
    return Around(
        kind=MailingKind(mailing.kind),
        type=mailing.type,
        needed=audience_of(mailing.audience).language or Language(practice.fallback_language),
        limit=practice.text_limit,
        known=known_elements(practice),
        place=zone(practice.timezone),
        now=now,
        sets=tuple(template_sets(session, mailing.type)),
    )


def known_elements(practice: Practice) -> Mapping[str, str]:
    """The elements that are the same in every message of a practice."""
    return {
        "practice": practice.short_name,
        "practice_name": practice.name,
        "phone": short_phone(practice.phone),
    }


def template_sets(session: Session, kind: str) -> dict[int, str]:
    """The practice's own texts for a type of message that can be chosen, by id, in order of their names."""
    rows = select(TemplateSet.id, TemplateSet.name).where(
        TemplateSet.type == kind, TemplateSet.archived_at.is_(None)
    )
    return {row.id: row.name for row in session.execute(rows.order_by(TemplateSet.name, TemplateSet.id))}

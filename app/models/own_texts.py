"""The practice's own texts as the words of messages take them (product F1)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import OwnTexts, OwnWords, WordsKey
from app.models.rule import Template


def own_texts(session: Session) -> OwnTexts:
    """Those in use in the session's practice."""
    rows = session.scalars(select(Template).where(Template.current))
    return {
        WordsKey(Occasion(row.kind), Channel(row.channel), Language(row.language), row.variant): OwnWords(
            row.version, row.body, row.subject
        )
        for row in rows
    }

"""The practice's own texts as the words of messages take them (product F1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import OwnTexts, OwnWords, WordsKey
from app.models.rule import Template


def own_texts(session: Session) -> Mapping[int, OwnTexts]:
    """Those in use in the session's practice, by the id of their set."""
    found: dict[int, dict[WordsKey, OwnWords]] = defaultdict(dict)
    for row in session.scalars(select(Template).where(Template.current)):
        key = WordsKey(Occasion(row.kind), Channel(row.channel), Language(row.language), row.variant)
        found[row.set_id][key] = OwnWords(row.set_id, row.version, row.body, row.subject)
    return found

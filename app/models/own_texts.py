"""The practice's own texts as the words of messages take them (product F1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.wording.editable import Draft, standard_draft
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


def words_in_use(session: Session, set_id: int | None, key: WordsKey) -> dict[Language, tuple[int, Draft]]:
    """The words of a text in every language, whatever that of ``key``, each with its version.

    Version 0 stands for the standard words, which also an unknown set has.
    """
    found = {each: (0, standard_draft(key._replace(language=each))) for each in Language}
    rows = session.scalars(
        select(Template).where(
            Template.set_id == set_id,
            Template.kind == key.occasion,
            Template.channel == key.channel,
            Template.variant == key.variant,
            Template.current,
        )
    )
    return found | {Language(row.language): (row.version, Draft(row.body, row.subject)) for row in rows}


def seen_as(in_use: Mapping[Language, tuple[int, Draft]]) -> str:
    """The versions of all languages as one word, such as "en2-es1"."""
    return "-".join(f"{language}{version}" for language, (version, _) in sorted(in_use.items()))

"""Say a sentence of parents' pages in one language; the sentences are in the three vocabularies."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from app.domain.languages import Bilingual, Language
from app.web.patient.contact_vocabulary import CONTACT_VOCABULARY
from app.web.patient.offer_vocabulary import OFFER_VOCABULARY
from app.web.patient.vocabulary import VOCABULARY

WORDS = {
    key: Bilingual(en, es) for key, (en, es) in (VOCABULARY | CONTACT_VOCABULARY | OFFER_VOCABULARY).items()
}


@lru_cache(maxsize=8)
def phrases(language: Language) -> dict[str, Markup]:
    """Every sentence that needs no element, escaped once, for templates."""
    return {key: escape(words.words(language)) for key, words in WORDS.items() if "{" not in words.en}


def say(key: str, language: Language, **elements: object) -> str:
    """One of our own sentences in one language. Raises KeyError for an unknown one or a missing element."""
    # A Spanish time ends with a full stop of its own: "a la 1:30 p. m.".
    return WORDS[key].words(language).format(**elements).replace("..", ".")


def say_number(key: str, number: int, language: Language, **elements: object) -> str:
    """The form of a sentence for so many children: its ``_one``, ``_two`` or ``_many``, if it has it."""
    form = {1: "one", 2: "two"}.get(number, "many")
    if f"{key}_{form}" not in WORDS:
        form = "two" if f"{key}_two" in WORDS and f"{key}_many" not in WORDS else "many"
    return say(f"{key}_{form}", language, n=number, **elements)

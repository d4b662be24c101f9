"""A text message from the facts of a visit (product F1, F3, F7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.languages import Language, language_for
from app.domain.merge_fields import render
from app.domain.message_elements import fallbacks
from app.domain.preferences import Channel
from app.domain.sms_length import DEFAULT_LIMIT, Encoding, fits, sms_length
from app.domain.timing import RuleType
from app.domain.wording.element_values import text_values
from app.domain.wording.facts import MessageFacts
from app.domain.wording.occasions import occasion
from app.domain.wording.own_words import NO_OWN_TEXTS, OwnTexts, WordsKey, own_text, version_of
from app.domain.wording.text_parts import TextWords
from app.domain.wording.text_words import TEXT_WORDS

NAMED = frozenset({"one", "siblings"})
"""The words that say the names of the children."""


class Variant(StrEnum):
    """How much a text says: the children's names, "your 3 children", or the visit alone."""

    NAMES = "names"
    SHORT = "short"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text as it goes out.

    ``units`` counts as the practice's limit does; ``over_limit`` is true when even the shortest
    words pass that limit, which only an unusually long link, practice name or phone can do.
    ``language_missing`` says that the practice's fallback language was used (F7). ``version`` names
    the words it was made of (F1).
    """

    body: str
    segments: int
    encoding: Encoding
    units: int
    variant: Variant
    language: Language
    language_missing: bool
    over_limit: bool
    version: str


def text_message(
    kind: RuleType,
    language: str | None,
    facts: MessageFacts,
    limit: int = DEFAULT_LIMIT,
    own: OwnTexts = NO_OWN_TEXTS,
) -> RenderedText:
    """The first of the three lengths that keeps to ``limit``, else the shortest.

    ``language`` is the contact's, as stored; one that is missing or unknown takes the practice's
    fallback. The facts need at least one child. ``own`` are the practice's own words.
    """
    chosen = language_for(language, facts.fallback_language)
    why = occasion(kind, facts.answered, facts.new_time())
    words = own_text(TEXT_WORDS[why, chosen.language], why, chosen.language, own)
    variant, body = _first_that_fits(words, facts, chosen.language, limit)
    size = sms_length(body)
    key = WordsKey(why, Channel.TEXT, chosen.language, _words_name(variant, len(facts.children)))
    return RenderedText(
        body=body,
        segments=size.segments,
        encoding=size.encoding,
        units=size.units,
        variant=variant,
        language=chosen.language,
        language_missing=chosen.missing,
        over_limit=size.units > limit,
        version=version_of(key, own),
    )


def _offered(facts: MessageFacts) -> tuple[Variant, ...]:
    if facts.quiet_names:
        return (Variant.SHORT, Variant.BRIEF)
    return (Variant.NAMES, Variant.SHORT, Variant.BRIEF)


def _first_that_fits(
    words: TextWords, facts: MessageFacts, language: Language, limit: int
) -> tuple[Variant, str]:
    for variant in _offered(facts):
        body = _body(words, variant, facts, language)
        if variant is Variant.BRIEF or fits(body, limit):
            break
    return variant, body


def _body(words: TextWords, variant: Variant, facts: MessageFacts, language: Language) -> str:
    values = text_values(facts, language, named=variant is Variant.NAMES)
    template: str = getattr(words, _words_name(variant, len(facts.children)))
    return render(template, values, fallbacks(language))


def _words_name(variant: Variant, children: int) -> str:
    if variant is Variant.BRIEF:
        return "brief"
    if children == 1:
        return "one"
    return "siblings" if variant is Variant.NAMES else "counted"

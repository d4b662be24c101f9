"""One text in both languages as its editor shows it: words, sizes, checks, a preview (product F1 to F6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.message_elements import Element
from app.domain.preferences import Channel
from app.domain.template_checks import Check, refusal
from app.domain.text_measure import TextMeasure, fits_variant
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft, elements_for
from app.domain.wording.facts import MessageFacts
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import WordsKey
from app.domain.wording.preview import Preview, preview
from app.domain.words_verdict import verdict
from app.models.own_texts import seen_as, words_in_use
from app.models.sample_visits import SampleVisit, SampleVisits, sample_visits


@dataclass(frozen=True, slots=True)
class WordsAsked:
    """Which text is looked at, ``set_id`` None for the standard one, and for whom it is shown.

    ``visit`` is the key of a coming visit, or empty for the next fitting one; ``show`` is the language
    of the preview.
    """

    kind: RuleType
    set_id: int | None
    channel: Channel
    occasion: Occasion
    variant: str
    visit: str
    show: Language

    def key(self, language: Language) -> WordsKey:
        """The text in one language."""
        return WordsKey(self.occasion, self.channel, language, self.variant)


@dataclass(frozen=True, slots=True)
class Written:
    """The words in one language. ``error`` says why they cannot be saved; then nothing is measured."""

    language: Language
    draft: Draft
    error: str
    measure: TextMeasure | None
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class WordsEditor:
    """``seen`` names the versions the words were made from; it goes back with them.

    ``preview`` is None while the words of the language shown hold a fault. ``chosen`` is the key of the
    visit shown, empty for a made-up one.
    """

    asked: WordsAsked
    words: tuple[Written, ...]
    seen: str
    elements: tuple[Element, ...]
    practice: str
    limit: int
    visits: tuple[SampleVisit, ...]
    chosen: str
    preview: Preview | None


def words_editor(
    session: Session,
    now: datetime,
    link: str,
    asked: WordsAsked,
    typed: Mapping[Language, Draft] | None = None,
) -> WordsEditor:
    """``typed`` are words that are not saved; without them those in use are shown."""
    in_use = words_in_use(session, asked.set_id, asked.key(asked.show))
    samples = sample_visits(session, now, link)
    fitting = _fitting(asked.variant, samples)
    words = tuple(
        _written(asked, samples, (typed or {}).get(language, draft), language)
        for language, (_, draft) in in_use.items()
    )
    chosen = next((each for each in fitting if each.key == asked.visit), fitting[0] if fitting else None)
    facts = chosen.facts if chosen else samples.made_up[asked.variant != "one"]
    return WordsEditor(
        asked=asked,
        words=words,
        seen=seen_as(in_use),
        elements=elements_for(asked.kind, asked.channel, asked.variant),
        practice=samples.practice,
        limit=samples.limit,
        visits=tuple(fitting),
        chosen=chosen.key if chosen else "",
        preview=_preview(asked, words, facts),
    )


def _fitting(variant: str, samples: SampleVisits) -> list[SampleVisit]:
    """The visits a variant is for, those of two children first."""
    fitting = [each for each in samples.visits if fits_variant(variant, each.facts)]
    return sorted(fitting, key=lambda each: len(each.facts.children) != 2)


def _written(asked: WordsAsked, samples: SampleVisits, draft: Draft, language: Language) -> Written:
    coming = [each.facts for each in samples.visits]
    said = verdict(asked.kind, asked.key(language), draft, samples.limit, samples.known, coming)
    return Written(language, draft, said.error, said.measure, said.checks)


def _preview(asked: WordsAsked, words: Sequence[Written], facts: MessageFacts) -> Preview | None:
    shown = next(each for each in words if each.language is asked.show)
    if refusal(asked.kind, asked.key(asked.show), shown.draft):
        return None
    return preview(asked.kind, asked.key(asked.show), shown.draft, facts)

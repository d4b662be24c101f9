"""What is to be said of words before they are saved: can they be, how long they are, what to read twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.preferences import Channel
from app.domain.template_checks import Check, checks, refusal
from app.domain.text_measure import TextMeasure, fits_variant, measure_text, too_long
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft
from app.domain.wording.facts import MessageFacts
from app.domain.wording.own_words import WordsKey
from app.domain.wording.preview import facts_on


@dataclass(frozen=True, slots=True)
class Verdict:
    """``error`` says in a sentence why the words cannot be saved, empty when they can (F2, F3, F6).

    Words with a fault are neither measured nor checked; only a text message is measured.
    """

    error: str
    measure: TextMeasure | None = None
    checks: tuple[Check, ...] = ()


def verdict(
    kind: RuleType,
    key: WordsKey,
    draft: Draft,
    limit: int,
    known: Mapping[str, str],
    coming: Sequence[MessageFacts],
) -> Verdict:
    """``limit`` and ``known`` are the practice's, ``coming`` its next visits; see ``measure_text``."""
    error = refusal(kind, key, draft)
    if error:
        return Verdict(error)
    if key.channel is not Channel.TEXT:
        return Verdict("", None, checks(kind, key, draft))
    told = [facts_on(kind, key.occasion, each) for each in coming if fits_variant(key.variant, each)]
    measure = measure_text(draft.body, key.variant, key.language, limit, known, told)
    return Verdict(too_long(measure), measure, checks(kind, key, draft))

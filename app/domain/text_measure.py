"""How long the texts made of one template become (product F3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.merge_fields import render, worst_case
from app.domain.message_elements import fallbacks, samples
from app.domain.sms_length import SmsLength, sms_length
from app.domain.wording.element_values import text_values
from app.domain.wording.facts import MessageFacts
from app.domain.wording.text_message import NAMED

SHORTEST = "brief"
"""The variant that goes when no other fits: nothing can stand in for it."""


@dataclass(frozen=True, slots=True)
class TextMeasure:
    """The size of one text as families of the coming days would get it.

    ``units`` is that of the longest of ``messages`` real ones, or of a likely one when there is none;
    ``names`` are the children's in it, empty for words without names. ``widest`` takes every element at
    its greatest length. ``too_long`` counts the messages that pass ``limit`` and take shorter words
    instead. ``blocked`` says that no family would ever get these words: they cannot be saved.
    ``forcing`` names the letters of the template itself that make every text of it cost more.
    """

    units: int
    segments: int
    limit: int
    widest: int
    messages: int
    too_long: int
    names: str
    blocked: bool
    forcing: tuple[str, ...]


def measure_text(
    body: str,
    variant: str,
    language: Language,
    limit: int,
    known: Mapping[str, str],
    visits: Sequence[MessageFacts],
) -> TextMeasure:
    """Measure ``body``, which has no fault, for the visits whose messages would use ``variant``.

    ``known`` holds the values that are the same in every message of the practice. The shortest words
    are held to their greatest length, since nothing shorter exists.
    """
    widest = worst_case(body, known)
    sized = [_sized(body, variant, language, each) for each in visits] or [_likely(body, language, known)]
    size, names = max(sized, key=lambda each: each[0].units)
    over = sum(each.units > limit for each, _ in sized)
    shown = widest if variant == SHORTEST else size
    return TextMeasure(
        units=shown.units,
        segments=shown.segments,
        limit=limit,
        widest=widest.units,
        messages=len(visits),
        too_long=0 if variant == SHORTEST else over,
        names=names,
        blocked=shown.units > limit if variant == SHORTEST else over == len(sized),
        # Only what was typed: a name loses such letters unless the practice keeps them.
        forcing=sms_length(body).forcing,
    )


def fits_variant(variant: str, visit: MessageFacts) -> bool:
    """Could a message about ``visit`` be made of ``variant``?"""
    return variant == SHORTEST or (len(visit.children) == 1) is (variant == "one")


def _sized(body: str, variant: str, language: Language, visit: MessageFacts) -> tuple[SmsLength, str]:
    named = variant in NAMED
    values = text_values(visit, language, named=named)
    return sms_length(render(body, values, fallbacks(language))), values["children"] if named else ""


def _likely(body: str, language: Language, known: Mapping[str, str]) -> tuple[SmsLength, str]:
    return sms_length(render(body, {**samples(language), **known}, fallbacks(language))), ""


def too_long(measure: TextMeasure) -> str:
    """Why words of this size cannot be saved, in one sentence; empty when they can (F3)."""
    if not measure.blocked:
        return ""
    over = measure.units - measure.limit
    letters = "1 letter" if over == 1 else f"{over} letters"
    return f"Too long by {letters}: {measure.units} of {measure.limit}. Shorten it, then save."

"""What is looked at before words of a mailing go to families (product F2, F3, F6, K1 to K3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from app.domain.conversations import MOST_TEXTS
from app.domain.languages import Bilingual, Language
from app.domain.mailings import MailingKind
from app.domain.merge_fields import elements_in, faults_in, render, worst_case
from app.domain.message_elements import ELEMENTS, Element, fallbacks, samples
from app.domain.preferences import Channel
from app.domain.sms_length import sms_length
from app.domain.template_checks import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    STOP_WORD_WHY,
    Check,
    asks_for_cancel,
    private_check,
    reading_check,
)
from app.domain.wording.mailing_texts import ON_PAPER_OR_MAIL, MailingText
from app.domain.wording.mailing_written import whole_text

LONGEST_EMAIL = 5000
LONGEST_PRIVATE = MOST_TEXTS * 153
"""In letters of the plain alphabet: what fits into as many texts as a private message may have."""

_TO_ALL = ("practice_name", "phone")
_TO_ONE = ("parent", "children", *_TO_ALL)
# What stands for the names where they make a text too long.
_UNNAMED = Bilingual("your 12 children", "sus 12 hijos")
_WANTED = {
    "text": "Write the words of the text message.",
    "subject": "Write a subject for the email.",
    "email": "Write the words of the email.",
}


@dataclass(frozen=True, slots=True)
class MailingMeasure:
    """The size of a text message with a likely name in it, as the practice's limit counts.

    ``widest`` takes every element at its longest, names as their number. Above ``limit``, which is None for
    private messages, it cannot be saved. ``forcing`` are typed letters that make every text cost more (F3).
    """

    units: int
    segments: int
    limit: int | None
    widest: int
    forcing: tuple[str, ...]


def elements_of(kind: MailingKind) -> tuple[Element, ...]:
    """The elements that have a value in its words, in the order of their buttons."""
    return tuple(ELEMENTS[name] for name in (_TO_ALL if kind is MailingKind.BROADCAST else _TO_ONE))


def parts_for(channel: Channel | None) -> tuple[str, ...]:
    """The parts of a ``MailingText`` that a way needs; None is each contact's own way, which needs all."""
    long = ("subject", "email") if channel is None or channel in ON_PAPER_OR_MAIL else ()
    short = ("text",) if channel is None or channel not in ON_PAPER_OR_MAIL else ()
    return short + long


def text_faults(
    kind: MailingKind,
    language: Language,
    text: MailingText,
    needed: Collection[str],
    limit: int,
    known: Mapping[str, str],
) -> dict[str, str]:
    """Why these words cannot be saved, by part. ``needed`` are the parts that must hold words.

    ``limit`` is the practice's, ``known`` the elements that are the same in each of its messages.
    """
    found = {part: _fault(kind, part, getattr(text, part), part in needed) for part in _WANTED}
    if not found["text"] and text.text:
        found["text"] = _too_long(measure(kind, language, text.text, limit, known))
    return {part: words for part, words in found.items() if words}


def measure(
    kind: MailingKind, language: Language, body: str, limit: int, known: Mapping[str, str]
) -> MailingMeasure:
    """Measure ``body``, which has no fault, with all that is put around it."""
    template = whole_text(body, language)
    likely = sms_length(render(template, {**samples(language), **known}, fallbacks(language)))
    widest = worst_case(template, {**known, "children": _UNNAMED.words(language)})
    return MailingMeasure(
        units=likely.units,
        segments=likely.segments,
        limit=None if kind is MailingKind.PRIVATE else limit,
        widest=widest.units,
        forcing=sms_length(body).forcing,
    )


def text_checks(language: Language, text: MailingText) -> tuple[Check, ...]:
    """What is well and what is not about words that hold no fault."""
    return tuple(_checks(language, text))


def _checks(language: Language, text: MailingText) -> Iterator[Check]:
    words = " ".join(part for part in (text.text, f"{text.subject}.", text.email) if part.strip("."))
    if words:
        yield Check(True, "Who writes, how to call and how to stop are added to every message.")
        yield private_check(words)
        yield reading_check(language, words)


def _fault(kind: MailingKind, part: str, words: str, needed: bool) -> str:
    if not words.strip():
        return _WANTED[part] if needed else ""
    faults = [fault.words for fault in faults_in(words)] or list(_without_value(kind, words))
    if faults:
        return " ".join(faults)
    longest = {"subject": LONGEST_SUBJECT, "text": LONGEST_BODY, "email": LONGEST_EMAIL}[part]
    if len(words) > longest:
        return f"Write at most {longest:,} letters."
    return STOP_WORD_WHY if asks_for_cancel(words) else ""


def _without_value(kind: MailingKind, words: str) -> Iterator[str]:
    usable = elements_of(kind)
    for each in elements_in(words):
        if each in usable:
            continue
        if kind is MailingKind.BROADCAST and each.name in _TO_ONE:
            yield f"A broadcast says the same to everybody. Leave {{{each.name}}} out."
        else:
            yield f"This message has nothing to put in for {{{each.name}}}. Leave it out."


def _too_long(size: MailingMeasure) -> str:
    if size.limit is None:
        most = size.segments <= MOST_TEXTS
        return "" if most else f"Too long: this would be {size.segments} texts. Shorten it to {MOST_TEXTS}."
    over = size.widest - size.limit
    if over <= 0:
        return ""
    letters = "1 letter" if over == 1 else f"{over} letters"
    return f"Too long by {letters}: with who writes, phone and STOP it may have {size.limit}. Shorten it."

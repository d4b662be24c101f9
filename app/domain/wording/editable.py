"""Which texts of a type of message a practice can write itself, and what they say before it does (F1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.message_elements import ELEMENTS, Element
from app.domain.preferences import Channel
from app.domain.rules import ON_A_DATE, TELEHEALTH_FAMILY
from app.domain.timing import RuleType
from app.domain.wording.email_message import MAILS
from app.domain.wording.occasions import ASKING_NOTHING, Occasion, occasion
from app.domain.wording.own_words import OWN_VARIANTS, WordsKey
from app.domain.wording.text_words import TEXT_WORDS
from app.domain.wording.voice_words import CALL_WORDS, NEWS, VOICEMAIL

# Those of a type beside its first: a reminder after a yes, a change that keeps the time.
_SECOND = {RuleType.REMINDER: Occasion.CONFIRMED, RuleType.MOVED: Occasion.CHANGED}
_NAMES = {"one": ("patient_name",), "siblings": ("children", "count"), "counted": ("count",)}
_WHEN = {
    Channel.TEXT: ("when", "near_when", "date_time", "weekday", "time"),
    Channel.EMAIL: ("first_day", "near_day", "time"),
    Channel.VOICE: ("first_day", "near_day", "spoken_time"),
}
_WHO_AND_WHERE = ("provider", "office", "place")
_PRACTICE = {
    Channel.TEXT: ("practice", "phone"),
    Channel.EMAIL: ("practice_name", "phone"),
    Channel.VOICE: ("practice_name", "phone"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of one text. ``subject`` is an email's, else empty."""

    body: str
    subject: str = ""


def occasions_of(kind: RuleType) -> tuple[Occasion, ...]:
    """The occasions a rule of ``kind`` may have words for, the usual one first."""
    first = occasion(kind, answered=False, new_time=True)
    return (first, _SECOND[kind]) if kind in _SECOND else (first,)


def every_text(kind: RuleType) -> Iterator[WordsKey]:
    """All texts of a type that can be written anew."""
    for why in occasions_of(kind):
        for channel, variants in OWN_VARIANTS.items():
            for variant in variants:
                for language in Language:
                    yield WordsKey(why, channel, language, variant)


def standard_draft(key: WordsKey) -> Draft:
    """What the locked standard text says."""
    if key.channel is Channel.TEXT:
        return Draft(getattr(TEXT_WORDS[key.occasion, key.language], key.variant))
    if key.channel is Channel.EMAIL:
        mail = MAILS[key.language][key.occasion][key.variant == "siblings"]
        return Draft(mail.opening, mail.subject)
    if key.variant == "voicemail":
        usual = CALL_WORDS[key.language].voicemail
        return Draft(VOICEMAIL.get((key.occasion, key.language), usual))
    return Draft(NEWS[key.occasion, key.language][key.variant == "siblings"])


def elements_for(kind: RuleType, channel: Channel, variant: str) -> tuple[Element, ...]:
    """The elements that have a meaning in a text, in the order of their buttons.

    A message on a date knows no time, an answering machine is told no name, and a message that asks
    nothing has no link. A video room has a meaning before a video visit only, and cannot be spoken.
    """
    names = _NAMES.get(variant, ())
    when = () if kind in ON_A_DATE else (*_WHEN[channel], *_WHO_AND_WHERE)
    link = ("link",) if channel is Channel.TEXT and kind not in ASKING_NOTHING else ()
    video = ("video_link",) if kind in TELEHEALTH_FAMILY and channel is not Channel.VOICE else ()
    return tuple(ELEMENTS[name] for name in (*names, *when, *_PRACTICE[channel], *link, *video))

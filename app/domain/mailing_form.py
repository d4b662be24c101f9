"""A mailing as somebody types it: what it says, which way and when it goes (product K1 to K3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.audience_reading import read_audience
from app.domain.audiences import Audience
from app.domain.form_reading import FormReading
from app.domain.languages import Language
from app.domain.local_time import Ambiguity, to_utc
from app.domain.mailing_checks import parts_for, text_faults
from app.domain.mailing_types import MADE_OF_TEMPLATES, audiences_of, fixed_channel, types_of
from app.domain.mailings import MailingKind
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.mailing_texts import MailingText

LONGEST_DESCRIPTION = 80
FURTHEST = timedelta(days=366)
"""A broadcast date further ahead is a typing error."""

OWN = "own"
"""In place of a set of texts: words written for this mailing alone."""


class Way(StrEnum):
    """How a mailing goes: as each contact prefers, only to those who prefer one way, or one way to all."""

    PREFERRED = "preferred"
    ONLY = "only"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class TypedWhom:
    """Whom it goes to, as text. ``audience`` are the fields that ``read_audience`` knows."""

    description: str
    type: str
    audience: Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Whom:
    """What can be saved of it."""

    description: str
    type: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class TypedMessage:
    """The fields as text. ``source`` is the id of a set of texts, empty for the standard ones, or OWN.

    ``day`` is like "2026-11-24" and ``clock`` like "14:30", in the practice's time; both count with
    ``later`` only.
    """

    way: str
    channel: str
    source: str
    later: bool
    day: str
    clock: str
    texts: Mapping[Language, MailingText]


@dataclass(frozen=True, slots=True)
class MailingForm:
    """What can be saved. ``send_at`` is UTC, None for at once; ``texts`` is empty where templates speak."""

    channel: Channel | None
    only_preferred: bool
    template_set_id: int | None
    send_at: datetime | None
    texts: Mapping[Language, MailingText]


@dataclass(frozen=True, slots=True)
class Around:
    """What a mailing is written within.

    ``needed`` is the language that must have words: that of the audience, else the practice's fallback.
    ``limit`` and ``known`` are the practice's, see ``text_faults``; ``sets`` are the ids of the texts of the
    mailing's type.
    """

    kind: MailingKind
    type: str
    needed: Language
    limit: int
    known: Mapping[str, str]
    place: ZoneInfo
    now: datetime
    sets: Collection[int] = ()


def read_message(reading: FormReading, around: Around, typed: TypedMessage) -> MailingForm:
    """What was typed; look at ``reading.faults`` first. Faults of words are named like "text_es"."""
    channel, only = _way(reading, around.kind, typed)
    own = writes_own(around.type, typed.source)
    texts = {language: text for language, text in typed.texts.items() if text != MailingText()} if own else {}
    if own and not reading.faults:
        reading.faults |= _wanting(around, texts, channel)
    return MailingForm(
        channel=channel,
        only_preferred=only,
        template_set_id=None if own else _set(reading, around, typed.source),
        send_at=_moment(reading, around, typed) if typed.later else None,
        texts=texts,
    )


def writes_own(kind: str, source: str) -> bool:
    """Do staff write the words of a mailing of this type? Those about visits are always made of templates."""
    return kind not in MADE_OF_TEMPLATES or (kind == RuleType.RECALL and source == OWN)


def read_whom(reading: FormReading, kind: MailingKind, typed: TypedWhom) -> Whom:
    """Whom a mailing of this kind goes to; look at ``reading.faults`` first."""
    description = _description(reading, typed.description)
    audience = read_audience(reading, typed.audience)
    if audience.kind not in audiences_of(kind):
        reading.refuse("kind", "Choose who gets the message.")
    possible = types_of(kind, audience.kind)
    return Whom(
        description,
        reading.choice("type", typed.type, possible, "Choose what kind of message it is."),
        audience,
    )


def _description(reading: FormReading, typed: str) -> str:
    missing = "Say in a few words what it is, for your colleagues. Families do not see it."
    return reading.text("description", typed, LONGEST_DESCRIPTION, missing)


def _way(reading: FormReading, kind: MailingKind, typed: TypedMessage) -> tuple[Channel | None, bool]:
    fixed = fixed_channel(kind)
    if fixed is not None:
        return fixed, False
    way = reading.choice("way", typed.way, set(Way), "Choose how it goes.")
    if way not in (Way.ONLY, Way.FIXED):
        return None, False
    chosen = reading.choice("channel", typed.channel, set(Channel), "Choose one of the ways.")
    return (Channel(chosen) if chosen in set(Channel) else None), way == Way.ONLY


def _set(reading: FormReading, around: Around, source: str) -> int | None:
    chosen = next((each for each in around.sets if str(each) == source), None)
    if source and chosen is None:
        reading.refuse("source", "Choose from the list: these texts are not there any more.")
    return chosen


def _moment(reading: FormReading, around: Around, typed: TypedMessage) -> datetime | None:
    clock = reading.clock("clock", typed.clock)
    day = reading.day("day", typed.day, "Choose a day, like 2026-11-24.")
    if day is None:
        return None
    resolved = to_utc(day, clock, around.place)
    if resolved.ambiguity is Ambiguity.NONEXISTENT:
        reading.refuse(
            "clock", "The clocks are put forward that night: there is no such time. Choose another."
        )
    elif resolved.instant <= around.now:
        reading.refuse("day", "This moment has passed. Choose a later one, or send it now.")
    elif resolved.instant - around.now > FURTHEST:
        reading.refuse("day", "Choose a day within one year.")
    return resolved.instant


def words_wanting(
    around: Around, texts: Mapping[Language, MailingText], channel: Channel | None
) -> dict[str, str]:
    """Why a mailing with these words cannot be sent, by part and language: nothing for one of templates.

    The needed language must be whole, another one whole or empty.
    """
    return _wanting(around, texts, channel) if texts or writes_own(around.type, "") else {}


def _wanting(
    around: Around, texts: Mapping[Language, MailingText], channel: Channel | None
) -> dict[str, str]:
    faults: dict[str, str] = {}
    for language in Language:
        text = texts.get(language, MailingText())
        begun = language is around.needed or text != MailingText()
        needed = parts_for(channel) if begun else ()
        found = text_faults(around.kind, language, text, needed, around.limit, around.known)
        faults |= {f"{part}_{language}": words for part, words in found.items()}
    return faults

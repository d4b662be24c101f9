"""A practice's own words in place of standard ones (product F1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.wording import STANDARD_VERSION
from app.domain.wording.email_words import EmailWords
from app.domain.wording.occasions import Occasion
from app.domain.wording.text_parts import TextWords

OWN_VARIANTS: Mapping[Channel, tuple[str, ...]] = {
    Channel.TEXT: ("one", "siblings", "counted", "brief"),
    Channel.EMAIL: ("one", "siblings"),
    Channel.VOICE: ("one", "siblings", "voicemail"),
}
"""The channels that own words are offered for, and which of their words can be replaced."""


class WordsKey(NamedTuple):
    """Which words are meant."""

    occasion: Occasion
    channel: Channel
    language: Language
    variant: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """One own text of the set ``set_id``.

    ``body`` is a whole text message, the sentence that opens an email, the news of a phone call, or all
    that an answering machine hears. An email whose ``subject`` is empty keeps the standard one. Both hold
    ``{element}`` placeholders.
    """

    set_id: int
    version: int
    body: str
    subject: str = ""


# The texts in use of one set.
OwnTexts = Mapping[WordsKey, OwnWords]
NO_OWN_TEXTS: OwnTexts = {}


def own_text(standard: TextWords, occasion: Occasion, language: Language, own: OwnTexts) -> TextWords:
    """The words of a text message, each variant the practice's own where it has one."""
    keys = {name: WordsKey(occasion, Channel.TEXT, language, name) for name in OWN_VARIANTS[Channel.TEXT]}
    return replace(standard, **{name: own[key].body for name, key in keys.items() if key in own})


def own_email(standard: EmailWords, key: WordsKey, own: OwnTexts) -> EmailWords:
    """The words of an email with the practice's own subject and opening where it has them."""
    words = own.get(key)
    if words is None:
        return standard
    return replace(standard, subject=words.subject or standard.subject, opening=words.body)


def version_of(key: WordsKey, own: OwnTexts) -> str:
    """The name of the version a message is made of: "own-7-2" for the second of the seventh set.

    Standard words have a version of their own.
    """
    return f"{own_version(own[key].set_id)}{own[key].version}" if key in own else STANDARD_VERSION


def own_version(set_id: int) -> str:
    """How the names of all versions of a set begin."""
    return f"own-{set_id}-"

"""What staff wrote for a mailing, by language (product K1 to K3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.domain.languages import Language, language_for
from app.domain.preferences import Channel
from app.domain.wording.own_words import NO_OWN_TEXTS, OwnTexts

ON_PAPER_OR_MAIL = frozenset({Channel.EMAIL, Channel.FAX, Channel.LETTER})
"""The ways that take the longer words and have a subject; a text and a phone call take the short ones."""


@dataclass(frozen=True, slots=True)
class MailingText:
    """The words in one language: ``text`` for text messages and phone calls, ``subject`` and ``email`` for
    emails, letters and faxes. An empty line in ``email`` parts paragraphs. All hold ``{element}``
    placeholders.
    """

    text: str = ""
    subject: str = ""
    email: str = ""

    def has_words_for(self, channel: Channel) -> bool:
        """Is there something to say this way?"""
        if channel in ON_PAPER_OR_MAIL:
            return bool(self.subject and self.email)
        return bool(self.text)


MailingTexts = Mapping[Language, MailingText]
"""By language; one without any words is left out."""


@dataclass(frozen=True, slots=True)
class MailingContent:
    """What a mailing says. Without ``texts`` it is a recall in the words of ``own``, else the standard ones.

    ``limit`` is the practice's for one text message (F3). ``news`` is not about one's own child: its
    emails can be ended by themselves (K2). ``offered`` are the languages the practice sends in.
    """

    texts: MailingTexts
    limit: int
    news: bool = False
    own: OwnTexts = field(default_factory=lambda: NO_OWN_TEXTS)
    offered: frozenset[str] = frozenset(Language)


def texts_from(stored: Mapping[str, Any]) -> MailingTexts:
    """As a mailing's row keeps them: ``{"en": {"subject": …, "text": …, "email": …}}``."""
    return {
        language: MailingText(**{name: str(words.get(name, "")) for name in MailingText.__slots__})
        for language in Language
        if (words := stored.get(language.value))
    }


def stored_texts(texts: MailingTexts) -> dict[str, dict[str, str]]:
    """What ``texts_from`` reads; a language without any words is left out."""
    return {language.value: asdict(text) for language, text in texts.items() if text != MailingText()}


def language_of_mailing(
    texts: MailingTexts,
    channel: Channel,
    wanted: str | None,
    fallback: Language,
    offered: Collection[str] = tuple(Language),
) -> Language | None:
    """The language a contact gets these words in over ``channel``; None when there are none for it.

    ``wanted`` is the contact's, as stored, ``fallback`` the practice's (F7), and ``offered`` are the
    languages that the practice sends in (A2).
    """
    chosen = language_for(wanted, fallback, offered).language
    return next((each for each in (chosen, fallback) if _is_written(texts, each, channel)), None)


def _is_written(texts: MailingTexts, language: Language, channel: Channel) -> bool:
    return language in texts and texts[language].has_words_for(channel)

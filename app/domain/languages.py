"""The languages a family reads, and which one a message takes (product F1, F7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language the standard messages exist in. The value is its ISO 639-1 code."""

    ENGLISH = "en"
    SPANISH = "es"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in both languages."""

    en: str
    es: str

    def words(self, language: Language) -> str:
        return self.es if language is Language.SPANISH else self.en


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """The language a message takes. ``missing`` is true when the contact's own was not usable."""

    language: Language
    missing: bool


_NAMES = {
    "en": Language.ENGLISH,
    "eng": Language.ENGLISH,
    "english": Language.ENGLISH,
    "inglés": Language.ENGLISH,
    "ingles": Language.ENGLISH,
    "es": Language.SPANISH,
    "spa": Language.SPANISH,
    "spanish": Language.SPANISH,
    "español": Language.SPANISH,
    "espanol": Language.SPANISH,
}


def language_named(words: str | None) -> Language | None:
    """The language a schedule or a form means by ``words``: "Spanish", "es", "es-MX", "Español".

    None when nothing is said or the language is not one of ours.
    """
    said = (words or "").strip().casefold().replace("_", "-")
    return _NAMES.get(said) or _NAMES.get(said.partition("-")[0])


def language_for(
    wanted: str | None, fallback: Language, offered: Collection[str] = tuple(Language)
) -> LanguageChoice:
    """The contact's language, or the practice's fallback, marked so that it can be counted (F7).

    ``offered`` are the languages the practice sends in (A2); another one counts as missing.
    """
    known = language_named(wanted)
    if known is None or known not in offered:
        return LanguageChoice(fallback, missing=True)
    return LanguageChoice(known, missing=False)

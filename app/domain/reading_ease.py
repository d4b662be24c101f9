"""How hard a text is to read: a school grade for English, an ease for Spanish (ux: words families read).

Syllables are counted by groups of vowels, which is right often enough to notice a long sentence or a
learned word, and for no more than that.
"""

from __future__ import annotations

import re

from app.domain.languages import Language

EASY_GRADE = 4
"""The highest school grade of an easy English text."""

EASY_SPANISH = 65
"""The lowest ease of an easy Spanish text, on the scale of Fernández Huerta."""

_TOO_FEW_TO_TELL = 8
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LINK = re.compile(r"https?://\S+|\{link\}")
_PLACEHOLDER = re.compile(r"\{\w*\}")
# Names and days are what they are: only the words around them can be made easier.
_STANDS_FOR_IT = "Mia"
_SPANISH_VOWELS = re.compile(r"[aeoáéó]|[iuüíú]+", re.IGNORECASE)
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+", re.IGNORECASE)


def school_grade(text: str) -> float:
    """The grade of Flesch and Kincaid; 0 for an empty text.

    Links do not count, and a placeholder is a short word.
    """
    words, sentences = _counts(text)
    if not words:
        return 0.0
    syllables = sum(map(_english_syllables, words))
    return max(0.0, 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59)


def spanish_ease(text: str) -> float:
    """From 0, hard, to 100, easy, after Fernández Huerta; 100 for an empty text. See above."""
    words, sentences = _counts(text)
    if not words:
        return 100.0
    syllables = sum(max(1, len(_SPANISH_VOWELS.findall(word))) for word in words)
    ease = 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / sentences
    return min(100.0, max(0.0, ease))


def is_easy(text: str, language: Language) -> bool:
    """Whether a tired parent reads ``text`` at once. A few words alone are."""
    if len(_counts(text)[0]) < _TOO_FEW_TO_TELL:
        return True
    if language is Language.SPANISH:
        return round(spanish_ease(text)) >= EASY_SPANISH
    return round(school_grade(text)) <= EASY_GRADE


def _counts(text: str) -> tuple[list[str], int]:
    read = _PLACEHOLDER.sub(_STANDS_FOR_IT, _LINK.sub(" ", text))
    sentences = [part for part in _SENTENCE_END.split(read) if _WORD.search(part)]
    return _WORD.findall(read), len(sentences)


def _english_syllables(word: str) -> int:
    groups = len(_ENGLISH_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)

"""Which letters the printed page has (product F4): those of Western Europe, so all of English and Spanish."""

from __future__ import annotations

import unicodedata

_ALPHABET = "cp1252"
# What has no plain letter inside it.
_ALIKE = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "\u2011": "-", "\u202f": " "}


def printable(words: str) -> str:
    """``words`` with every letter that the page lacks as the plain one under it: "Nguyễn" becomes "Nguyên".

    What has none, such as an emoji, is left out.
    """
    return "".join(map(_printable, unicodedata.normalize("NFC", words)))


def _printable(letter: str) -> str:
    if _is_known(letter):
        return letter
    if letter in _ALIKE:
        return _ALIKE[letter]
    apart = unicodedata.normalize("NFD", letter)
    base, marks = apart[0], apart[1:]
    # Each mark is tried alone, so that "ễ" keeps its circumflex.
    tried = [unicodedata.normalize("NFC", base + mark) for mark in marks]
    return next((each for each in (*tried, base) if _is_known(each)), "")


def _is_known(letter: str) -> bool:
    return letter == "\n" or (letter.isprintable() and _encodes(letter))


def _encodes(letter: str) -> bool:
    try:
        letter.encode(_ALPHABET)
    except UnicodeEncodeError:
        return False
    return True

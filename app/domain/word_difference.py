"""What changed between two versions of a text, word by word (product F1)."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

_WORDS = re.compile(r"\s+|\{\w*\}|[\w'’-]+|[^\w\s]")


class Change(StrEnum):
    """What happened to a piece."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    change: Change
    words: str


def word_difference(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one row of pieces; what went stands before what came in its place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    # In a long text, words that come again and again are no anchors: comparing each with each takes minutes.
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(Change.REMOVED, "".join(old[a:b])))
        if d > c:
            pieces.append(Piece(Change.ADDED, "".join(new[c:d])))
    return tuple(pieces)

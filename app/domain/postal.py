"""A postal address as an envelope shows it (product C1, G1)."""

from __future__ import annotations

import re
from enum import StrEnum

MOST_LINES, LONGEST_LINE = 6, 60
"""What fits behind the window of an envelope."""


class LetterStep(StrEnum):
    """What staff did with a letter, as its story keeps it."""

    PRINTED = "printed"
    """The message is then delivered."""
    NOT_PRINTED = "not_printed"
    """It was marked as printed and was not: it waits again."""


_STATE_AND_ZIP = re.compile(r"[A-Za-z]{2} \d{5}(-\d{4})?")


def postal_lines(address: str) -> tuple[str, ...]:
    """The lines of an address that is kept in one line with commas; state and ZIP stay beside the town."""
    parts = [part for part in (each.strip() for each in address.split(",")) if part]
    if len(parts) > 1 and _STATE_AND_ZIP.fullmatch(parts[-1]):
        return (*parts[:-2], f"{parts[-2]}, {parts[-1]}")
    return tuple(parts)


def postal_fault(address: str) -> str:
    """Why an address does not fit on an envelope, in words; empty when it does."""
    lines = postal_lines(address)
    if len(lines) > MOST_LINES:
        return f"It has {len(lines)} lines. An envelope has room for {MOST_LINES}."
    longest = max((len(line) for line in lines), default=0)
    if longest > LONGEST_LINE:
        return f"One line has {longest} letters. An envelope has room for {LONGEST_LINE}."
    return ""

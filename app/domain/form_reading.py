"""Reading a form somebody typed: every field that cannot be used is named, with an example."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, time

from app.domain.delivery_form import read_days, read_time
from app.domain.delivery_rules import Refusal

_YEARS = range(1900, 2200)


class FormReading:
    """Reads the fields of one form; ``faults`` holds what is wrong, by field, in words.

    A field that cannot be used reads as something harmless: look at ``faults`` before using any.
    """

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def refuse(self, field: str, words: str) -> None:
        """``field`` cannot be used; the first fault found in a field counts."""
        self.faults.setdefault(field, words)

    def text(self, field: str, typed: str, longest: int, missing: str = "") -> str:
        """Without spaces around it. ``missing`` are the words for an empty one, if it must not be."""
        value = " ".join(typed.split())
        if missing and not value:
            self.refuse(field, missing)
        if len(value) > longest:
            self.refuse(field, f"At most {longest} letters.")
        return value

    def number(self, field: str, typed: str, least: int, most: int, words: str) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        digits = typed.strip()
        if digits.isascii() and digits.isdecimal() and len(digits) < 10 and least <= int(digits) <= most:
            return int(digits)
        self.refuse(field, words)
        return least

    def clock(self, field: str, typed: str) -> time:
        """A time of day."""
        read = read_time(typed)
        if isinstance(read, time):
            return read
        self.refuse(field, read.words)
        return time()

    def day(self, field: str, typed: str, words: str) -> date | None:
        """A day like 2026-11-24, of years that people mean: near the ends of the calendar nothing can be
        reckoned.
        """
        try:
            day = date.fromisoformat(typed.strip())
        except ValueError:
            day = None
        if day is None or day.year not in _YEARS:
            self.refuse(field, words)
            return None
        return day

    def days(self, field: str, typed: Collection[str]) -> frozenset[int]:
        """Days of the week, 0 Monday to 6 Sunday; at least one."""
        read = read_days(typed)
        if isinstance(read, Refusal):
            self.refuse(field, read.words)
            return frozenset()
        return read

    def choice(self, field: str, typed: str, known: Collection[str], words: str) -> str:
        """One of ``known``."""
        if typed not in known:
            self.refuse(field, words)
        return typed


def state_of(form: object) -> str:
    """A mark of a form's saved values: one made from other values differs. It holds nothing readable."""
    return hashlib.sha256(repr(form).encode()).hexdigest()[:20]

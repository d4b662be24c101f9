"""The fields of an audience, one by one (product K1, K3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.appointments import Status
from app.domain.audiences import GONE
from app.domain.birthdays import OLDEST
from app.domain.form_reading import FormReading
from app.domain.well_visits import CHECK_UPS

_AMOUNT = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII)
_CHECK_UPS = {each.key for each in CHECK_UPS}
_Word = TypeVar("_Word", bound=StrEnum)


class AudienceFields:
    """The fields of one kind of audience as given; one that cannot be used is named in ``reading``.

    A value is a text, a number, or a list of these. What is not given reads as empty or None.
    """

    def __init__(self, reading: FormReading, given: Mapping[str, Any]) -> None:
        self.reading = reading
        self.given = given

    def day(self, name: str) -> date | None:
        """A day like "2026-11-24"."""
        typed = _one(self.given, name)
        return self.reading.day(name, typed, "Write the day like 2026-11-24.") if typed else None

    def ids(self, name: str) -> tuple[int, ...]:
        """Numbers of rows, each once, in their order."""
        typed = _many(self.given, name)
        if not all(each.isascii() and each.isdecimal() and len(each) < 19 for each in typed):
            self.reading.refuse(name, "Choose from the list.")
            return ()
        return tuple(sorted({int(each) for each in typed}))

    def age(self, name: str) -> int | None:
        """Whole years."""
        typed = _one(self.given, name)
        words = f"Write whole years, 0 to {OLDEST}."
        return self.reading.number(name, typed, 0, OLDEST, words) if typed else None

    def dollars(self, name: str) -> Decimal | None:
        """An amount above 0, like 25 or "$1,025.50"."""
        typed = _one(self.given, name).removeprefix("$").replace(",", "")
        if not typed:
            return None
        if _AMOUNT.fullmatch(typed) and Decimal(typed) > 0:
            return Decimal(typed)
        self.reading.refuse(name, "Write an amount above 0, like 25 or 25.50.")
        return None

    def word(self, name: str, known: type[_Word], words: str) -> _Word | None:
        """One of ``known``."""
        typed = _one(self.given, name)
        return self._known(name, typed, known, words) if typed else None

    def _known(self, name: str, typed: str, known: type[_Word], words: str) -> _Word | None:
        chosen = self.reading.choice(name, typed, set(known), words)
        return known(chosen) if chosen in set(known) else None

    def statuses(self) -> tuple[Status, ...]:
        """Statuses that a visit on the schedule may have."""
        typed = _many(self.given, "statuses")
        found = {self._known("statuses", each, Status, "Choose from the list.") for each in typed}
        if found & GONE:
            self.reading.refuse("statuses", "Choose from the list.")
        return tuple(each for each in Status if each in found)

    def names(self, name: str) -> tuple[str, ...]:
        """Texts, each once, in alphabetical order."""
        return tuple(sorted(set(_many(self.given, name))))

    def ticked(self, name: str) -> bool:
        """Is the box ticked?"""
        return _one(self.given, name) not in ("", "False", "false")

    def check_up(self) -> str:
        """The key of a check-up, empty for any."""
        typed = _one(self.given, "check_up")
        return self.reading.choice("check_up", typed, {"", *_CHECK_UPS}, "Choose from the list.")


def _many(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name)
    several = value if isinstance(value, (list, tuple)) else [value]
    return [text for each in several if each is not None and (text := str(each).strip())]


def _one(given: Mapping[str, Any], name: str) -> str:
    return next(iter(_many(given, name)), "")

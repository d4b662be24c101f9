"""How a file is to be read, where staff or a saved profile say so (product B2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.feeds.day_and_time import Clock, DateOrder

W = TypeVar("W", bound=StrEnum)


class LengthUnit(StrEnum):
    """What a bare number in the length column counts."""

    MINUTES = "minutes"
    SECONDS = "seconds"
    HOURS = "hours"


class NameOrder(StrEnum):
    """How a full name in one column is written when it has no comma."""

    FIRST_LAST = "first_last"
    LAST_FIRST = "last_first"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """None means: find out from the file, and refuse rather than guess.

    ``timezone`` is an IANA name for a source whose times are in one zone; None takes each location's.
    ``empty_clears`` makes an empty cell clear what we have; otherwise it changes nothing (B6).
    """

    date_order: DateOrder | None = None
    clock: Clock | None = None
    length_unit: LengthUnit | None = None
    name_order: NameOrder = NameOrder.FIRST_LAST
    timezone: str | None = None
    empty_clears: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_options(stored: Mapping[str, Any]) -> ReadOptions:
    """Options from a form or from storage. Unknown words count as not said."""
    return ReadOptions(
        date_order=_word(DateOrder, stored.get("date_order")),
        clock=_word(Clock, stored.get("clock")),
        length_unit=_word(LengthUnit, stored.get("length_unit")),
        name_order=_word(NameOrder, stored.get("name_order")) or NameOrder.FIRST_LAST,
        timezone=(stored.get("timezone") or "").strip() or None,
        empty_clears=bool(stored.get("empty_clears")),
    )


def _word(words: type[W], said: Any) -> W | None:
    return words(said) if said in {word.value for word in words} else None

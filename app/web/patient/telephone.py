"""A telephone number as a family reads it and as its telephone dials it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.web import filters


@dataclass(frozen=True, slots=True)
class Telephone:
    """``shown`` is "(937) 555-0142"; ``href`` dials it and is blank for what has no digit."""

    shown: str
    href: str


@lru_cache(maxsize=1024)
def telephone(stored: str) -> Telephone:
    """``stored`` is E.164 or as the practice typed it."""
    digits = "".join(each for each in stored if each.isdigit() or each == "+")
    return Telephone(filters.telephone(stored), f"tel:{digits}" if digits else "")

"""Which appointments are one visit (product D7)."""

from __future__ import annotations

from enum import StrEnum


class SiblingMode(StrEnum):
    """How wide "at the same time" is. OFF gives each child its own message and link."""

    OFF = "off"
    SAME_TIME = "same_time"
    WITHIN_60_MINUTES = "within_60_minutes"
    SAME_DAY = "same_day"

"""The time zones a practice may choose from, those of the United States first and in plain words (A2)."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

HERE = {
    "America/New_York": "Eastern time (New York, Atlanta, Detroit, Miami)",
    "America/Chicago": "Central time (Chicago, Dallas, Minneapolis)",
    "America/Denver": "Mountain time (Denver, Salt Lake City)",
    "America/Phoenix": "Arizona (Phoenix, no daylight-saving time)",
    "America/Los_Angeles": "Pacific time (Los Angeles, Seattle)",
    "America/Anchorage": "Alaska (Anchorage)",
    "Pacific/Honolulu": "Hawaii (Honolulu)",
    "America/Puerto_Rico": "Puerto Rico (San Juan)",
}
"""IANA name to words, from east to west."""

_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@lru_cache(maxsize=1)
def elsewhere() -> tuple[tuple[str, str], ...]:
    """All other places of the world as (IANA name, words), in alphabetical order."""
    names = sorted(name for name in available_timezones() if name.partition("/")[0] in _REGIONS)
    return tuple((name, name.replace("_", " ")) for name in names if "/" in name and name not in HERE)

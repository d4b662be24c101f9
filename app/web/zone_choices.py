"""The time zones a form offers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from app.domain.time_zones import HERE, elsewhere


class ZoneChoices(NamedTuple):
    """``here`` first, in plain words; ``names`` are those of ``elsewhere``."""

    here: Mapping[str, str]
    elsewhere: tuple[tuple[str, str], ...]
    names: frozenset[str]


@lru_cache(maxsize=1)
def zone_choices() -> ZoneChoices:
    """Those of the United States, then the rest of the world."""
    return ZoneChoices(HERE, elsewhere(), frozenset(name for name, _ in elsewhere()))

"""Visits by video: when a family can join, and what a room's address must be (product E1, H3)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from app.domain.appointments import Appointment, Status

JOIN_BEFORE = timedelta(minutes=30)
_TO_COME = frozenset({Status.SCHEDULED, Status.CONFIRMED, Status.OUT_OF_REACH, Status.ARRIVED})
_ROOM = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d+)?(/[^\s<>\"']*)?(\?[^\s<>\"']*)?")


def joins(visit: Appointment, now: datetime) -> bool:
    """From 30 minutes before the start to the end, both included (UTC), while the visit stands."""
    return visit.status in _TO_COME and visit.starts_at - JOIN_BEFORE <= now <= visit.ends_at


def is_room(address: str) -> bool:
    """Is it an address families can safely be led to: https, a whole host name, no spaces or quotes?"""
    return _ROOM.fullmatch(address) is not None

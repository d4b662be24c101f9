"""Visits to word messages about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.domain.wording.facts import ChildLine, MessageFacts

LINK = "https://willowpeds.com/v/7Kq2xR9mBt4a"
AT_2_30 = datetime.fromisoformat("2026-11-24T14:30")
AT_2_45 = datetime.fromisoformat("2026-11-24T14:45")


def child(name: str, starts_local: datetime = AT_2_30, **changed: Any) -> ChildLine:
    facts: dict[str, Any] = {
        "provider_name": "Dr. Patel",
        "provider_name_es": "Dra. Patel",
        "office": "Main Street",
        "video_link": "https://video.example/dr-patel",
    }
    return ChildLine(name, starts_local, **{**facts, **changed})


def visit(*names: str, **changed: Any) -> MessageFacts:
    """A visit on Tuesday, November 24 at 2:30 PM, seen from the day before."""
    facts: dict[str, Any] = {
        "practice_name": "Willow Pediatrics",
        "practice_short": "Willow Pediatrics",
        "phone_display": "937-555-0142",
        "address": "212 Oak Street, Suite 3, Dayton",
        "children": tuple(child(name) for name in names),
        "link": LINK,
        "today_local": date(2026, 11, 23),
        "change_until_local": datetime.fromisoformat("2026-11-24T13:30"),
        "parent": "Ana",
    }
    return MessageFacts(**{**facts, **changed})


def changed_visit(*names: str, **changed: Any) -> MessageFacts:
    """The same visit, its time what it was, after the office changed who or where."""
    return visit(children=tuple(child(name, new_time=False) for name in names), **changed)

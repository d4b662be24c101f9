"""What staff read about a message that reminds them of something of theirs that ends (product E1)."""

from __future__ import annotations

from datetime import date, time

from app.domain.calendar_words import text_time
from app.domain.rules import Rule

STANDARD = "It uses the standard words, in English."


def renewal_when(rule: Rule) -> str:
    """E.g. "at 10:00 AM, 60 days before it ends"; "at 10:00 AM on the day it ends"."""
    at = f"at {text_time(rule.at_time or time())}"
    if rule.timing.amount == 0:
        return f"{at} on the day it ends"
    unit = rule.timing.unit.removesuffix("s")
    return f"{at}, {rule.timing.amount:,} {unit}{'' if rule.timing.amount == 1 else 's'} before it ends"


def renewal_sentences(rule: Rule) -> tuple[str, ...]:
    """What it does, to whom, and how."""
    return (
        f"Reminds staff of a license, certificate or training that ends, {renewal_when(rule)}.",
        "It goes to the one whose it is, and in copy to every administrator, by email.",
        "What was renewed or taken off the list is not told any more.",
        STANDARD,
    )


def days_left_words(due_on: date, today: date) -> str:
    """E.g. "Ends in 10 days", "Ends today", "Ended 3 days ago"."""
    days = (due_on - today).days
    if days == 0:
        return "Ends today"
    number = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"Ends in {number}" if days > 0 else f"Ended {number} ago"

"""How a birthday greeting or a recall is set, in a sentence for staff (product E2, E3, K5)."""

from __future__ import annotations

from datetime import time

from app.domain.calendar_words import text_time
from app.domain.rules import Rule
from app.domain.timing import RuleType


def greeting_sentence(rule: Rule) -> str:
    """ "It goes at 10:00 AM on the birthday, to children who turn 1 to 17." """
    clock = text_time(rule.at_time or time())
    if rule.type is RuleType.BIRTHDAY:
        return f"It goes at {clock} on the birthday, to {_turning(rule)}."
    every, tries = rule.try_every_days or 1, rule.tries or 1
    again = f", then every {every} days" if every > 1 else ", then every day"
    at_most = f"{again}, {tries} times at most" if tries > 1 else ", once"
    return (
        f"It asks at {clock} on the day a check-up is due{at_most}. It stops when the check-up is booked"
        " or the next one is due."
    )


def _turning(rule: Rule) -> str:
    youngest = max(rule.age_from or 1, 1)
    if rule.age_to is None:
        return "everybody" if youngest == 1 else f"all who turn {youngest} or more"
    return f"children who turn {youngest} to {rule.age_to}"

"""What the pages of automated messages say beside the message itself: choices, and the effect of a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from app.domain.appointments import Status
from app.domain.rule_effect import RuleEffect, effect_words
from app.domain.rule_parts import about_visits, anchors_of, has_amount, units_of, useful_until_start
from app.domain.rule_sentences import ANCHOR_WORDS
from app.domain.rules import STATUSES
from app.domain.staff_words import CHANNELS
from app.domain.timing import TO_STAFF, Anchor, RuleType
from app.queries.automated_editor import RuleEditor

_MODES = (
    ("preference", "As each contact prefers"),
    ("fixed", "Always the same way"),
    ("escalation", "As each contact prefers, then the next way if there is no answer or it does not arrive"),
)


def form_parts(page: RuleEditor) -> dict[str, Any]:
    """Which fields the form of this type has, and what can be chosen in them."""
    kind, before = page.saved.type, useful_until_start(page.saved)
    visits = about_visits(kind)
    return {
        "has_amount": has_amount(kind),
        "about_visits": visits,
        "offers": kind is RuleType.WAITLIST_OFFER,
        "to_staff": kind in TO_STAFF,
        "units": [(each.value, each.value) for each in units_of(kind)],
        "anchors": [(each.value, ANCHOR_WORDS[each]) for each in anchors_of(kind) if each in ANCHOR_WORDS],
        "statuses": [(each.value, each.words) for each in Status if each in STATUSES[kind]],
        "visit_types": [(each, each) for each in page.choices.visit_types],
        "modes": [mode for mode in _MODES if visits or mode[0] != "escalation"],
        "sets": [("", "Standard words"), *((str(number), name) for number, name in _sets(page).items())],
        "usual_last_useful": "15 minutes before the start" if before else "48 hours after",
        "last_useful_end": "before the start" if before else _after(page.saved.timing.anchor),
        "pages": current_app.view_functions,
    }


def effect_parts(effect: RuleEffect | None, enabled: bool, names: Mapping[int, str]) -> dict[str, Any]:
    """``enabled`` says whether the message is on as it is saved; ``names`` are those of all messages."""
    return {
        "effect": effect,
        "effect_words": effect_words(effect) if effect else "",
        "effect_title": "What changes in the next 14 days" if enabled else "The next 14 days, if it is on",
        "channel_words": CHANNELS,
        "rule_names": names,
    }


def _sets(page: RuleEditor) -> Mapping[int, str]:
    return page.choices.template_sets


def _after(anchor: Anchor) -> str:
    return ANCHOR_WORDS.get(anchor, "after the moment it is about")

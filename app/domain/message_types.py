"""What staff read for messages that no automated message stands behind (product E9, G1)."""

from __future__ import annotations

from app.domain import timing
from app.domain.staff_words import RULE_TYPES

TRIAL = "trial"
NEW_LINK = "new_link"
REPLY = "reply"
PRIVATE = "private"
PERSONALIZED = "personalized"
BROADCAST = "broadcast"
MASS = "mass_mailing"

_OTHERS = {
    TRIAL: "Trial reminder",
    NEW_LINK: "New link",
    REPLY: "Automatic answer",
    PRIVATE: "Private message",
    PERSONALIZED: "Personalized message",
    BROADCAST: "Email broadcast",
    MASS: "Mass mailing",
    "department_notice": "Alert to the department",
    "department_digest": "What came while the office was closed",
    "staff_invitation": "Invitation to sign in",
    "password_reset": "New password",
    "low_balance": "Low balance",
    "test": "Test of a text",
}
_WORDS = {kind.value: words for kind, words in RULE_TYPES.items()} | _OTHERS

TO_FAMILIES = (
    *(kind.value for kind in timing.TO_FAMILIES),
    NEW_LINK,
    REPLY,
    PRIVATE,
    PERSONALIZED,
    BROADCAST,
    MASS,
    TRIAL,
)
"""The types of messages to families: the categories of the reports (K6)."""


def message_type(kind: str) -> str:
    """E.g. "Reminder", "New link"; a kind nobody has words for reads as it is written."""
    return _WORDS.get(kind) or kind.replace("_", " ").capitalize()

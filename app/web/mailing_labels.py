"""What staff read on the pages of mailings: kinds, audiences, ways, states."""

from __future__ import annotations

from app.domain.appointments import Status
from app.domain.audience_words import status_answer
from app.domain.audiences import AudienceKind, Sex
from app.domain.job_progress import STATE_WORDS
from app.domain.mailing_form import Way
from app.domain.mailing_types import MADE_OF_TEMPLATES
from app.domain.mailings import MailingKind, MailingState
from app.domain.staff_words import CHANNELS, RULE_TYPES
from app.domain.well_visits import CHECK_UPS
from app.domain.wording.staff_labels import ELEMENT_LABELS

_KINDS = {
    MailingKind.PERSONALIZED: "Personalized message",
    MailingKind.CONFIRMATION: "Ask to confirm",
    MailingKind.BROADCAST: "Email broadcast",
    MailingKind.MASS: "Mass mailing",
    MailingKind.PRIVATE: "Private message",
}
_BEGINNINGS = {
    "visits": ("Families with a visit", "By day, provider, place, type or answer of the visit", "calendar"),
    "recalls": ("Children due for a check-up", "The list of recalls, or one check-up of it", "bell"),
    "families": ("Families by filter", "By age, sex, provider, place, language or last visit", "families"),
    "picked": ("People picked by name", "Find each by parent, child or phone number", "search"),
    "private": ("Private message", "To one or several people, for example about an open bill", "message"),
    "broadcast": ("Email broadcast", "One email to all families, or to some: each mailbox once", "mail"),
    "mass": ("Mass mailing", "To all families, or to some, each in its own way", "send"),
}
_AUDIENCES = {
    AudienceKind.VISITS: "Families with a visit",
    AudienceKind.RECALLS: "Children due for a check-up",
    AudienceKind.FAMILIES: "Some families",
    AudienceKind.ALL: "All families",
    AudienceKind.PICKED: "People picked by name",
}
_SIGNS = {
    MailingState.DRAFT: ("info", ""),
    MailingState.SCHEDULED: ("wait", "clock"),
    MailingState.RUNNING: ("info", "send"),
    MailingState.PAUSED: ("wait", "pause"),
    MailingState.STOPPED: ("bad", "cross"),
    MailingState.DONE: ("ok", "check"),
}
_WAYS = {
    Way.PREFERRED: "As each contact prefers",
    Way.ONLY: "Only to contacts who prefer",
    Way.FIXED: "To everybody by",
}
# A visit of another status is over, or was never one.
_STATUSES = (
    Status.SCHEDULED,
    Status.OUT_OF_REACH,
    Status.CANCEL_REQUESTED,
    Status.CONFIRMED,
    Status.ARRIVED,
    Status.COMPLETED,
    Status.NO_SHOW,
    Status.CANCELLED,
)
LABELS = {
    "kinds": _KINDS,
    "beginnings": _BEGINNINGS,
    "audiences": _AUDIENCES,
    "states": {state: (STATE_WORDS[state], *signs) for state, signs in _SIGNS.items()},
    "ways": _WAYS,
    "types": RULE_TYPES,
    "of_templates": MADE_OF_TEMPLATES,
    "channels": CHANNELS,
    "elements": ELEMENT_LABELS,
    "statuses": {each.value: status_answer(each) for each in _STATUSES},
    "sexes": {Sex.FEMALE.value: "Girls", Sex.MALE.value: "Boys", Sex.OTHER.value: "Another sex"},
    "check_ups": {each.key: each.words.en.capitalize() for each in CHECK_UPS},
    "parts": {"text": "Text message and phone call", "subject": "Subject", "email": "Email, letter and fax"},
}
"""How the pages of mailings call things."""

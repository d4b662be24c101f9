"""Who may be messaged, and why not (product C1, C2, C3, C6)."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """A way a message leaves the house (G1)."""

    TEXT = "text"
    EMAIL = "email"
    VOICE = "voice"
    FAX = "fax"
    LETTER = "letter"


class Purpose(StrEnum):
    """What a message is for; preference and consent are kept for each (C1, C5)."""

    RECALLS = "recalls"
    NOTICES = "notices"
    PORTAL = "portal"
    REMINDERS = "reminders"


class Preference(StrEnum):
    """How a contact wants to be reached for one purpose (C1). Not set is ``None``, not a member."""

    EMAIL = "email"
    TEXT = "text"
    CELL_PHONE = "cell_phone"
    HOME_PHONE = "home_phone"
    WORK_EMAIL = "work_email"
    WORK_PHONE = "work_phone"
    FAX = "fax"
    MAIL = "mail"
    NO_CONTACT = "no_contact"


class Authority(StrEnum):
    """What the chart says about this person's say over the child (C1). Other words are OTHER."""

    BLANK = "blank"
    JOINT = "joint"
    EXCLUSIVE = "exclusive"
    OTHER = "other"


class Consent(StrEnum):
    """Whether consent stands for one channel and purpose (C5). Unknown is no consent."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"

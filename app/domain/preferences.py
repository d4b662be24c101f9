"""How a contact wants to be reached, and which address that means (product C1)."""

from __future__ import annotations

from collections.abc import Container
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


class AddressKind(StrEnum):
    """Which of a contact's addresses is meant. A text and a call to the cell share one."""

    EMAIL = "email"
    WORK_EMAIL = "work_email"
    CELL = "cell"
    HOME_PHONE = "home_phone"
    WORK_PHONE = "work_phone"
    FAX = "fax"
    MAIL = "mail"


class ContactMode(StrEnum):
    """How a contact was reached, as reports group it (K6): calls to the cell and home are both "phone"."""

    EMAIL = "email"
    TEXT = "text"
    PHONE = "phone"
    WORK_EMAIL = "work_email"
    WORK_PHONE = "work_phone"
    FAX = "fax"
    MAIL = "mail"


_MODES = {
    Channel.EMAIL: ContactMode.EMAIL,
    Channel.TEXT: ContactMode.TEXT,
    Channel.VOICE: ContactMode.PHONE,
    Channel.FAX: ContactMode.FAX,
    Channel.LETTER: ContactMode.MAIL,
}
_WORK_MODES = {
    AddressKind.WORK_EMAIL: ContactMode.WORK_EMAIL,
    AddressKind.WORK_PHONE: ContactMode.WORK_PHONE,
}


def contact_mode(channel: Channel, kind: AddressKind | None = None) -> ContactMode:
    """How a message over ``channel`` to that address of a contact counts in reports (K6)."""
    return _WORK_MODES.get(kind, _MODES[channel]) if kind else _MODES[channel]


_ROUTES = {
    Preference.EMAIL: (Channel.EMAIL, AddressKind.EMAIL),
    Preference.TEXT: (Channel.TEXT, AddressKind.CELL),
    Preference.CELL_PHONE: (Channel.VOICE, AddressKind.CELL),
    Preference.HOME_PHONE: (Channel.VOICE, AddressKind.HOME_PHONE),
    Preference.WORK_EMAIL: (Channel.EMAIL, AddressKind.WORK_EMAIL),
    Preference.WORK_PHONE: (Channel.VOICE, AddressKind.WORK_PHONE),
    Preference.FAX: (Channel.FAX, AddressKind.FAX),
    Preference.MAIL: (Channel.LETTER, AddressKind.MAIL),
}


# Where a channel that was not the contact's choice goes: the first address that is on file.
_KINDS = {
    Channel.TEXT: (AddressKind.CELL,),
    Channel.EMAIL: (AddressKind.EMAIL,),
    Channel.VOICE: (AddressKind.CELL, AddressKind.HOME_PHONE),
    Channel.FAX: (AddressKind.FAX,),
    Channel.LETTER: (AddressKind.MAIL,),
}


def address_for(channel: Channel, on_file: Container[AddressKind]) -> AddressKind:
    """Which address a message over a fixed ``channel`` goes to (E4); of none on file the usual one."""
    kinds = _KINDS[channel]
    return next((kind for kind in kinds if kind in on_file), kinds[0])


def route(preference: Preference) -> tuple[Channel, AddressKind] | None:
    """The channel and the address a preference asks for; ``None`` for No Contact."""
    return _ROUTES.get(preference)

"""How a contact is reached, as the parent's own page shows it (product H6): no child, addresses masked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.languages import Language, language_for
from app.domain.masking import masked
from app.domain.parent_wishes import Preferences, Rest, WayOnFile, email_way, rest_of
from app.domain.preferences import AddressKind, Preference, Purpose
from app.models import Practice
from app.models.reach import SHOWN, Reach, read_reach


@dataclass(frozen=True, slots=True)
class PreferencePage:
    """``addresses`` are those a parent may say are not theirs, masked, by kind; blocked ones are left out.

    ``email`` is the way by email, if there is one. ``held`` says that the contact is held for all its
    children, ``blocked`` that no number or address of it may be used.
    """

    practice_id: int
    practice_name: str
    phone: str
    contact_id: int
    language: Language
    ways: tuple[WayOnFile, ...]
    preferences: Preferences
    rest: Rest
    email: Preference | None
    addresses: tuple[tuple[AddressKind, str], ...]
    held: bool
    blocked: bool

    @property
    def gets_nothing(self) -> bool:
        """Was every message declined?"""
        return all(each is Preference.NO_CONTACT for each in self.preferences.values())

    @property
    def reminders(self) -> Preference | None:
        """How the contact is reminded now."""
        return self.preferences[Purpose.REMINDERS]


def preference_page(session: Session, contact_id: int) -> PreferencePage | None:
    """None for a contact that is unknown, was merged with another, or stands for no child any more.

    The session may see every practice; only the contact's own is read.
    """
    reach = read_reach(session, contact_id)
    if reach is None:
        return None
    practice = session.get_one(Practice, reach.contact.practice_id)
    ways, preferences = reach.ways(), reach.preferences
    return PreferencePage(
        practice_id=practice.id,
        practice_name=practice.name,
        phone=practice.phone,
        contact_id=contact_id,
        language=language_for(reach.contact.language, Language(practice.fallback_language)).language,
        ways=ways,
        preferences=preferences,
        rest=rest_of(preferences),
        email=email_way(ways),
        addresses=_addresses(reach),
        held=reach.held,
        blocked=bool(ways) and all(way.blocked for way in ways),
    )


def _addresses(reach: Reach) -> tuple[tuple[AddressKind, str], ...]:
    """One line for each address, though it may be on file for two uses."""
    found: dict[int, tuple[AddressKind, str]] = {}
    for kind in SHOWN:
        row = reach.addresses.get(kind)
        if row is not None and row.suppressed_at is None:
            found.setdefault(row.id, (kind, masked(row.value)))
    return tuple(found.values())

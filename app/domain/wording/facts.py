"""What a message to a family may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.languages import Language


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child's appointment: a first name only (F6), and a start on the location's wall clock.

    ``starts_local`` is naive, and ``None`` where the message speaks of no appointment (K5).
    ``provider_name_es`` is the Spanish display name, such as "Dra. Patel"; blank means that the other
    serves both. ``office`` is the location by its whole name. ``new_time`` is false for a changed visit
    whose start stayed what it was (B4). ``video_link`` is the provider's video room, blank if there is none.
    """

    first_name: str
    starts_local: datetime | None
    provider_name: str = ""
    provider_name_es: str = ""
    office: str = ""
    new_time: bool = True
    video_link: str = ""

    def provider(self, language: Language) -> str:
        """The provider as a family of this language reads it."""
        return (language is Language.SPANISH and self.provider_name_es) or self.provider_name


def _start(child: ChildLine) -> str:
    return child.starts_local.isoformat() if child.starts_local else ""


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """One visit, or one occasion of a child or twins, as told to one contact.

    ``children`` holds at least one line. ``today_local`` is the day of the location when the
    message goes out, so that "tomorrow" is true when it is read. ``answered`` says that every
    child of the message is confirmed (E7). ``change_until_local`` (naive) is the last moment
    at which the answer can be changed, the earliest of all children, or None when it has passed.
    ``preferences_url`` is where the contact says how to be reached (H6), empty where there is none.
    ``quiet_names`` says "your child" instead of names. ``keep_accents`` sends names in texts as
    they are written, at the price of a longer message. ``fallback_language`` is the practice's. ``parent`` is
    the first name of the one who is told, where the message may greet them.
    """

    practice_name: str
    practice_short: str
    phone_display: str
    address: str
    children: tuple[ChildLine, ...]
    link: str
    today_local: date
    fallback_language: Language = Language.ENGLISH
    answered: bool = False
    change_until_local: datetime | None = None
    quiet_names: bool = False
    keep_accents: bool = False
    preferences_url: str = ""
    parent: str = ""

    def in_order(self) -> tuple[ChildLine, ...]:
        """The children by start; those of one time in the order given."""
        return tuple(sorted(self.children, key=_start))

    def first(self) -> ChildLine:
        """The child who starts first."""
        return self.in_order()[0]

    def one_time(self) -> bool:
        """Whether all children start at the same minute."""
        return len({child.starts_local for child in self.children}) == 1

    def new_time(self) -> bool:
        """Whether at least one child has another time than before."""
        return any(child.new_time for child in self.children)

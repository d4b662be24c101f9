"""How a parent wants to be reached, said on the parent's own page (product H6, C1, C5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.preferences import AddressKind, Channel, Preference, Purpose, route

WAYS = (
    Preference.TEXT,
    Preference.EMAIL,
    Preference.CELL_PHONE,
    Preference.HOME_PHONE,
    Preference.WORK_EMAIL,
    Preference.WORK_PHONE,
)
"""The ways that may be chosen on the page, in its order, if the address is on file."""

REST = (Purpose.RECALLS, Purpose.NOTICES, Purpose.PORTAL)
"""Everything but reminders: one plain choice on the page."""

Preferences = Mapping[Purpose, Preference | None]
"""For each purpose how the contact wants to be reached; None where nothing is set."""


class Rest(StrEnum):
    """The choice for everything but reminders."""

    SAME = "same"
    NONE = "none"
    KEEP = "keep"


class Stop(StrEnum):
    """What the buttons under "stop messages" do."""

    REMINDERS = "reminders"
    EVERYTHING = "everything"
    EMAIL_INSTEAD = "email"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class WayOnFile:
    """A way to reach the contact. ``stopped``: its owner wants nothing more this way, and may start it again.

    ``blocked``: nothing goes there, and only staff can change that.
    """

    preference: Preference
    address: str
    stopped: bool = False
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a parent said. ``wanted`` by purpose; a purpose that stays as it is is absent.

    Consent named in ``withdrawn`` ends where it was given, in ``refused`` in any case; ``stop_phones``
    ends texts and calls to the contact's numbers, whoever else has them.
    """

    wanted: Mapping[Purpose, Preference]
    withdrawn: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    stop_phones: bool = False


def offered(ways: Iterable[WayOnFile]) -> frozenset[Preference]:
    """What a parent may choose for reminders."""
    return frozenset({Preference.NO_CONTACT, *(way.preference for way in ways if not way.blocked)})


def rest_of(preferences: Preferences) -> Rest:
    """How the one choice stands; KEEP where the purposes differ from each other or from the reminders."""
    values = {preferences.get(purpose) for purpose in REST}
    if values <= {Preference.NO_CONTACT, None}:
        return Rest.NONE
    return Rest.SAME if values == {preferences.get(Purpose.REMINDERS)} else Rest.KEEP


def chosen(reminders: Preference, rest: Rest) -> Wishes:
    """What the form says. The same way as no reminders at all is none."""
    wanted = {Purpose.REMINDERS: reminders}
    if rest is not Rest.KEEP:
        way = reminders if rest is Rest.SAME else Preference.NO_CONTACT
        wanted |= dict.fromkeys(REST, way)
    return wishes(wanted)


def stopped(stop: Stop, preferences: Preferences, email: Preference | None) -> Wishes | None:
    """What a button means; None for email instead where there is none. ``email`` is the way by email."""
    if stop is Stop.REMINDERS:
        return wishes({Purpose.REMINDERS: Preference.NO_CONTACT})
    if stop is Stop.EVERYTHING:
        return replace(wishes(dict.fromkeys(Purpose, Preference.NO_CONTACT)), stop_phones=True)
    if stop is Stop.NEWS:
        return Wishes({}, refused=frozenset(consent_names({Purpose.NOTICES}, Channel.EMAIL)))
    return _email_instead(preferences, email) if email else None


def wishes(wanted: Mapping[Purpose, Preference]) -> Wishes:
    """``wanted`` by purpose; what is not wanted at all loses its consent over every channel."""
    none = {purpose for purpose, preference in wanted.items() if preference is Preference.NO_CONTACT}
    return Wishes(wanted, withdrawn=frozenset(consent_names(none)))


def _email_instead(preferences: Preferences, email: Preference) -> Wishes:
    """Reminders, and all else that is wanted now; the other channels are not a way any more."""
    unwanted = (Preference.NO_CONTACT, None)
    purposes = [
        purpose
        for purpose in Purpose
        if purpose is Purpose.REMINDERS or preferences.get(purpose) not in unwanted
    ]
    names = consent_names(purposes) - consent_names(purposes, Channel.EMAIL)
    return Wishes(dict.fromkeys(purposes, email), withdrawn=frozenset(names))


def email_way(ways: Iterable[WayOnFile]) -> Preference | None:
    """The contact's way by email that may be chosen; the own address before the one at work."""
    mails = (Preference.EMAIL, Preference.WORK_EMAIL)
    may = offered(ways)
    return next((each for each in mails if each in may), None)


def consent_names(purposes: Collection[Purpose], channel: Channel | None = None) -> set[str]:
    """The "purpose:channel" names of consent for these purposes, over one channel or all."""
    channels = tuple(Channel) if channel is None else (channel,)
    return {f"{purpose}:{each}" for purpose in purposes for each in channels}


def ways_of(wanted: Mapping[Purpose, Preference | None]) -> dict[tuple[Channel, AddressKind], set[Purpose]]:
    """The channels and addresses that were chosen, each with what for; No Contact is none."""
    found: dict[tuple[Channel, AddressKind], set[Purpose]] = {}
    for purpose, preference in wanted.items():
        way = route(preference) if preference else None
        if way:
            found.setdefault(way, set()).add(purpose)
    return found

"""What a message to a family may know, from the rows of the practice and of the visit (product F1, F6)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

import phonenumbers

from app.domain.languages import Language
from app.domain.local_time import local_time, zone
from app.domain.wording.facts import ChildLine, MessageFacts
from app.models.practice import Location, Practice, Provider


def child_line(
    first_name: str,
    starts_at: datetime,
    place: str,
    location: Location,
    provider: Provider | None,
    new_time: bool = True,
) -> ChildLine:
    """One child's visit. ``starts_at`` is UTC, ``place`` the IANA name of the location's time zone."""
    return ChildLine(
        first_name=first_name,
        starts_local=local_time(starts_at, zone(place)),
        provider_name=provider.name if provider else "",
        provider_name_es=provider.name_es if provider else "",
        office=location.name,
        new_time=new_time,
        video_link=provider.video_url if provider else "",
    )


def message_facts(
    practice: Practice,
    location: Location | None,
    children: tuple[ChildLine, ...],
    link: str,
    today_local: date,
    *,
    answered: bool = False,
    change_until_local: datetime | None = None,
    preferences_url: str = "",
) -> MessageFacts:
    """One message about ``children``, at least one; ``location`` is that of the first, if there is one.

    ``today_local`` and ``change_until_local`` are on that place's wall clock.
    """
    return MessageFacts(
        practice_name=practice.name,
        practice_short=practice.short_name,
        phone_display=short_phone((location and location.phone) or practice.phone),
        address=(location and location.address) or practice.address,
        children=children,
        link=link,
        today_local=today_local,
        fallback_language=Language(practice.fallback_language),
        answered=answered,
        change_until_local=change_until_local,
        keep_accents=practice.keep_accents,
        preferences_url=preferences_url,
    )


@lru_cache(maxsize=1024)
def short_phone(stored: str) -> str:
    """A number in fewest characters: "937-555-0142"; what is no number comes back as it was typed."""
    try:
        number = phonenumbers.parse(stored, "US")
    except phonenumbers.NumberParseException:
        return stored
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return shown.replace("(", "").replace(") ", "-").replace(")", "-")

"""What somebody waits for, in one line (product J4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, time

from app.domain.calendar_words import join_names, short_date, text_time
from app.domain.delivery_sentences import day_words
from app.domain.languages import Language
from app.domain.waitlist_form import Wishes


def wish_words(wishes: Wishes, providers: Mapping[int, str], locations: Mapping[int, str]) -> str:
    """E.g. "Check-up, 20 minutes; Dr. Patel; Monday or Friday; 2:00 PM to 5:00 PM; from Tue Nov 24"."""
    return "; ".join(_parts(wishes, providers, locations))


def _parts(wishes: Wishes, providers: Mapping[int, str], locations: Mapping[int, str]) -> Iterator[str]:
    yield f"{wishes.visit_type or 'Any visit'}, {wishes.minutes} minutes"
    if wishes.provider_ids:
        yield _either([providers.get(each, "a former provider") for each in wishes.provider_ids])
    if wishes.location_ids:
        yield _either([locations.get(each, "a former office") for each in wishes.location_ids])
    if wishes.days:
        yield day_words(wishes.days).replace(" and ", " or ")
    if wishes.from_time and wishes.to_time:
        yield _clock(wishes.from_time, wishes.to_time)
    yield _days(wishes.earliest_on, wishes.latest_on)


def _either(names: Collection[str]) -> str:
    return join_names(sorted(names), Language.ENGLISH).replace(" and ", " or ")


def _clock(since: time, until: time) -> str:
    return f"{text_time(since)} to {text_time(until)}"


def _days(first: date, last: date | None) -> str:
    since = short_date(first, Language.ENGLISH)
    return f"{since} to {short_date(last, Language.ENGLISH)}" if last else f"from {since}"

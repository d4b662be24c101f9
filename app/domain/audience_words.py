"""What staff read of an audience, on pages and in the audit log (product K1, A5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.domain.appointments import Status
from app.domain.audiences import Audience, AudienceKind, Sex
from app.domain.calendar_words import month_day
from app.domain.day_sheet import Reached, day_answer
from app.domain.languages import Language
from app.domain.staff_words import LANGUAGES
from app.domain.well_visits import CHECK_UPS

SEXES = {Sex.FEMALE: "girls", Sex.MALE: "boys", Sex.OTHER: "children of another sex"}
_CHECK_UPS = {each.key: each.words.en for each in CHECK_UPS}


def status_answer(status: Status) -> str:
    """A status in the words of the day sheet: "No answer", "Asked to cancel", "Out of reach"."""
    answer = day_answer(status, None, Reached.NOBODY)
    return answer.words if answer else status.words


def audience_words(
    audience: Audience, providers: Mapping[int, str], locations: Mapping[int, str], today: date
) -> str:
    """E.g. "Visits Nov 24 to Nov 28 with Dr. Patel, status No answer".

    ``providers`` and ``locations`` are the practice's names by id. A day of another year than that of
    ``today``, the practice's day, is told with its year.
    """
    return _Words(providers, locations, today.year).of(audience)


class _Words:
    def __init__(self, providers: Mapping[int, str], locations: Mapping[int, str], year: int) -> None:
        self.providers = providers
        self.locations = locations
        self.year = year

    def of(self, audience: Audience) -> str:
        told = self._told(audience)
        if audience.only_ids:
            told.append(
                f"only {_counted(len(audience.only_ids), 'person', 'people')} who did not get it before"
            )
        if audience.only_preferred:
            told.append("only who prefers the chosen way")
        return ", ".join(told)

    def _told(self, audience: Audience) -> list[str]:
        if audience.kind is AudienceKind.VISITS:
            return self._visits(audience)
        if audience.kind is AudienceKind.RECALLS:
            return self._recalls(audience)
        if audience.kind is AudienceKind.FAMILIES:
            return self._families(audience)
        if audience.kind is AudienceKind.ALL:
            return ["All families"]
        return [_counted(len(audience.contact_ids), "person", "people") + " by name"]

    def _visits(self, audience: Audience) -> list[str]:
        if audience.these_visits:
            return [_counted(len(audience.appointment_ids), "visit", "visits") + " from the schedule"]
        head = "Visits" + self._period(audience.first, audience.last)
        told = [" ".join((head, *self._where(audience, "with", "at")))]
        if audience.visit_types:
            told.append(_named("type", audience.visit_types))
        if audience.statuses:
            told.append(_named("status", [status_answer(each) for each in audience.statuses]))
        return told

    def _recalls(self, audience: Audience) -> list[str]:
        age = _CHECK_UPS.get(audience.check_up)
        head = f"Children due for the check-up at {age}" if age else "Children due for a check-up"
        return [" ".join((head, *self._where(audience, "seen by", "at")))]

    def _families(self, audience: Audience) -> list[str]:
        whose = f"Families with {SEXES[audience.sex] if audience.sex else 'children'}"
        told = [" ".join((whose, *self._where(audience, "seen by", "at")))]
        told.extend(_ages(audience.age_from, audience.age_to))
        if audience.language:
            told.append(f"who read {LANGUAGES[audience.language]}")
        if audience.unpaid is not None:
            told.append(f"with ${audience.unpaid:,.2f} or more unpaid")
        if audience.seen_since:
            told.append(f"last visit on or after {self._day(audience.seen_since)}")
        if audience.seen_before:
            told.append(f"last visit before {self._day(audience.seen_before)}")
        return told

    def _where(self, audience: Audience, by: str, at: str) -> Iterator[str]:
        if audience.provider_ids:
            names = (self.providers.get(each, "somebody else") for each in audience.provider_ids)
            yield f"{by} {_listed(names)}"
        if audience.location_ids:
            names = (self.locations.get(each, "another place") for each in audience.location_ids)
            yield f"{at} {_listed(names)}"

    def _period(self, first: date | None, last: date | None) -> str:
        if first is None or last is None:
            return ""
        return f" {self._day(first)}" if first == last else f" {self._day(first)} to {self._day(last)}"

    def _day(self, day: date) -> str:
        words = month_day(day, Language.ENGLISH)
        return words if day.year == self.year else f"{words}, {day.year}"


def _ages(age_from: int | None, age_to: int | None) -> Iterator[str]:
    if age_from is not None and age_to is not None:
        yield f"aged {age_from}" if age_from == age_to else f"aged {age_from} to {age_to}"
    elif age_from is not None:
        yield f"aged {age_from} or older"
    elif age_to is not None:
        yield f"aged {age_to} or younger"


def _named(what: str, names: Iterable[str]) -> str:
    return f"{what} {_listed(names)}"


def _listed(names: Iterable[str]) -> str:
    several = list(names)
    return " or ".join((", ".join(several[:-1]), several[-1])) if len(several) > 1 else "".join(several)


def _counted(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"

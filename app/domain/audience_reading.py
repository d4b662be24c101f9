"""An audience as it is typed and kept: the fields of a form, or of ``Mailing.audience`` (product K1, K3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.appointments import Status
from app.domain.audiences import GONE, Audience, AudienceKind, Sex
from app.domain.birthdays import OLDEST
from app.domain.form_reading import FormReading
from app.domain.languages import Language
from app.domain.well_visits import CHECK_UPS

LONGEST = timedelta(days=366)
"""Further apart the two ends of a period are not: nobody asks families about a visit in two years."""

_VISIT_FIELDS = {
    "first",
    "last",
    "appointment_ids",
    "provider_ids",
    "location_ids",
    "visit_types",
    "statuses",
}
_FAMILY_FIELDS = {
    "provider_ids",
    "location_ids",
    "sex",
    "age_from",
    "age_to",
    "language",
    "unpaid",
    "seen_since",
    "seen_before",
}
_FIELDS = {
    AudienceKind.VISITS: _VISIT_FIELDS,
    AudienceKind.RECALLS: {"check_up", "provider_ids"},
    AudienceKind.FAMILIES: _FAMILY_FIELDS,
    AudienceKind.ALL: set[str](),
    AudienceKind.PICKED: {"contact_ids"},
}
_CHECK_UPS = {each.key for each in CHECK_UPS}
_Word = TypeVar("_Word", bound=StrEnum)


def audience_json(audience: Audience) -> dict[str, Any]:
    """As JSON: what is empty is left out, days are "2026-11-24", dollars a text; ``audience_of`` reads it."""
    return {
        name: _plain(value)
        for name in Audience.__slots__
        if (value := getattr(audience, name)) not in (None, (), "", False)
    }


def audience_of(kept: Mapping[str, Any]) -> Audience:
    """The audience of a mailing that was saved. Raises ``ValueError`` for one that no form could have made."""
    reading = FormReading()
    audience = read_audience(reading, kept)
    if reading.faults:
        raise ValueError(f"no such audience: {reading.faults}")
    return audience


def read_audience(reading: FormReading, given: Mapping[str, Any]) -> Audience:
    """What a form asks for; look at ``reading.faults`` first. Fields of other kinds are passed over.

    A value is a text, a number, or a list of these.
    """
    word = reading.choice("kind", _one(given, "kind"), set(AudienceKind), "Choose who gets the message.")
    kind = AudienceKind(word) if word in set(AudienceKind) else AudienceKind.PICKED
    fields = _Fields(reading, {name: value for name, value in given.items() if name in _FIELDS[kind]})
    audience = Audience(
        kind=kind,
        first=fields.day("first"),
        last=fields.day("last"),
        appointment_ids=fields.ids("appointment_ids"),
        provider_ids=fields.ids("provider_ids"),
        location_ids=fields.ids("location_ids"),
        visit_types=tuple(sorted(set(_many(fields.given, "visit_types")))),
        statuses=fields.statuses(),
        check_up=fields.check_up(),
        sex=fields.word("sex", Sex, "Choose female, male or other."),
        age_from=fields.age("age_from"),
        age_to=fields.age("age_to"),
        language=fields.word("language", Language, "Choose English or Spanish."),
        unpaid=fields.dollars("unpaid"),
        seen_since=fields.day("seen_since"),
        seen_before=fields.day("seen_before"),
        contact_ids=fields.ids("contact_ids"),
        only_preferred=_one(given, "only_preferred") not in ("", "False", "false"),
    )
    if word == kind:
        _refuse_together(reading, audience)
    return audience


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (StrEnum, Decimal)):
        return str(value)
    return value


def _many(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name)
    several = value if isinstance(value, (list, tuple)) else [value]
    return [text for each in several if each is not None and (text := str(each).strip())]


def _one(given: Mapping[str, Any], name: str) -> str:
    return next(iter(_many(given, name)), "")


class _Fields:
    """The fields of the kind that was chosen; one that cannot be used is named in ``reading``."""

    def __init__(self, reading: FormReading, given: Mapping[str, Any]) -> None:
        self.reading = reading
        self.given = given

    def day(self, name: str) -> date | None:
        typed = _one(self.given, name)
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            self.reading.refuse(name, "Write the day like 2026-11-24.")
            return None

    def ids(self, name: str) -> tuple[int, ...]:
        typed = _many(self.given, name)
        if not all(each.isascii() and each.isdecimal() and len(each) < 19 for each in typed):
            self.reading.refuse(name, "Choose from the list.")
            return ()
        return tuple(sorted({int(each) for each in typed}))

    def age(self, name: str) -> int | None:
        typed = _one(self.given, name)
        words = f"Write whole years, 0 to {OLDEST}."
        return self.reading.number(name, typed, 0, OLDEST, words) if typed else None

    def dollars(self, name: str) -> Decimal | None:
        typed = _one(self.given, name).removeprefix("$").replace(",", "")
        whole, _, cents = typed.partition(".")
        if not typed:
            return None
        if not (whole.isascii() and whole.isdecimal() and len(whole) < 8):
            self.reading.refuse(name, "Write an amount like 25 or 25.50.")
        elif cents and not (cents.isascii() and cents.isdecimal() and len(cents) <= 2):
            self.reading.refuse(name, "Write an amount like 25 or 25.50.")
        elif Decimal(typed) <= 0:
            self.reading.refuse(name, "Write an amount above 0.")
        else:
            return Decimal(typed)
        return None

    def word(self, name: str, known: type[_Word], words: str) -> _Word | None:
        typed = _one(self.given, name)
        return self._known(name, typed, known, words) if typed else None

    def _known(self, name: str, typed: str, known: type[_Word], words: str) -> _Word | None:
        chosen = self.reading.choice(name, typed, set(known), words)
        return known(chosen) if chosen in set(known) else None

    def statuses(self) -> tuple[Status, ...]:
        typed = _many(self.given, "statuses")
        found = {self._known("statuses", each, Status, "Choose from the list.") for each in typed}
        if found & GONE:
            self.reading.refuse("statuses", "Choose from the list.")
        return tuple(each for each in Status if each in found)

    def check_up(self) -> str:
        typed = _one(self.given, "check_up")
        return self.reading.choice("check_up", typed, {"", *_CHECK_UPS}, "Choose from the list.")


def _refuse_together(reading: FormReading, asked: Audience) -> None:
    """What is wrong with fields that are well by themselves."""
    if asked.kind is AudienceKind.VISITS and not asked.appointment_ids:
        _refuse_period(reading, asked)
    if asked.kind is AudienceKind.PICKED and not asked.contact_ids:
        reading.refuse("contact_ids", "Choose at least one person.")
    if asked.age_from is not None and asked.age_to is not None and asked.age_to < asked.age_from:
        reading.refuse("age_to", "Ages end before they begin.")
    if asked.seen_since and asked.seen_before and asked.seen_before <= asked.seen_since:
        reading.refuse("seen_before", "This day is not after the other one.")


def _refuse_period(reading: FormReading, asked: Audience) -> None:
    for name in ("first", "last"):
        if getattr(asked, name) is None:
            reading.refuse(name, "Choose a day.")
    if asked.first is None or asked.last is None:
        return
    if asked.last < asked.first:
        reading.refuse("last", "The last day is before the first.")
    elif asked.last - asked.first > LONGEST:
        reading.refuse("last", "Choose at most one year.")

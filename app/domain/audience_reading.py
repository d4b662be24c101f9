"""An audience as it is typed and kept: the fields of a form, or of ``Mailing.audience`` (product K1, K3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.audience_fields import AudienceFields
from app.domain.audiences import Audience, AudienceKind, Sex
from app.domain.form_reading import FormReading
from app.domain.languages import Language

_WHO = "Choose who gets the message."
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
_NARROWED = {"only_ids", "only_preferred"}


def audience_json(audience: Audience) -> dict[str, Any]:
    """As JSON: what is empty is left out, days are "2026-11-24", dollars a text; ``audience_of`` reads it."""
    values = {name: _plain(getattr(audience, name)) for name in Audience.__slots__}
    # An age of 0 is not empty.
    return {name: value for name, value in values.items() if value or (value == 0 and value is not False)}


def audience_of(kept: Mapping[str, Any]) -> Audience:
    """The audience of a mailing that was saved. Raises ``ValueError`` for one no form could make."""
    reading = FormReading()
    audience = read_audience(reading, kept)
    if reading.faults:
        raise ValueError(f"no such audience: {reading.faults}")
    return audience


def read_audience(reading: FormReading, given: Mapping[str, Any]) -> Audience:
    """What a form asks for; look at ``reading.faults`` first. Fields of other kinds are passed over.

    A value is a text, a number, or a list of these.
    """
    kind = AudienceFields(reading, given).word("kind", AudienceKind, _WHO)
    if kind is None:
        reading.refuse("kind", _WHO)
        return Audience(AudienceKind.PICKED)
    known = {name: value for name, value in given.items() if name in _FIELDS[kind] | _NARROWED}
    audience = _read(AudienceFields(reading, known), kind)
    _refuse_together(reading, audience)
    return audience


def _read(fields: AudienceFields, kind: AudienceKind) -> Audience:
    return Audience(
        kind=kind,
        first=fields.day("first"),
        last=fields.day("last"),
        appointment_ids=fields.ids("appointment_ids"),
        provider_ids=fields.ids("provider_ids"),
        location_ids=fields.ids("location_ids"),
        visit_types=fields.names("visit_types"),
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
        only_ids=fields.ids("only_ids"),
        only_preferred=fields.ticked("only_preferred"),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (StrEnum, Decimal)):
        return str(value)
    return value


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

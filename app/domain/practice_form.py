"""The practice's own settings as somebody typed them (product A2, C7, F3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.domain.form_reading import FormReading
from app.domain.languages import Language

SHORT_NAME_LIMIT = 20
LEAST_TEXT_LIMIT, MOST_TEXT_LIMIT = 70, 1600
OLDEST_CONFIDENTIAL_AGE = 21


@dataclass(frozen=True, slots=True)
class TypedPractice:
    """The fields as text; ``languages`` are the ticked codes."""

    name: str
    short_name: str
    timezone: str
    phone: str
    address: str
    email: str
    languages: tuple[str, ...]
    fallback_language: str
    text_limit: str
    keep_accents: bool
    opens_at: str
    closes_at: str
    confidential_age: str
    ask_birth_date: bool


def read_practice(reading: FormReading, typed: TypedPractice, zones: Collection[str]) -> dict[str, Any]:
    """The values by field, except phone and email, which are read by what knows their writing.

    ``zones`` are the IANA names there are. What is wrong stands in ``reading``.
    """
    return {
        "name": reading.text(
            "name", typed.name, 80, "Write the practice’s name, for example Willow Pediatrics."
        ),
        "short_name": reading.text(
            "short_name", typed.short_name, SHORT_NAME_LIMIT, "Write a short name, for example Willow Peds."
        ),
        "timezone": reading.choice(
            "timezone", typed.timezone, zones, "Choose a time zone from the list, for example Eastern time."
        ),
        "address": reading.text("address", typed.address, 200),
        **_languages(reading, typed),
        "text_limit": reading.number(
            "text_limit",
            typed.text_limit,
            LEAST_TEXT_LIMIT,
            MOST_TEXT_LIMIT,
            f"A text has {LEAST_TEXT_LIMIT} to {MOST_TEXT_LIMIT} characters, for example 160.",
        ),
        "keep_accents": typed.keep_accents,
        **_hours(reading, typed),
        "confidential_age": reading.number(
            "confidential_age",
            typed.confidential_age,
            0,
            OLDEST_CONFIDENTIAL_AGE,
            f"Write an age in whole years from 0 to {OLDEST_CONFIDENTIAL_AGE}, for example 13.",
        ),
        "ask_birth_date": typed.ask_birth_date,
    }


def _languages(reading: FormReading, typed: TypedPractice) -> dict[str, Any]:
    chosen = [each.value for each in Language if each.value in typed.languages]
    if not chosen:
        reading.refuse("languages", "Tick at least one language, for example English.")
    elif typed.fallback_language not in chosen:
        reading.refuse(
            "fallback_language", "Choose one of the languages that are ticked, for example English."
        )
    return {"languages": chosen, "fallback_language": typed.fallback_language}


def _hours(reading: FormReading, typed: TypedPractice) -> dict[str, Any]:
    opens, closes = reading.clock("opens_at", typed.opens_at), reading.clock("closes_at", typed.closes_at)
    if not {"opens_at", "closes_at"} & set(reading.faults) and opens >= closes:
        reading.refuse("opens_at", "Opens must be earlier than Closes, for example 08:00 and 17:00.")
    return {"opens_at": opens, "closes_at": closes}

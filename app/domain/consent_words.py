"""How a person told the practice about consent, and on which day (product C5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Source(StrEnum):
    """What staff may choose. A consent that came with the schedule carries the feed's own words."""

    PAPER_FORM = "paper_form"
    PHONE = "phone"
    IN_PERSON = "in_person"
    PORTAL = "portal"


SOURCES = {
    Source.PAPER_FORM: "Paper form",
    Source.PHONE: "On the phone",
    Source.IN_PERSON: "In person",
    Source.PORTAL: "Patient portal",
}


@dataclass(frozen=True, slots=True)
class Said:
    """How and on which day of the practice it was said; None for the day it is written down."""

    source: Source
    on: date | None = None


def read_said(source: str, day: str, today: date) -> Said | dict[str, str]:
    """What the form says, or the fields that cannot be used, with words (C5). Empty ``day`` means today."""
    refused = {}
    said_on = None
    if source not in set(Source):
        refused["source"] = "Choose how the person told you."
    try:
        said_on = date.fromisoformat(day) if day else None
    except ValueError:
        refused["said_on"] = "Write the day as year-month-day, for example 2026-11-20, or leave it empty."
    if said_on and said_on > today:
        refused["said_on"] = "This day is still to come. Write the day on which the person told you."
    return refused or Said(Source(source), said_on)


def source_words(source: str) -> str:
    """What staff read, e.g. "Paper form"; "feed csv" is the schedule."""
    if source in set(Source):
        return SOURCES[Source(source)]
    return "Schedule" if source.startswith("feed") else source.capitalize()

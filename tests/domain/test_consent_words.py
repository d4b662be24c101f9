"""How and when somebody told the practice about consent (product C5)."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.consent_words import SOURCES, Said, Source, read_said, source_words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("source", list(Source))
def test_every_way_to_tell_is_read_and_has_words(source: Source) -> None:
    assert read_said(source, "", TODAY) == Said(source)
    assert source_words(source) == SOURCES[source]


def test_the_day_may_be_today_or_earlier() -> None:
    assert read_said("phone", "2026-11-22", TODAY) == Said(Source.PHONE, TODAY)
    assert read_said("phone", "2020-02-29", TODAY) == Said(Source.PHONE, date(2020, 2, 29))


@pytest.mark.parametrize(
    ("source", "day", "fields"),
    [
        ("", "", {"source": "Choose how"}),
        ("feed csv", "", {"source": "Choose how"}),
        ("phone", "2026-11-23", {"said_on": "still to come"}),
        ("phone", "11/20/2026", {"said_on": "for example 2026-11-20"}),
        ("phone", "2026-02-30", {"said_on": "for example 2026-11-20"}),
        ("", "tomorrow", {"source": "Choose how", "said_on": "year-month-day"}),
    ],
)
def test_what_cannot_be_used_is_named_field_by_field(source: str, day: str, fields: dict[str, str]) -> None:
    refused = read_said(source, day, TODAY)
    assert isinstance(refused, dict)
    assert set(refused) == set(fields)
    assert all(words in refused[field] for field, words in fields.items())


def test_what_the_schedule_or_an_older_word_says_reads_well_too() -> None:
    assert source_words("feed csv") == "Schedule"
    assert source_words("parent") == "Parent"

"""Whom staff send to, as it is typed, kept and read (product K1, K3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.appointments import Status
from app.domain.audience_reading import audience_json, audience_of, read_audience
from app.domain.audience_words import audience_words
from app.domain.audiences import Audience, AudienceKind, AudienceQuestion, Sex
from app.domain.form_reading import FormReading
from app.domain.languages import Language
from app.domain.mailings import MailingKind

TODAY = date(2026, 11, 22)
WEEK = Audience(
    AudienceKind.VISITS,
    first=date(2026, 11, 24),
    last=date(2026, 11, 28),
    provider_ids=(3,),
    statuses=(Status.SCHEDULED,),
)
FAMILIES = Audience(
    AudienceKind.FAMILIES,
    provider_ids=(3, 4),
    location_ids=(1,),
    sex=Sex.FEMALE,
    age_from=0,
    age_to=12,
    language=Language.SPANISH,
    unpaid=Decimal("25.50"),
    seen_since=date(2025, 1, 1),
    seen_before=date(2026, 1, 1),
    only_preferred=True,
)
NAMES = {3: "Dr. Patel", 4: "Dr. Lee"}, {1: "Main Street"}


@pytest.mark.parametrize(
    "audience",
    [
        WEEK,
        FAMILIES,
        Audience(AudienceKind.VISITS, appointment_ids=(4, 9)),
        Audience(AudienceKind.RECALLS, check_up="24m", provider_ids=(3,)),
        Audience(AudienceKind.ALL),
        Audience(AudienceKind.PICKED, contact_ids=(7,)),
        Audience(AudienceKind.ALL, only_ids=(7, 9)),
    ],
)
def test_an_audience_is_kept_as_it_was_asked(audience: Audience) -> None:
    assert audience_of(audience_json(audience)) == audience


def test_a_form_is_read_with_its_texts() -> None:
    reading = FormReading()
    typed = {
        "kind": ["visits"],
        "first": ["2026-11-24"],
        "last": ["2026-11-28"],
        "provider_ids": ["3", "3"],
        "statuses": ["scheduled"],
        "sex": ["female"],
        "contact_ids": ["7"],
    }
    assert read_audience(reading, typed) == WEEK, "fields of other kinds are passed over"
    assert not reading.faults


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "kind"),
        ({"kind": "somebody"}, "kind"),
        ({"kind": "visits"}, "first"),
        ({"kind": "visits", "first": "2026-11-24", "last": "tomorrow"}, "last"),
        ({"kind": "visits", "first": "9999-12-31", "last": "9999-12-31"}, "last"),
        ({"kind": "families", "seen_since": "0001-01-01"}, "seen_since"),
        ({"kind": "visits", "first": "2026-11-24", "last": "2026-11-23"}, "last"),
        ({"kind": "visits", "first": "2026-11-24", "last": "2028-11-23"}, "last"),
        ({"kind": "visits", "appointment_ids": ["4", "x"]}, "appointment_ids"),
        ({"kind": "visits", "appointment_ids": ["4"], "statuses": "rescheduled"}, "statuses"),
        ({"kind": "visits", "appointment_ids": ["4"], "statuses": "asleep"}, "statuses"),
        ({"kind": "recalls", "check_up": "99m"}, "check_up"),
        ({"kind": "families", "sex": "girl"}, "sex"),
        ({"kind": "families", "age_from": "1.5"}, "age_from"),
        ({"kind": "families", "age_from": "5", "age_to": "4"}, "age_to"),
        ({"kind": "families", "unpaid": "0"}, "unpaid"),
        ({"kind": "families", "unpaid": "a lot"}, "unpaid"),
        ({"kind": "families", "seen_since": "2026-01-01", "seen_before": "2026-01-01"}, "seen_before"),
        ({"kind": "picked"}, "contact_ids"),
    ],
)
def test_what_cannot_be_asked_is_named(typed: dict[str, object], field: str) -> None:
    reading = FormReading()
    read_audience(reading, typed)
    assert field in reading.faults
    with pytest.raises(ValueError, match=field):
        audience_of(typed)


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (WEEK, "Visits Nov 24 to Nov 28 with Dr. Patel, status No answer"),
        (
            Audience(
                AudienceKind.VISITS,
                first=date(2027, 1, 4),
                last=date(2027, 1, 4),
                visit_types=("Check-up", "Shot"),
                statuses=(Status.SCHEDULED, Status.CANCEL_REQUESTED, Status.OUT_OF_REACH),
            ),
            "Visits Jan 4, 2027, type Check-up or Shot, status No answer, Asked to cancel or Out of reach",
        ),
        (Audience(AudienceKind.VISITS, appointment_ids=(4,)), "1 visit from the schedule"),
        (Audience(AudienceKind.RECALLS), "Children due for a check-up"),
        (
            FAMILIES,
            (
                "Families with girls seen by Dr. Patel or Dr. Lee at Main Street, aged 0 to 12, "
                "who read Spanish, with $25.50 or more unpaid, last visit on or after Jan 1, 2025, "
                "last visit before Jan 1, only who prefers the chosen way"
            ),
        ),
        (Audience(AudienceKind.FAMILIES, age_from=13), "Families with children, aged 13 or older"),
        (Audience(AudienceKind.ALL), "All families"),
        (Audience(AudienceKind.PICKED, contact_ids=(7, 8)), "2 people by name"),
        (
            replace(WEEK, appointment_ids=(4,), only_ids=(7, 8)),
            (
                "Visits Nov 24 to Nov 28 with Dr. Patel, status No answer, "
                "only 2 people who did not get it before"
            ),
        ),
    ],
)
def test_staff_read_whom_it_goes_to(audience: Audience, words: str) -> None:
    assert audience_words(audience, *NAMES, TODAY) == words


def test_only_what_is_about_visits_of_a_period_asks_families_whether_they_come() -> None:
    ask = AudienceQuestion(MailingKind.CONFIRMATION, "confirmation_request", WEEK)
    assert (ask.asks, ask.needs_residing, ask.to_the_public) == (True, True, False)
    notice = AudienceQuestion(MailingKind.MASS, "mass_mailing", WEEK)
    assert (notice.about, notice.needs_residing, notice.to_the_public) == (None, False, True)
    assert AudienceQuestion(MailingKind.PERSONALIZED, "reminder", Audience(AudienceKind.ALL)).about is None

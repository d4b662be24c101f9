"""What the reports count: each message once, an answer for the message before it, no other practice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.domain.local_time import zone
from app.domain.rates import Rate
from app.domain.visit_reports import (
    ReportAsked,
    Steps,
    Visits,
    answer_rate,
    cancelled_by_lead,
    missed,
    stretches,
    untold,
)
from app.models import MessageLine, Provider, Slot
from app.queries.visit_report import Funnel, messages_of, visits_of
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.reports import ReportBook

NEW_YORK = zone("America/New_York")
TODAY = date(2026, 11, 22)
MONTH = ReportAsked(TODAY - timedelta(days=27), TODAY)


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


def book(clinic: Clinic, *visits: dict[str, object]) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        own = ReportBook(clinic)
        for each in visits:
            own.visit(**each)  # type: ignore[arg-type]


def told(clinic: Clinic, asked: ReportAsked = MONTH, now: datetime = NOW) -> Funnel:
    with work(clinic.practice_id) as session:
        return messages_of(session, now, clinic.practice_id, asked, NEW_YORK)


def seen(clinic: Clinic, asked: ReportAsked = MONTH, now: datetime = NOW) -> tuple[Visits, ...]:
    with work(clinic.practice_id) as session:
        return visits_of(session, now, clinic.practice_id, asked, NEW_YORK)


def test_each_step_of_the_funnel_counts_what_its_name_says(clinic: Clinic) -> None:
    unsent = {"status": "skipped", "reason": "no_consent", "sent_at": None}
    no_longer_needed = {"status": "cancelled", "reason": "answered", "sent_at": None}
    beaten = {"status": "skipped", "reason": "superseded", "sent_at": None}
    book(
        clinic,
        {"days": 2, "asked_hours": 72, "opened_hours": 71, "answered_hours": 70},
        {"days": 3, "asked_hours": 72, "opened_hours": 60},
        {"days": 4, "asked_hours": 72, "message": {"status": "sent"}, "lifecycle": "no_show"},
        {"days": 5, "asked_hours": 72, "answered_hours": 50, "via": "text", "message": {"status": "sent"}},
        {"days": 6, "asked_hours": 72, "message": {"status": "bounced"}},
        {"days": 7, "asked_hours": 72, "message": unsent},
        {"days": 8, "asked_hours": 72, "message": no_longer_needed},
        {"days": 9, "asked_hours": 72, "message": beaten},
        {"days": 40, "asked_hours": 72},  # before the period
        {"days": -2, "asked_hours": 72},  # still to come
    )
    assert told(clinic).all == Steps(planned=6, sent=5, delivered=3, opened=2, answered=2, attended=4, kept=2)


def test_an_answer_counts_for_the_message_before_it_and_not_for_all(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        own = ReportBook(clinic)
        reminder = clinic.rule("reminder", name="The day before")
        row = own.visit(days=2, asked_hours=72)
        own.ask(row, 24, rule=reminder, language="es", channel="email")
        own.answer(row, 21)
    found = told(clinic)
    answered = {name: steps.answered for name, steps in found.by_message}
    assert answered == {"Three days before": 0, "The day before": 1}
    assert {name: steps.opened for name, steps in found.by_channel} == {"Text": 0, "Email": 1}
    assert {name: steps.sent for name, steps in found.by_language} == {"English": 1, "Spanish": 1}
    assert [(name, steps.sent) for name, steps in found.by_lead] == [("1 to 2 days", 1), ("2 to 7 days", 1)]
    assert found.waits == (0, 0, 1, 0, 0, 0)


def test_a_message_about_siblings_counts_once(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        own = ReportBook(clinic)
        mia, leo = own.visit(days=2), own.visit(days=2, lifecycle="no_show")
        message = own.ask(mia, 72)
        clinic.add(
            MessageLine(
                message_id=message.id, rule_id=own.rule.id, appointment_id=leo.id, version=1,
                contact_id=own.parent.id, channel="text",
            )
        )  # fmt: skip
        own.answer(mia, 70)
        own.answer(leo, 70, "cant")
    assert told(clinic).all == Steps(1, 1, 1, 1, 1, 1, 1)


def test_a_message_about_a_time_that_was_moved_since_is_left_aside(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        own = ReportBook(clinic)
        row = own.visit(days=2, asked_hours=72)
        row.version += 1
    assert told(clinic).all == Steps()


def test_hours_of_sending_are_those_of_the_practice_also_when_clocks_change(clinic: Clinic) -> None:
    summer, winter = (
        datetime(2026, 10, 30, 13, 5, tzinfo=NOW.tzinfo),
        datetime(2026, 11, 6, 14, 5, tzinfo=NOW.tzinfo),
    )
    with work(clinic.practice_id) as session:
        clinic.session = session
        own = ReportBook(clinic)
        for at in (summer, winter):  # Fridays, 9:05 AM in New York
            own.ask(own.visit(days=(NOW - at).total_seconds() / 86400 - 2), 48)
    assert told(clinic).slots == {(4, 4): Rate(0, 2)}


def test_no_shows_by_answer_leave_the_cancelled_and_the_unknown_aside(clinic: Clinic) -> None:
    book(
        clinic,
        {"days": 2, "asked_hours": 72, "answered_hours": 70},
        {"days": 3, "asked_hours": 72, "answered_hours": 70, "lifecycle": "no_show"},
        {"days": 4, "asked_hours": 72, "lifecycle": "no_show"},
        {"days": 5, "asked_hours": 72, "answered_hours": -1},  # after the visit
        {"days": 6, "asked_hours": 72, "answered_hours": 3, "via": "staff"},
        {"days": 7, "lifecycle": "arrived"},
        {"days": 8, "asked_hours": 72, "cancelled_hours": 30},
        {"days": 9, "lifecycle": "scheduled"},
        {"days": 10, "lifecycle": "entered_in_error"},
    )
    found = seen(clinic)
    assert missed(found).answered == Rate(1, 2)
    assert missed(found).silent == Rate(1, 3)
    assert missed(found).unasked == Rate(0, 1)
    assert untold(found) == 1


def test_cancellations_by_lead_time_and_whether_the_time_was_used(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        own = ReportBook(clinic)
        for hours in (1, 5, 30, 30, 50, 200):
            freed = own.visit(days=3, cancelled_hours=hours)
        taken = own.visit(days=3)
        clinic.add(
            Slot(
                appointment_id=freed.id, appointment_version=1, location_id=clinic.location_id,
                starts_at=freed.starts_at, minutes=20, state="filled", freed_at=NOW, offer_from=NOW,
                filled_at=NOW, booked_id=taken.id,
            )
        )  # fmt: skip
    assert cancelled_by_lead(seen(clinic)) == ((0, 1), (0, 1), (0, 2), (0, 1), (1, 0))
    (week,) = stretches(seen(clinic), 1)
    assert (week.first, week.late) == (date(2026, 11, 16), Rate(2, 3))


def test_answer_rates_by_the_language_a_family_was_asked_in(clinic: Clinic) -> None:
    spanish = {"language": "es"}
    book(
        clinic,
        {"days": 2, "asked_hours": 72, "answered_hours": 70},
        {"days": 3, "asked_hours": 72, "message": spanish},
        {"days": 4, "asked_hours": 72, "message": spanish, "answered_hours": 70},
        {"days": 5},
    )
    assert answer_rate(seen(clinic), "en") == Rate(1, 1)
    assert answer_rate(seen(clinic), "es") == Rate(1, 2)


def test_filters_keep_to_the_place_the_provider_and_the_days(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        kim = clinic.add(Provider(name="Dr. Sun Kim")).id
        own = ReportBook(clinic)
        own.visit(days=2, asked_hours=72, provider_id=kim)
        own.visit(days=9, asked_hours=72)
    by_kim = ReportAsked(MONTH.first, MONTH.last, provider_id=kim)
    assert told(clinic, by_kim).all.sent == 1
    assert told(clinic, ReportAsked(MONTH.first, MONTH.last, location_id=clinic.location_id)).all.sent == 2
    assert told(clinic, ReportAsked(TODAY - timedelta(days=3), TODAY)).all.sent == 1
    assert sum(each.number for each in seen(clinic, by_kim)) == 1


def test_another_practice_is_never_counted(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
    book(other, {"days": 2, "asked_hours": 72, "answered_hours": 70})
    assert told(clinic).all == Steps()
    assert seen(clinic) == ()

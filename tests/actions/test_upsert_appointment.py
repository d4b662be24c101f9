"""The one canonical operation: what a row does to the schedule, and what it leaves alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.upsert_appointment import Upserted, UpsertResult, upsert_appointments
from app.domain.local_time import zone
from app.feeds.canonical import AppointmentGiven
from app.feeds.columns import guess_mapping
from app.feeds.csv_feed import read_rows
from app.feeds.options import read_options
from app.feeds.reading import Places, settle
from app.feeds.row_reasons import RowReason
from app.feeds.table import read_table
from app.models import (
    Address,
    AppointmentEvent,
    AppointmentRow,
    AuditLine,
    ConsentEvent,
    Contact,
    Family,
    FeedSource,
    Message,
    Patient,
    PatientContact,
    Provider,
)
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.schedule import HEADER, data_file, row, schedule

LATER = NOW + timedelta(hours=1)
TWO_CONTACTS = HEADER + ",Contact 2 Name,Contact 2 Cell,Contact 2 Authority"


def given(
    *rows: dict[str, str], content: bytes = b"", header: str = HEADER, **options: Any
) -> list[AppointmentGiven]:
    table = read_table(content or schedule(*rows, header=header))
    places = Places(zone("America/New_York"))
    reading = settle(table, guess_mapping(table.header), read_options(options), places, NOW.date())
    return [each for each in read_rows(reading, table.rows) if isinstance(each, AppointmentGiven)]


class Feed:
    """A practice and its schedule feed."""

    def __init__(self, practice_id: int) -> None:
        self.practice_id = practice_id

    def brings(
        self, givens: list[AppointmentGiven], now: datetime = NOW, first: bool = False
    ) -> list[Upserted]:
        with work(self.practice_id) as session:
            source = session.scalars(select(FeedSource)).one()
            return upsert_appointments(session, now, source, givens, first=first)

    def one(self, changed: dict[str, str], now: datetime = NOW, **options: Any) -> Upserted:
        return self.brings(given(changed, **options), now)[0]

    def only(self, table: type[Any]) -> Any:
        with work(self.practice_id) as session:
            found = session.scalars(select(table)).one()
            session.expunge(found)
            return found

    def all(self, table: type[Any]) -> list[Any]:
        with work(self.practice_id) as session:
            found = list(session.scalars(select(table).order_by(table.id)))
            session.expunge_all()
            return found


@pytest.fixture
def feed(app: Flask) -> Feed:
    with work_everywhere() as session:
        return Feed(make_clinic(session).practice_id)


def in_clinic(session: Session, feed: Feed) -> Clinic:
    source = session.scalars(select(FeedSource)).one()
    return Clinic(session, feed.practice_id, 0, 0, 0, source.id)


def counts(feed: Feed) -> dict[str, int]:
    tables = (
        Family,
        Patient,
        Contact,
        PatientContact,
        Address,
        AppointmentRow,
        AppointmentEvent,
        ConsentEvent,
    )
    with work(feed.practice_id) as session:
        return {each.__name__: session.scalar(select(func.count()).select_from(each)) or 0 for each in tables}


def test_a_row_brings_the_child_the_parent_and_the_visit(feed: Feed) -> None:
    assert feed.one(row()).result is UpsertResult.CREATED
    visit, ana, pair = feed.only(AppointmentRow), feed.only(Contact), feed.only(PatientContact)
    assert visit.starts_at == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
    assert (visit.lifecycle, visit.confirmation, visit.version, visit.replan) == (
        "scheduled",
        "none",
        1,
        True,
    )
    assert (ana.language, ana.prefers_reminders, ana.prefers_recalls) == ("es", "text", "text")
    assert "reminders:text" in pair.consents
    assert [each.kind for each in feed.all(AppointmentEvent)] == ["created"]
    assert feed.only(ConsentEvent).source == "feed csv"


def test_the_practice_week_twice_changes_nothing_the_second_time(feed: Feed) -> None:
    week = given(content=data_file("willow-week.csv"))
    assert Counter(each.result for each in feed.brings(week)) == {UpsertResult.CREATED: 270}
    before = counts(feed)
    assert Counter(each.result for each in feed.brings(week, LATER)) == {UpsertResult.UNCHANGED: 270}
    assert counts(feed) == before
    assert feed.all(AuditLine) == []


def test_one_row_at_a_time_gives_the_same_families_as_all_at_once(feed: Feed) -> None:
    week = given(content=data_file("willow-week.csv"))[:60]
    feed.brings(week)
    together = counts(feed)
    with work_everywhere() as session:
        other = Feed(make_clinic(session, "maple").practice_id)
    for each in week:
        other.brings([each])
    assert counts(other) == together


def test_a_moved_visit_is_a_new_version_and_unsent_messages_of_the_old_go(feed: Feed) -> None:
    upserted = feed.one(row(Status="Confirmed"))
    with work(feed.practice_id) as session:
        clinic = in_clinic(session, feed)
        visit = session.get_one(AppointmentRow, upserted.appointment_id)
        contact = session.scalars(select(Contact)).one()
        clinic.message(clinic.rule("reminder"), contact, visit, status="queued")
        visit.replan = False
    assert feed.one(row(Status="Confirmed", Time="3:15 PM"), LATER).result is UpsertResult.UPDATED
    visit, message = feed.only(AppointmentRow), feed.only(Message)
    assert (visit.version, visit.version_at, visit.replan) == (2, LATER, True)
    assert visit.previous_starts_at == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
    assert visit.starts_at == datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
    assert (message.status, message.reason) == ("cancelled", "moved")
    assert [each.kind for each in feed.all(AppointmentEvent)] == ["created", "moved"]
    assert feed.only(AuditLine).after["version"] == 2


@pytest.mark.parametrize(
    "changed", [{"Location": "North Office"}, {"Provider ID": "P2", "Provider": "Dr. Kim"}]
)
def test_another_place_or_provider_asks_the_family_again(feed: Feed, changed: dict[str, str]) -> None:
    upserted = feed.one(row())
    with work(feed.practice_id) as session:
        session.get_one(AppointmentRow, upserted.appointment_id).confirmation = "confirmed"
    feed.one(row() | changed, LATER)
    visit = feed.only(AppointmentRow)
    assert (visit.version, visit.confirmation) == (2, "none")
    assert visit.previous_starts_at == visit.starts_at


def test_every_version_remembers_the_start_before_it(feed: Feed) -> None:
    half_past_two = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
    feed.one(row())
    assert feed.only(AppointmentRow).previous_starts_at is None
    feed.one(row(Time="3:15 PM"), LATER)
    assert feed.only(AppointmentRow).previous_starts_at == half_past_two
    feed.one(row(Time="3:15 PM", Location="North Office"), LATER + timedelta(hours=1))
    visit = feed.only(AppointmentRow)
    assert (visit.version, visit.previous_starts_at) == (3, half_past_two + timedelta(minutes=45))
    assert visit.previous_starts_at == visit.starts_at


def test_a_cancelled_visit_that_is_booked_again_has_no_new_time(feed: Feed) -> None:
    for hours, status in enumerate(("Scheduled", "Cancelled", "Scheduled")):
        feed.one(row(Status=status), NOW + timedelta(hours=hours))
    visit = feed.only(AppointmentRow)
    assert (visit.lifecycle, visit.version) == ("scheduled", 2)
    assert visit.previous_starts_at == visit.starts_at
    with work(feed.practice_id) as session:
        story = session.scalars(select(AppointmentEvent.kind).order_by(AppointmentEvent.id)).all()
    assert story == ["created", "cancelled", "booked_again"]


def test_repeating_booked_does_not_undo_what_the_family_said(feed: Feed) -> None:
    upserted = feed.one(row())
    with work(feed.practice_id) as session:
        session.get_one(AppointmentRow, upserted.appointment_id).confirmation = "confirmed"
    assert feed.one(row(), LATER).result is UpsertResult.UNCHANGED
    assert feed.only(AppointmentRow).confirmation == "confirmed"


def test_a_cancellation_by_the_schedule_says_who_and_when(feed: Feed) -> None:
    feed.one(row())
    assert feed.one(row(Status="Cancelled"), LATER).result is UpsertResult.UPDATED
    visit = feed.only(AppointmentRow)
    assert (visit.lifecycle, visit.cancelled_by, visit.cancelled_at) == ("cancelled", "feed", LATER)
    assert [each.kind for each in feed.all(AppointmentEvent)] == ["created", "cancelled"]


def test_old_news_changes_nothing_at_all(feed: Feed) -> None:
    header = HEADER + ",Last Modified"
    new = row() | {"Last Modified": "2026-11-20 10:00"}
    old = row(Time="9:00 AM", Contact_1_Cell="937-555-9999", First_Name="Mya") | {
        "Last Modified": "2026-11-19 10:00"
    }
    feed.brings(given(new, header=header))
    assert feed.brings(given(old, header=header), LATER)[0].result is UpsertResult.STALE
    assert feed.only(AppointmentRow).starts_at == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
    assert feed.only(Patient).first_name == "Mia"


def test_a_blank_cell_erases_nothing(feed: Feed) -> None:
    feed.one(row())
    blank = row(
        Visit_Type="", Contact_1_Cell="", Contact_1_Email="", Contact_1_Language="", Consent="", Length=""
    )
    assert feed.one(blank, LATER).result is UpsertResult.UNCHANGED
    assert feed.one(blank, LATER, empty_clears=True).result is UpsertResult.UPDATED
    visit, ana = feed.only(AppointmentRow), feed.only(Contact)
    assert (visit.visit_type, visit.minutes, ana.cell_id, ana.language) == ("", 20, None, None)


def test_sex_and_unpaid_balance_follow_the_schedule(feed: Feed) -> None:
    header = HEADER + ",Sex,Unpaid Balance"

    def told(sex: str, unpaid: str, **options: Any) -> tuple[str | None, Decimal | None]:
        feed.one(row() | {"Sex": sex, "Unpaid Balance": unpaid}, header=header, **options)
        patient = feed.only(Patient)
        return patient.sex, patient.unpaid

    assert told("F", "25.00") == ("female", Decimal(25))
    assert told("M", "40") == ("male", Decimal(40))
    feed.one(row(), empty_clears=True)
    assert feed.only(Patient).unpaid == Decimal(40), "a file without the column says nothing"
    assert told("", "") == ("male", Decimal(40))
    assert told("", "", empty_clears=True) == (None, None)


def test_an_unknown_status_is_stored_and_holds_every_message(feed: Feed) -> None:
    upserted = feed.one(row(Status="Teleported"))
    assert upserted.result is UpsertResult.HELD
    assert [issue.reason for issue in upserted.issues] == [RowReason.UNKNOWN_STATUS]
    visit = feed.only(AppointmentRow)
    assert (visit.blocked, visit.status_text) == (True, "Teleported")
    assert feed.one(row(Status="Scheduled"), LATER).result is UpsertResult.UPDATED
    assert feed.only(AppointmentRow).blocked is False


def test_a_new_provider_and_location_are_made_and_said(feed: Feed) -> None:
    changed = row(Provider="NP Rachel Wells", Provider_ID="P3", Location="North Office")
    upserted = feed.one(changed)
    assert upserted.result is UpsertResult.CREATED
    assert [issue.reason for issue in upserted.issues] == [RowReason.NEW_LOCATION, RowReason.NEW_PROVIDER]
    assert feed.one(changed, LATER).issues == ()


def test_a_provider_entered_by_name_gets_the_id_of_the_schedule(feed: Feed) -> None:
    with work(feed.practice_id) as session:
        in_clinic(session, feed).add(Provider(name="Dr. Sun Kim"))
    assert feed.one(row(Provider="dr. sun kim", Provider_ID="P2")).issues == ()
    assert sorted(each.external_id for each in feed.all(Provider)) == ["P1", "P2"]


def test_without_a_location_the_only_one_is_meant_and_of_two_none(feed: Feed) -> None:
    assert feed.one(row(Location="")).result is UpsertResult.CREATED
    feed.one(row(Appt_ID="A2", Location="North Office"))
    upserted = feed.one(row(Appt_ID="A3", Location=""))
    assert upserted.result is UpsertResult.REJECTED
    assert upserted.issues[0].reason is RowReason.MISSING_LOCATION


def test_twins_with_one_phone_and_birthday_stay_two_children_of_one_family(feed: Feed) -> None:
    feed.brings(given(row(), row(Appt_ID="A2", Chart="K2", First_Name="Leo")))
    mia, leo = feed.all(Patient)
    assert mia.family_id == leo.family_id
    assert feed.only(Contact).name == "Ana Ramos"
    assert [pair.patient_id for pair in feed.all(PatientContact)] == [mia.id, leo.id]


def test_two_children_with_one_name_and_phone_are_told_apart_by_their_chart(feed: Feed) -> None:
    feed.brings(given(row(), row(Appt_ID="A2", Chart="K2")))
    assert len(feed.all(Patient)) == 2


def test_a_chart_number_that_becomes_another_child_is_held(feed: Feed) -> None:
    feed.one(row())
    upserted = feed.one(row(Appt_ID="A2", Last_Name="Okoro", DOB="01/04/2023"), LATER)
    assert upserted.result is UpsertResult.HELD
    assert [issue.reason for issue in upserted.issues] == [RowReason.OTHER_PERSON]
    assert feed.only(AppointmentRow).external_id == "A1"
    assert feed.only(Patient).last_name == "Ramos"


def test_a_new_family_name_alone_is_the_same_child(feed: Feed) -> None:
    feed.one(row())
    assert feed.one(row(Last_Name="Ramos-Lind"), LATER).result is UpsertResult.UPDATED
    assert feed.only(Patient).last_name == "Ramos-Lind"


def test_a_visit_that_passes_to_another_child_is_held(feed: Feed) -> None:
    feed.one(row())
    assert feed.one(row(Chart="K9", First_Name="Zoe"), LATER).result is UpsertResult.HELD
    assert feed.only(Patient).first_name == "Mia"


def test_parents_who_share_a_phone_are_two_people(feed: Feed) -> None:
    both = row() | {"Contact 2 Name": "Rui Ramos", "Contact 2 Cell": "(937) 555-0142"}
    feed.brings(given(both, header=TWO_CONTACTS))
    ana, rui = feed.all(Contact)
    assert ana.cell_id == rui.cell_id
    assert [pair.position for pair in feed.all(PatientContact)] == [1, 2]


def test_a_new_number_of_a_known_parent_is_a_change_and_not_a_new_parent(feed: Feed) -> None:
    feed.one(row())
    assert (
        feed.one(row(Contact_1_Cell="937-555-9999", Contact_1_Email=""), LATER).result is UpsertResult.UPDATED
    )
    ana = feed.only(Contact)
    numbers = {each.id: each.value for each in feed.all(Address)}
    assert numbers[ana.cell_id] == "+19375559999"
    assert feed.only(AuditLine).subject == "contact"


def test_a_corrected_spelling_is_the_same_parent(feed: Feed) -> None:
    feed.one(row(Contact_1_Name="Anna Ramos"))
    feed.one(row(), LATER)
    assert feed.only(Contact).name == "Ana Ramos"


def test_parents_change_places_as_the_schedule_says(feed: Feed) -> None:
    first = row() | {"Contact 2 Name": "Rui Ramos", "Contact 2 Cell": "937-555-7777"}
    swapped = row(Contact_1_Name="Rui Ramos", Contact_1_Cell="937-555-7777", Contact_1_Email="") | {
        "Contact 2 Name": "Ana Ramos",
        "Contact 2 Cell": "(937) 555-0142",
    }
    feed.brings(given(first, header=TWO_CONTACTS))
    assert feed.brings(given(swapped, header=TWO_CONTACTS), LATER)[0].result is UpsertResult.UPDATED
    names = {each.id: each.name for each in feed.all(Contact)}
    places = {names[pair.contact_id]: pair.position for pair in feed.all(PatientContact)}
    assert places == {"Rui Ramos": 1, "Ana Ramos": 2}
    assert feed.brings(given(swapped, header=TWO_CONTACTS), LATER)[0].result is UpsertResult.UNCHANGED


def test_what_staff_edited_the_feed_leaves_alone(feed: Feed) -> None:
    feed.one(row())
    with work(feed.practice_id) as session:
        ana, pair = session.scalars(select(Contact)).one(), session.scalars(select(PatientContact)).one()
        ana.language, ana.prefers_reminders = "en", "email"
        ana.staff_fields = ["language", "prefers_reminders"]
        pair.authority, pair.consents, pair.withdrawn = "joint", [], ["reminders:text"]
        pair.staff_fields = ["authority", "consents"]
    changed = row(Contact_1_Authority="Exclusive", Contact_1_Preferred="Phone")
    feed.one(changed, LATER)
    ana, pair = feed.only(Contact), feed.only(PatientContact)
    assert (ana.language, ana.prefers_reminders, ana.prefers_recalls) == ("en", "email", "cell_phone")
    assert (pair.authority, pair.consents, pair.withdrawn) == ("joint", [], ["reminders:text"])


@pytest.mark.parametrize(
    ("word", "authority"),
    [("", "blank"), ("Joint", "joint"), ("EXCLUSIVE", "exclusive"), ("None", "other"), ("Foster", "other")],
)
def test_authority_is_one_of_three_words_or_none_at_all(feed: Feed, word: str, authority: str) -> None:
    feed.one(row(Contact_1_Authority=word))
    pair = feed.only(PatientContact)
    assert (pair.authority, pair.authority_text) == (authority, word)


def test_no_consent_in_the_file_withdraws_it_and_says_so(feed: Feed) -> None:
    feed.one(row())
    feed.one(row(Consent="No"), LATER)
    pair = feed.only(PatientContact)
    assert pair.consents == []
    assert "reminders:text" in pair.withdrawn
    assert [each.state for each in feed.all(ConsentEvent)] == ["given", "withdrawn"]


def test_an_unusable_phone_is_kept_and_marked(feed: Feed) -> None:
    upserted = feed.one(row(Contact_1_Cell="937-555"))
    assert upserted.result is UpsertResult.CREATED
    phone = next(each for each in feed.all(Address) if each.kind == "phone")
    assert phone.value == "937-555"
    assert phone.problem


def test_a_contact_who_links_two_families_makes_them_one(feed: Feed) -> None:
    feed.one(row())
    rui = row(
        Appt_ID="A2",
        Chart="K2",
        First_Name="Zoe",
        Contact_1_Name="Rui Lind",
        Contact_1_Cell="937-555-7777",
        Contact_1_Email="",
    )
    feed.one(rui)
    assert len(feed.all(Family)) == 2
    linked = rui | {"Contact 2 Name": "Ana Ramos", "Contact 2 Cell": "(937) 555-0142"}
    feed.brings(given(linked, header=TWO_CONTACTS), LATER)
    family = feed.only(Family)
    assert {each.family_id for each in feed.all(Patient)} == {family.id}


def test_a_child_marked_deceased_is_silenced_with_all_its_visits(feed: Feed) -> None:
    header = HEADER + ",Deceased"
    feed.brings(given(row(), row(Appt_ID="A2", Date="11/25/2026")))
    with work(feed.practice_id) as session:
        clinic, contact = in_clinic(session, feed), session.scalars(select(Contact)).one()
        rule = clinic.rule("reminder")
        for visit in session.scalars(select(AppointmentRow)):
            clinic.message(rule, contact, visit, status="queued")
    feed.brings(given(row() | {"Deceased": "Yes"}, header=header), LATER)
    assert feed.only(Patient).deceased_at == LATER
    assert {(each.status, each.reason) for each in feed.all(Message)} == {("cancelled", "deceased")}
    feed.brings(given(row() | {"Deceased": "No"}, header=header), LATER)
    assert feed.only(Patient).deceased_at == LATER


def test_a_first_import_is_quiet_and_the_next_one_is_not(feed: Feed) -> None:
    feed.brings(given(row()), first=True)
    assert feed.only(AppointmentRow).quiet is True
    feed.brings(given(row(), row(Appt_ID="A2")))
    assert [each.quiet for each in feed.all(AppointmentRow)] == [True, False]


def test_keys_mean_something_in_their_source_only(feed: Feed) -> None:
    feed.one(row())
    with work(feed.practice_id) as session:
        other = in_clinic(session, feed).add(FeedSource(name="other", status_map={}))
        (upserted,) = upsert_appointments(session, NOW, other, given(row(First_Name="Zoe")), first=False)
    assert upserted.result is UpsertResult.CREATED
    assert sorted(each.first_name for each in feed.all(Patient)) == ["Mia", "Zoe"]


def test_a_practice_never_meets_the_families_of_another(feed: Feed) -> None:
    feed.one(row())
    with work_everywhere() as session:
        other = Feed(make_clinic(session, "maple").practice_id)
    assert other.one(row()).result is UpsertResult.CREATED
    assert other.only(Contact).practice_id == other.practice_id


def test_a_department_is_taken_when_known_and_warned_of_when_not(feed: Feed) -> None:
    (good,) = given(row())
    assert feed.brings([replace(good, department="front desk")])[0].issues == ()
    assert feed.only(AppointmentRow).department_id is not None
    (upserted,) = feed.brings([replace(good, department="Nursery")], LATER)
    assert [issue.reason for issue in upserted.issues] == [RowReason.UNKNOWN_DEPARTMENT]
    assert feed.only(AppointmentRow).department_id is not None

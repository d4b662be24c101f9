"""Rows of a file as appointments, each judged alone; files that can be read in two ways."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.domain.audiences import Sex
from app.domain.local_time import zone
from app.domain.preferences import Preference
from app.feeds.canonical import ABSENT, Absent, AppointmentGiven, RejectedRow
from app.feeds.columns import guess_mapping
from app.feeds.csv_feed import read_rows
from app.feeds.options import ReadOptions, read_options
from app.feeds.reading import Places, settle
from app.feeds.row_reasons import FileReason, FileRefused, RowReason
from app.feeds.table import read_table
from tests.builders.schedule import HEADER, data_file, row, schedule

NEW_YORK = zone("America/New_York")
PLACES = Places(NEW_YORK, {"west": zone("America/Los_Angeles")})
TODAY = date(2026, 11, 22)


def read(content: bytes, **options: Any) -> list[AppointmentGiven | RejectedRow]:
    table = read_table(content)
    reading = settle(table, guess_mapping(table.header), read_options(options), PLACES, TODAY)
    return read_rows(reading, table.rows)


def one(*rows: dict[str, str], **options: Any) -> AppointmentGiven:
    (found,) = read(schedule(*rows), **options)
    assert isinstance(found, AppointmentGiven), found
    return found


def rejection(changed: dict[str, str], **options: Any) -> tuple[str, RowReason, str]:
    """Of the second row, beside a good first one."""
    good, bad = read(schedule(row(), row(Appt_ID="A2") | changed), **options)
    assert isinstance(good, AppointmentGiven)
    assert isinstance(bad, RejectedRow)
    assert bad.issue.line == 3
    return bad.issue.column, bad.issue.reason, bad.issue.words


def refusal(content: bytes, **options: Any) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(content, **options)
    return refused.value


CHARTED = HEADER + ",Gender,Balance Due"


def charted(sex: str, unpaid: str, **options: Any) -> AppointmentGiven:
    (found,) = read(schedule(row() | {"Gender": sex, "Balance Due": unpaid}, header=CHARTED), **options)
    assert isinstance(found, AppointmentGiven), found
    return found


@pytest.mark.parametrize(
    ("sex", "means"), [("F", Sex.FEMALE), ("male", Sex.MALE), ("X", Sex.OTHER), ("", ABSENT)]
)
def test_the_sex_of_a_child_in_many_writings(sex: str, means: Sex | Absent) -> None:
    assert charted(sex, "").patient.sex is means


@pytest.mark.parametrize(
    ("cell", "dollars"),
    [
        ("25", "25"),
        ("$1,025.50", "1025.50"),
        ("0.00", "0"),
        ("-25.00", "0"),
        ("($25.00)", "0"),
        ("$ 25", "25"),
    ],
)
def test_what_is_owed_in_many_writings(cell: str, dollars: str) -> None:
    assert charted("F", cell).patient.unpaid == Decimal(dollars)


@pytest.mark.parametrize(
    ("sex", "unpaid", "reason"),
    [
        ("girlish", "", RowReason.UNKNOWN_SEX),
        ("F", "plenty", RowReason.UNREADABLE_AMOUNT),
        ("F", "1,02", RowReason.UNREADABLE_AMOUNT),
        ("F", "10000000", RowReason.UNREADABLE_AMOUNT),
    ],
)
def test_what_nobody_can_read_of_a_child_is_left_out_with_a_warning(
    sex: str, unpaid: str, reason: RowReason
) -> None:
    found = charted(sex, unpaid)
    assert [issue.reason for issue in found.issues] == [reason]


def test_a_row_becomes_an_appointment_in_utc() -> None:
    found = one(row())
    assert found.external_id == "A1"
    assert found.starts_at == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
    assert found.minutes == 20
    assert found.patient.birth_date == date(2019, 5, 23)
    (ana,) = found.contacts
    assert (ana.name, ana.language, ana.preferred, ana.consent) == ("Ana Ramos", "es", Preference.TEXT, True)


def test_each_location_has_its_own_clock() -> None:
    assert one(row(Location="West")).starts_at == datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert one(row(Location="West"), timezone="UTC").starts_at == datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def test_a_blank_cell_says_nothing_unless_staff_chose_that_it_clears() -> None:
    blank = row(Visit_Type="", Contact_1_Email="")
    assert one(blank).visit_type is ABSENT
    assert one(blank).contacts[0].email is ABSENT
    assert one(blank, empty_clears=True).visit_type is None
    assert one(blank, empty_clears=True).contacts[0].email is None


def test_a_column_that_is_not_there_says_nothing_even_when_blanks_clear() -> None:
    assert one(row(), empty_clears=True).department is ABSENT


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"Appt ID": " "}, "Appt ID", RowReason.MISSING_APPOINTMENT_ID),
        ({"Appt ID": "A1"}, "Appt ID", RowReason.DUPLICATE_APPOINTMENT),
        ({"Chart #": ""}, "Chart #", RowReason.MISSING_CHART_NUMBER),
        ({"First Name": "", "Last Name": ""}, "First Name", RowReason.MISSING_NAME),
        ({"Date": ""}, "Date", RowReason.MISSING_DATE),
        ({"Date": "02/30/2027"}, "Date", RowReason.UNREADABLE_DATE),
        ({"Time": ""}, "Time", RowReason.MISSING_TIME),
        ({"Time": "half past two"}, "Time", RowReason.UNREADABLE_TIME),
        ({"Length": "soon"}, "Length", RowReason.UNREADABLE_LENGTH),
        ({"Length": "0"}, "Length", RowReason.UNREADABLE_LENGTH),
        ({"Length": "1441"}, "Length", RowReason.UNREADABLE_LENGTH),
        ({"DOB": "13/13/2019"}, "DOB", RowReason.UNREADABLE_BIRTH_DATE),
        ({"DOB": "11/23/2026"}, "DOB", RowReason.UNREADABLE_BIRTH_DATE),
        ({"Visit Type": "x" * 201}, "Visit Type", RowReason.CELL_TOO_LONG),
        ({"Last Name": "Ra\x07mos"}, "Last Name", RowReason.STRANGE_CHARACTER),
        ({"Date": "03/14/2027", "Time": "2:30 AM"}, "Time", RowReason.TIME_DOES_NOT_EXIST),
    ],
)
def test_a_bad_row_is_named_by_line_column_and_reason_and_blocks_no_other(
    changed: dict[str, str], column: str, reason: RowReason
) -> None:
    found = rejection(changed)
    assert found[:2] == (column, reason)
    assert found[2]


def test_the_second_of_two_rows_names_the_first() -> None:
    assert "line 2" in rejection({"Appt ID": "A1"})[2]


def test_a_row_cut_off_names_the_column_it_lost() -> None:
    content = schedule() + b"A2,11/24/2026,1:00 PM,30,Scheduled,Sports physical\r\n"
    bad = read(content)[1]
    assert isinstance(bad, RejectedRow)
    assert (bad.issue.line, bad.issue.column, bad.issue.reason) == (3, "Provider ID", RowReason.SHORT_ROW)


def test_a_row_with_a_comma_too_many_is_rejected_and_trailing_commas_are_not() -> None:
    good, bad = read(schedule().replace(b"\r\n", b",,\r\n").replace(b"Consent,,", b"Consent") + b"x," * 22)
    assert isinstance(good, AppointmentGiven)
    assert isinstance(bad, RejectedRow)
    assert bad.issue.reason is RowReason.LONG_ROW


def test_a_time_that_comes_twice_is_the_first_with_a_warning() -> None:
    found = one(row(Date="11/01/2026", Time="1:30 AM"))
    assert found.starts_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert [issue.reason for issue in found.issues] == [RowReason.TIME_EXISTS_TWICE]


def test_a_time_with_an_offset_needs_no_zone() -> None:
    found = one(row(Date="2026-11-01T01:30:00-05:00", Time=""))
    assert found.starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert found.issues == ()


def test_a_row_may_name_its_zone_and_a_wrong_one_is_rejected() -> None:
    header = HEADER + ",Time Zone"
    west = row() | {"Time Zone": "America/Los_Angeles"}
    wrong = row(Appt_ID="A2") | {"Time Zone": "America/Dayton"}
    good, bad = read(schedule(west, wrong, header=header))
    assert isinstance(good, AppointmentGiven)
    assert good.starts_at == datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert isinstance(bad, RejectedRow)
    assert bad.issue.reason is RowReason.UNKNOWN_TIMEZONE
    assert "America/Dayton" in bad.issue.words


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Contact 1 Cell": "937-555"}, RowReason.UNUSABLE_PHONE),
        ({"Contact 1 Email": "ana@"}, RowReason.UNUSABLE_EMAIL),
        ({"Contact 1 Preferred": "Pigeon"}, RowReason.UNKNOWN_PREFERENCE),
        ({"Contact 1 Language": "Klingon"}, RowReason.UNKNOWN_LANGUAGE),
        ({"Contact 1 End Date": "gone"}, RowReason.UNREADABLE_END_DATE),
        ({"Consent": "maybe"}, RowReason.UNREADABLE_ANSWER),
        ({"Contact 1 Name": ""}, RowReason.CONTACT_WITHOUT_NAME),
    ],
)
def test_a_doubtful_contact_is_taken_with_a_warning(changed: dict[str, str], reason: RowReason) -> None:
    found = one(row() | changed)
    assert [issue.reason for issue in found.issues] == [reason]
    assert len(found.contacts) == 1


def test_an_unusable_number_stays_as_it_was_typed() -> None:
    (ana,) = one(row(Contact_1_Cell="937-555")).contacts
    assert ana.cell.value == "937-555"  # type: ignore[union-attr]


def test_an_end_date_nobody_can_read_still_ends_the_contact() -> None:
    assert one(row(Contact_1_End_Date="gone")).contacts[0].end_date == TODAY


@pytest.mark.parametrize(
    ("options", "name", "parts"),
    [
        ({}, "Ramos, Mia", ("Mia", "Ramos")),
        ({}, "Mia de la Cruz", ("Mia de la", "Cruz")),
        ({"name_order": "last_first"}, "Ramos Mia Luz", ("Mia Luz", "Ramos")),
    ],
)
def test_a_name_in_one_column(options: dict[str, str], name: str, parts: tuple[str, str]) -> None:
    header = HEADER.replace("First Name,Last Name", "Patient Name")
    (found,) = read(schedule(row() | {"Patient Name": name}, header=header), **options)
    assert isinstance(found, AppointmentGiven)
    assert (found.patient.first_name, found.patient.last_name) == parts


def test_columns_that_are_needed_are_named_with_what_was_looked_for() -> None:
    refused = refusal(b"Date,Time,Chart #,First Name,Last Name\n11/24/2026,2:30 PM,K1,Mia,Ramos\n")
    assert refused.reason is FileReason.MISSING_COLUMNS
    assert "Appointment id (looked for Appt ID, Appointment ID" in str(refused)


def test_a_time_of_day_is_needed_somewhere() -> None:
    refused = refusal(b"Appt ID,Date,MRN,Patient Name\nA1,11/24/2026,K1,Mia Ramos\n")
    assert refused.reason is FileReason.MISSING_COLUMNS
    assert "Time (looked for" in str(refused)


def test_a_date_that_can_be_two_days_is_not_guessed() -> None:
    unclear = row(Date="12/01/2026", DOB="03/04/2019")
    refused = refusal(schedule(unclear))
    assert refused.reason is FileReason.AMBIGUOUS_DATES
    assert "12/01/2026" in str(refused)
    assert one(unclear, date_order="dmy").starts_at == datetime(2026, 1, 12, 19, 30, tzinfo=UTC)
    assert one(row(Date="12/01/2026")).starts_at == datetime(2026, 12, 1, 19, 30, tzinfo=UTC)


def test_hours_that_can_be_night_are_not_guessed() -> None:
    unclear = row(Time="2:30")
    assert refusal(schedule(unclear)).reason is FileReason.AMBIGUOUS_TIMES
    assert one(unclear, clock="office").starts_at == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)


def test_an_unknown_zone_for_the_file_is_refused_by_name() -> None:
    refused = refusal(schedule(), timezone="Mars/Olympus")
    assert refused.reason is FileReason.UNKNOWN_TIMEZONE
    assert "Mars/Olympus" in str(refused)


@pytest.mark.parametrize(
    ("cell", "options", "minutes"),
    [
        ("30 min", {}, 30),
        ("0:45", {}, 45),
        ("1.5 h", {}, 90),
        ("1200", {}, 20),
        ("2", {"length_unit": "hours"}, 120),
        ("1200", {"length_unit": "minutes"}, 1200),
    ],
)
def test_a_length_in_many_writings(cell: str, options: dict[str, str], minutes: int) -> None:
    assert one(row(Length=cell), **options).minutes == minutes


def test_options_survive_storage() -> None:
    chosen = read_options({"date_order": "dmy", "clock": "office", "timezone": " UTC ", "empty_clears": True})
    assert read_options(chosen.as_json()) == chosen
    assert read_options({"date_order": "ymd"}) == ReadOptions()


def test_the_practice_week_reads_without_a_word() -> None:
    found = read(data_file("willow-week.csv"))
    assert len(found) == 270
    assert not [each for each in found if isinstance(each, RejectedRow) or each.issues]

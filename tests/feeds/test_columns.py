"""Which column is taken for what."""

from __future__ import annotations

import pytest

from app.feeds.columns import fingerprint, guess_mapping, missing_columns
from app.feeds.table import read_table
from tests.builders.schedule import data_file


def test_every_column_of_the_practice_week_is_recognised() -> None:
    header = read_table(data_file("willow-week.csv")).header
    assert sorted(guess_mapping(header).values()) == list(range(len(header)))


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("MRN", "chart"),
        ("chart_no", "chart"),
        ("Appointment-ID", "external_id"),
        ("ApptGUID", "external_id"),
        ("Guardian 2 Mobile", "contact_2.cell"),
        ("Parent Phone", "contact_1.cell"),
        ("Email", "contact_1.email"),
        ("Contact 3 End Date", "contact_3.end_date"),
        ("Guardian", "contact_1.name"),
        ("Last Name", "last_name"),
        ("Reason for visit", None),
        ("Contact 10 Cell", None),
    ],
)
def test_headings_as_practices_write_them(title: str, code: str | None) -> None:
    assert guess_mapping([title]) == ({code: 0} if code else {})


def test_the_first_of_two_columns_with_one_title_is_taken() -> None:
    assert guess_mapping(["Status", "Appt Status"]) == {"status": 0}


def test_needed_columns_are_named() -> None:
    missing = missing_columns(guess_mapping(["Appt ID", "Date", "First Name"]))
    assert [field.title for field in missing] == ["Chart number", "Full name"]
    assert not missing_columns(guess_mapping(["Appt ID", "Date", "MRN", "Patient Name"]))


def test_a_header_is_known_again_whatever_its_case_but_not_in_another_order() -> None:
    assert fingerprint(["Appt ID", "Date"]) == fingerprint(["appt id", "DATE "])
    assert fingerprint(["Appt ID", "Date"]) != fingerprint(["Date", "Appt ID"])

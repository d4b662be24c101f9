"""The report of messages sent: counted by contact mode, by category, by day, and taken out."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook

from app import clock
from tests.builders.clinic import Clinic
from tests.builders.record_pages import RecordPages, open_record_pages
from tests.builders.record_pages import words as plain
from tests.web.conftest import Audit

URL = "/messages/sent?period=today"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def sent(
    clinic: Clinic, mode: str, status: str = "delivered", kind: str = "reminder", days_ago: int = 0
) -> None:
    child = clinic.child()
    at = clock.now() - timedelta(days=days_ago)
    clinic.message(clinic.rule(kind), clinic.parent("Ana Ramos", child), mode=mode, status=status, sent_at=at)


def lines(html: str) -> list[str]:
    rows = re.findall(r'<tr role="row"><th role="rowheader".*?</tr>', html, re.DOTALL)
    return [plain(row) for row in rows]


def test_messages_are_counted_by_contact_mode_and_outcome(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic, "text")
        sent(clinic, "text", "bounced")
        sent(clinic, "text", "sent")
        sent(clinic, "work_email")
        sent(clinic, "email", days_ago=40)
    assert lines(pages.read(URL)) == [
        "Email 0 0 0 0",
        "Text 3 1 1 1",
        "Phone 0 0 0 0",
        "Work email 1 1 0 0",
        "Work phone 0 0 0 0",
        "Fax 0 0 0 0",
        "Mail 0 0 0 0",
        "All messages 4 2 1 1",
    ]


def test_a_number_leads_to_its_messages(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic, "text", "bounced")
        sent(clinic, "text")
    page = pages.read(URL)
    (link,) = re.findall(r'href="(/messages/history\?[^"]*mode=text[^"]*outcome=not_delivered)"', page)
    assert "1 message sent" in plain(pages.read(link.replace("&amp;", "&")))


def test_also_by_category_most_first_and_by_day(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic, "text")
        sent(clinic, "text", days_ago=1)
        sent(clinic, "text", kind="confirmation_request")
    by_category = lines(pages.read("/messages/sent?period=week&split=category"))[8:]
    assert by_category == ["Reminder 2 2 0 0", "Confirmation request 1 1 0 0"]
    by_day = lines(pages.read("/messages/sent?period=week&split=day"))[8:]
    assert [line.split()[-4:] for line in by_day] == [["2", "2", "0", "0"], ["1", "1", "0", "0"]]


def test_messages_to_the_practice_itself_do_not_count(pages: RecordPages) -> None:
    with pages.add() as clinic:
        row = clinic.message(clinic.rule(), clinic.parent("Ana", clinic.child()), mode="text")
        row.contact_id, row.department_id, row.sent_at = None, clinic.department_id, clock.now()
    assert "No messages in this period" in pages.read(URL)


def test_a_day_begins_at_midnight_of_the_practice(pages: RecordPages) -> None:
    with pages.add() as clinic:
        rule, ana = clinic.rule(), clinic.parent("Ana Ramos", clinic.child())
        midnight = datetime(2026, 3, 2, 5, tzinfo=UTC)  # in New York
        for seconds in (-1, 0, 24 * 60 * 60 - 1, 24 * 60 * 60):
            clinic.message(rule, ana, mode="text", sent_at=midnight + timedelta(seconds=seconds))
    assert lines(pages.read("/messages/sent?first=2026-03-02&last=2026-03-02"))[-1] == "All messages 2 0 0 2"


def test_an_empty_period_names_the_last_day_with_messages(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic, "text", days_ago=3)
    page = pages.read(URL)
    assert "No messages in this period" in page
    assert "The last day with messages is" in page
    (link,) = re.findall(r'href="([^"]+)">Show that day', page)
    assert "All messages 1 1 0 0" in plain(pages.read(link.replace("&amp;", "&")))


def test_the_files_hold_the_report_and_name_the_zone(pages: RecordPages, clinic_audit: Audit) -> None:
    with pages.add() as clinic:
        sent(clinic, "text")
    answer = pages.post("/messages/sent/csv", period="today", split="category")
    table = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert "America/New_York" in table[0][1]
    assert ["Contact mode", "Text", "1", "1", "0", "0"] in table
    assert ["Category", "Reminder", "1", "1", "0", "0"] in table
    sheet = load_workbook(io.BytesIO(pages.post("/messages/sent/xlsx", period="today").data)).active
    assert ("Contact mode", "Text", 1, 1, 0, 0) in list(sheet.values)
    done = [line for line in clinic_audit(pages.clinic.practice_id) if line[0] == "export"]
    assert done == [("export", "dana@willow.example")] * 2


def test_looking_and_taking_out_are_two_permissions(app: Flask) -> None:
    looks = open_record_pages(app, permissions=("basic_messaging", "reports_view"))
    assert "Export as" not in looks.read(URL)
    assert looks.post("/messages/sent/csv").status_code == 403
    assert looks.post("/messages/sent/xlsx").status_code == 403
    none = open_record_pages(app, "maple", permissions=("basic_messaging", "export"))
    assert none.desk.get(URL).status_code == 403

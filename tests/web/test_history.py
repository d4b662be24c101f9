"""The history of messages to families: found, read, arranged, saved as a view, taken out."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.models import Location, Message, Provider
from tests.builders.clinic import Clinic
from tests.builders.record_pages import RecordPages, open_record_pages
from tests.builders.record_pages import words as plain
from tests.web.conftest import Audit

AT = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
"""A Wednesday, 10:00 AM in New York."""

URL = "/messages/history?first=2026-03-01&last=2026-03-31"
DAYS = {"first": "2026-03-01", "last": "2026-03-31"}


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def sent(clinic: Clinic, name: str = "Ana Ramos", child: str = "Mia", **given: Any) -> Message:
    rule = given.pop("rule", None) or clinic.rule("reminder", name=f"Reminder of {name} {child}")
    patient = clinic.child(child, name.split()[-1])
    visit = clinic.visit(patient, AT + timedelta(days=1), **given.pop("visit", {}))
    contact = clinic.parent(name, patient, **given.pop("contact", {}))
    filled = {
        "mode": "text",
        "sent_at": AT,
        "status": "delivered",
        "address": "+19375550177",
        "body": "Hello",
    }
    return clinic.message(rule, contact, visit, **{**filled, **given})


def contacts(html: str) -> list[str]:
    return [
        plain(each) for each in re.findall(r'<th role="rowheader" scope="row">(.*?)</th>', html, re.DOTALL)
    ]


def table(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))


def test_a_line_says_when_who_about_whom_what_how_and_what_became_of_it(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic, rule=clinic.rule("reminder", name="Day before"))
    page = pages.read(URL)
    assert "Wed Mar 4, 10:00 AM Ana Ramos Mia Day before Text Delivered" in plain(page)
    assert "1 message sent 1 delivered 0 not delivered 0 no report" in plain(page)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("mode=work_email", "Bo Reed"),
        ("outcome=not_delivered", "Bo Reed"),
        ("outcome=no_report", "Cy Bell"),
        ("language=es", "Cy Bell"),
        ("category=recall", "Bo Reed"),
        ("q=zoe", "Cy Bell"),
        ("q=reed+bo", "Bo Reed"),
        ("q=0188", "Cy Bell"),
        ("q=bo@work", "Bo Reed"),
        ("q=(937)+555-0133", "Ana Ramos"),
    ],
)
def test_filters_and_search_find_it(pages: RecordPages, filters: str, found: str) -> None:
    with pages.add() as clinic:
        mail = clinic.address("bo@work.example")
        gone = clinic.address("+19375550133")
        sent(clinic, address=gone.value)  # nobody has this number any more
        sent(
            clinic, "Bo Reed", "Leo", mode="work_email", status="bounced", type="recall",
            contact={"work_email_id": mail.id},
        )  # fmt: skip
        sent(clinic, "Cy Bell", "Zoe", status="sent", language="es", contact={"cell": "+19375550188"})
    assert contacts(pages.read(f"{URL}&{filters}")) == [found]


def test_filters_by_provider_location_and_automated_message(pages: RecordPages) -> None:
    with pages.add() as clinic:
        kim, oak = clinic.add(Provider(name="Dr. Sun Kim")), clinic.add(Location(name="Oak Street"))
        rule = clinic.rule("reminder", name="Day before")
        sent(clinic, "Ana Ramos", visit={"provider_id": kim.id})
        sent(clinic, "Bo Reed", visit={"location_id": oak.id})
        sent(clinic, "Cy Bell", rule=rule)
    assert contacts(pages.read(f"{URL}&provider={kim.id}")) == ["Ana Ramos"]
    assert contacts(pages.read(f"{URL}&location={oak.id}")) == ["Bo Reed"]
    assert contacts(pages.read(f"{URL}&rule={rule.id}")) == ["Cy Bell"]
    assert "No message matches" in pages.read(f"{URL}&rule={rule.id}&mode=fax")


def test_what_staff_wrote_to_a_childs_contact_is_found_by_the_child(pages: RecordPages) -> None:
    with pages.add() as clinic:
        ana = clinic.parent("Ana Ramos", clinic.child("Mia"))
        clinic.add(
            Message(
                key="private", type="private", contact_id=ana.id, channel="text", mode="text", status="sent",
                due_at=AT, created_at=AT, sent_at=AT,
            )
        )  # fmt: skip
    assert contacts(pages.read(f"{URL}&q=mia")) == ["Ana Ramos"]


def test_what_was_never_sent_is_shown_on_request_on_the_day_it_was_due(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic)
        sent(clinic, "Bo Reed", status="skipped", sent_at=None, due_at=AT + timedelta(hours=1), mode=None)
        sent(clinic, "Cy Bell", status="queued", sent_at=None, due_at=AT, mode=None)
    assert contacts(pages.read(URL)) == ["Ana Ramos"]
    page = pages.read(f"{URL}&unsent=yes")
    assert contacts(page) == ["Bo Reed", "Ana Ramos"]
    assert "1 message sent 1 delivered 0 not delivered 0 no report 1 not sent" in plain(page)


@pytest.mark.parametrize(("order", "first"), [("", 59), ("oldest", 0)])
def test_fifty_a_page_in_either_order_and_none_twice(pages: RecordPages, order: str, first: int) -> None:
    with pages.add() as clinic:
        rule, ana = clinic.rule(), clinic.parent("Ana Ramos", clinic.child())
        for number in range(60):
            at = AT + timedelta(minutes=number // 7)
            clinic.message(rule, ana, mode="text", sent_at=at, body=f"Text {number}")
    pages.save("/messages/history/columns", text="1", contact="2")
    page = pages.read(f"{URL}&order={order}")
    (more,) = re.findall(r'hx-get="([^"]+)" hx-target="#history-more"', page)
    rest = pages.read(more.replace("&amp;", "&"), htmx=True)
    read = [int(each) for each in re.findall(r">Text (\d+)<", page + rest)]
    assert (len(contacts(page)), len(contacts(rest))) == (50, 10)
    assert sorted(read) == list(range(60))
    assert read[0] == first
    assert "Load 50 more" not in rest
    assert "<html" not in rest


def test_the_exact_text_opens(pages: RecordPages) -> None:
    with pages.add() as clinic:
        row = sent(clinic, body="Mia <b>tomorrow</b> 2:30 PM", subject="Your visit")
    link = f"/messages/history/{row.id}"
    assert f'hx-get="{link}"' in pages.read(URL)
    told = pages.read(link, htmx=True)
    assert "Mia &lt;b&gt;tomorrow&lt;/b&gt; 2:30 PM" in told
    assert "Your visit" in told
    assert "(937) 555-0177" in pages.read(link)


def test_messages_of_nobody_or_of_another_practice_are_not_found(app: Flask, pages: RecordPages) -> None:
    other = open_record_pages(app, "maple")
    with other.add() as clinic:
        row = sent(clinic, "Secret Person")
    assert pages.desk.get(f"/messages/history/{row.id}").status_code == 404
    assert contacts(pages.read(URL)) == []
    assert "Secret" not in pages.post("/messages/history/csv", **DAYS).text


def test_columns_are_chosen_and_ordered_by_each_person(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic)
    page = pages.save("/messages/history/columns", address="1", contact="3", mode="2", when="")
    assert plain("".join(re.findall(r"<th role=\"columnheader\".*?</th>", pages.read(URL)))) == (
        "Sent to Contact mode Contact Text"
    )
    assert "The columns are saved" in page
    assert table(pages.post("/messages/history/csv", **DAYS)) == [
        ["Sent to", "Contact mode", "Contact"],
        ["(937) 555-0177", "Text", "Ana Ramos"],
    ]
    pages.save("/messages/history/columns", usual="yes")
    assert table(pages.post("/messages/history/csv", **DAYS))[0] == [
        "Sent (America/New_York)", "Contact", "Children", "Message", "Contact mode", "What became of it"
    ]  # fmt: skip


def every_column(pages: RecordPages) -> None:
    names = re.findall(r'type="number"[^>]*name="(\w+)"', pages.read("/messages/history/columns"))
    assert len(names) == 15
    pages.save("/messages/history/columns", **{name: str(at) for at, name in enumerate(names, 1)})


def test_the_file_says_what_the_page_says_and_runs_nothing(pages: RecordPages, clinic_audit: Audit) -> None:
    with pages.add() as clinic:
        sent(clinic, "=Ana Ramos", "+Mia", body='@She said "hi",\nand went', cost=3, reason="too_late")
        sent(clinic, "Bo Reed", sent_at=None, status="skipped", due_at=AT - timedelta(hours=1), mode=None)
    every_column(pages)
    answer = pages.post("/messages/history/csv", **DAYS, unsent="yes")
    assert b"\r\n" not in answer.data, "one file ends all its lines alike"
    head, ana, bo = table(answer)
    found = dict(zip(head, ana, strict=True))
    assert found["Sent (America/New_York)"] == "2026-03-04 10:00:00"
    assert (found["Contact"], found["Children"]) == ("'=Ana Ramos", "'+Mia")
    assert found["Text"] == '\'@She said "hi",\nand went'
    assert found["Visit (clock of its location)"] == "2026-03-05 10:00:00"
    assert (found["Provider"], found["Location"]) == ("Dr. Anita Patel", "Main Street")
    assert (found["Cost"], found["Category"], found["Language"]) == ("3", "Reminder", "English")
    not_sent = dict(zip(head, bo, strict=True))
    assert (not_sent["Contact"], not_sent["Contact mode"]) == ("Bo Reed", "Text")
    assert not_sent["What became of it"] == "Not sent"
    page = plain(pages.read(f"{URL}&unsent=yes"))
    assert all(cell in page for cell in (found["Why"], found["What became of it"], found["Message"]))
    assert ("export", "dana@willow.example") in clinic_audit(pages.clinic.practice_id)


def test_the_spreadsheet_holds_dates_numbers_and_plain_text(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic, "=1+1", cost=3, body="Bell \x07 rings")
    every_column(pages)
    answer = pages.post("/messages/history/xlsx", **DAYS)
    head, row = load_workbook(io.BytesIO(answer.data)).active.iter_rows()
    found = {title.value: cell for title, cell in zip(head, row, strict=True)}
    assert found["Sent (America/New_York)"].value == datetime(2026, 3, 4, 10, 0)
    assert (found["Cost"].value, found["Text"].value) == (3, "Bell  rings")
    assert (found["Contact"].value, found["Contact"].data_type) == ("=1+1", "s")


def test_files_follow_filters_search_and_order(pages: RecordPages) -> None:
    with pages.add() as clinic:
        sent(clinic)
        sent(clinic, "Bo Ramos", "Leo", sent_at=AT + timedelta(days=1))
        sent(clinic, "Cy Bell", "Zoe")
    asked = {**DAYS, "q": "ramos", "order": "oldest"}
    assert [row[1] for row in table(pages.post("/messages/history/csv", **asked))[1:]] == [
        "Ana Ramos",
        "Bo Ramos",
    ]


def test_a_view_keeps_filters_under_a_name_for_oneself_or_all(app: Flask, pages: RecordPages) -> None:
    page = pages.save("/messages/history/views", name="Bounced", query="outcome=not_delivered&period=week")
    assert 'href="/messages/history?outcome=not_delivered&amp;period=week"' in page
    pages.save("/messages/history/views", name="Ours", query="mode=text", shared="yes")
    with pages.add() as clinic:
        colleague = clinic.staff("bo@willow.example")
    theirs = type(pages.desk)(app.test_client(), colleague).get("/messages/history").text
    assert "Ours" in theirs
    assert "Bounced" not in theirs
    assert "Remove the view Ours" not in theirs


def test_five_views_and_no_more_but_one_may_be_replaced_or_removed(pages: RecordPages) -> None:
    for number in range(5):
        pages.save("/messages/history/views", name=f"View {number}", query=f"q={number}")
    assert "You have 5 views here already" in pages.save("/messages/history/views", name="Six", query="q=6")
    page = pages.save("/messages/history/views", name="view 3", query="q=other")
    assert "?q=other" in page
    (remove,) = re.findall(r'action="([^"]+)">(?:(?!action).)*?Remove the view View 1', page, re.DOTALL)
    assert "View 1" not in pages.save(remove)
    assert "Give the view a name" in pages.save("/messages/history/views", name=" ", query="")


def test_looking_and_taking_out_are_two_permissions(app: Flask) -> None:
    looks = open_record_pages(app, permissions=("basic_messaging", "reports_view"))
    assert "Export as" not in looks.read(URL)
    assert looks.post("/messages/history/csv").status_code == 403
    assert looks.post("/messages/history/xlsx").status_code == 403
    none = open_record_pages(app, "maple", permissions=("basic_messaging", "export"))
    assert none.desk.get(URL).status_code == 403
    assert none.post("/messages/history/columns").status_code == 403

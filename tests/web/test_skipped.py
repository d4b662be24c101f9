"""The report of what was not sent: who, why, and what to do about it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask

from app.models import MessagePatient, Provider
from tests.builders.clinic import NOW, Clinic
from tests.builders.record_pages import RecordPages, open_record_pages
from tests.builders.record_pages import words as plain
from tests.web.conftest import Audit

URL = "/messages/skipped?first=2026-11-16&last=2026-11-22"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def words(html: str) -> str:
    return plain(html).replace(" ,", ",")


def rows(html: str) -> list[str]:
    return [words(row) for row in re.findall(r'<tr role="row"><td.*?</tr>', html, re.DOTALL)]


def not_sent(clinic: Clinic, name: str, reason: str, status: str = "skipped", **given: object) -> int:
    """A message to ``name`` that did not go; the family's number."""
    child = clinic.child("Mia", name.split()[-1])
    visit = clinic.visit(
        child, NOW + timedelta(days=1), **{k: v for k, v in given.items() if k == "provider_id"}
    )
    contact = clinic.parent(name, child)
    rule = given.get("rule") or clinic.rule("reminder")
    at = given.get("due_at", NOW - timedelta(hours=2))
    clinic.message(rule, contact, visit, status=status, reason=reason, due_at=at)  # type: ignore[arg-type]
    return child.family_id


def test_reasons_are_counted_and_say_what_to_do(pages: RecordPages) -> None:
    with pages.add() as clinic:
        not_sent(clinic, "Ana Ramos", "no_consent")
        not_sent(clinic, "Bo Reed", "no_consent")
        not_sent(clinic, "Cy Bell", "no_open_window")
    page = pages.read(URL)
    listed = words(page[page.index('class="reasons"') :])
    assert "2 Consent for this way of messaging is not on file. Ask the person" in listed
    assert "1 No delivery time was open" in listed
    assert "widen the delivery times" in listed


def test_a_line_names_who_what_when_and_why_and_leads_to_the_family(pages: RecordPages) -> None:
    with pages.add() as clinic:
        family = not_sent(clinic, "Ana Ramos", "no_consent", rule=clinic.rule("reminder", name="Day before"))
    page = pages.read(URL)
    (row,) = rows(page)
    assert row.startswith("Sun Nov 22, 8:00 AM Ana Ramos Mia Day before Text Mon Nov 23, 10:00 AM Not sent")
    assert "Consent for this way of messaging is not on file." in row
    assert f'href="/families/{family}"' in page


def test_filters_by_reason_message_provider_and_day(pages: RecordPages) -> None:
    with pages.add() as clinic:
        kim = clinic.add(Provider(name="Dr. Sun Kim"))
        rule = clinic.rule("reminder", name="Day before")
        not_sent(clinic, "Ana Ramos", "no_consent", provider_id=kim.id)
        not_sent(clinic, "Bo Reed", "ended", rule=rule)
        not_sent(clinic, "Cy Bell", "ended", due_at=NOW - timedelta(days=20))
    assert [row.split()[5] for row in rows(pages.read(f"{URL}&reason=no_consent"))] == ["Ana"]
    assert [row.split()[5] for row in rows(pages.read(f"{URL}&rule={rule.id}"))] == ["Bo"]
    assert [row.split()[5] for row in rows(pages.read(f"{URL}&provider={kim.id}"))] == ["Ana"]
    assert len(rows(pages.read(URL))) == 2
    assert len(rows(pages.read("/messages/skipped?first=2026-11-01&last=2026-11-30"))) == 3
    page = pages.read(f"{URL}&reason=deceased")
    assert rows(page) == []
    assert "No message matches" in page


def test_what_nobody_misses_is_shown_on_request_only(pages: RecordPages) -> None:
    with pages.add() as clinic:
        not_sent(clinic, "Ana Ramos", "answered", "cancelled")
        not_sent(clinic, "Bo Reed", "superseded")
        not_sent(clinic, "Cy Bell", "no_answer_from_host", "bounced")
    assert [row.split()[5] for row in rows(pages.read(URL))] == ["Cy"]
    assert len(rows(pages.read(f"{URL}&everything=yes"))) == 3


def test_a_greeting_that_did_not_go_is_in_it(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana Ramos", mia)
        rule = clinic.rule("reminder", name="Birthday")
        row = clinic.message(rule, ana, status="skipped", reason="no_consent", due_at=NOW)
        clinic.add(
            MessagePatient(
                message_id=row.id, rule_id=rule.id, patient_id=mia.id, contact_id=ana.id,
                occasion_on=date(2026, 11, 22), try_number=1,
            )
        )  # fmt: skip
    (shown,) = rows(pages.read(URL))
    assert "Ana Ramos Mia Birthday Text None Not sent" in shown


def test_fifty_lines_a_page_and_none_twice(pages: RecordPages) -> None:
    with pages.add() as clinic:
        child = clinic.child()
        ana = clinic.parent("Ana Ramos", child)
        rule = clinic.rule("reminder")
        for number in range(60):
            due = NOW - timedelta(minutes=number // 7)
            clinic.message(rule, ana, status="skipped", reason="ended", due_at=due)
    page = pages.read(URL)
    older = re.search(r'href="(/messages/skipped\?[^"]+)">Show older', page)
    assert older
    assert (len(rows(page)), len(rows(pages.read(older[1].replace("&amp;", "&"))))) == (50, 10)


def test_the_export_is_written_down(pages: RecordPages, clinic_audit: Audit) -> None:
    with pages.add() as clinic:
        not_sent(clinic, "=Ana Ramos", "no_consent")
    answer = pages.post("/messages/skipped/export", first="2026-11-16", last="2026-11-22")
    table = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert table[0][0] == "Due (America/New_York)"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", table[1][0]), "with its year"
    assert table[1][1:5][1:3] == ["'=Ana Ramos", "Mia"]
    assert table[1][-1] == "Consent for this way of messaging is not on file."
    assert clinic_audit(pages.clinic.practice_id)[-1] == ("export", "dana@willow.example")


def test_nothing_held_back_says_so(pages: RecordPages) -> None:
    assert "Everybody got their messages" in pages.read("/messages/skipped")


def test_looking_and_taking_out_are_two_permissions(app: Flask) -> None:
    looks = open_record_pages(app, permissions=("basic_messaging", "reports_view"))
    assert "Export as CSV" not in looks.read("/messages/skipped")
    assert looks.post("/messages/skipped/export").status_code == 403
    none = open_record_pages(app, "maple", permissions=("basic_messaging", "export"))
    assert none.desk.get("/messages/skipped").status_code == 403
    assert none.post("/messages/skipped/export").status_code == 403

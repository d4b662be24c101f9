"""The audit log: what a practice administrator reads in it, finds in it and takes out of it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask

from app.actions.write_audit import Actor, write_audit
from app.web.csv_file import safe_cell
from tests.builders.clinic import NOW
from tests.builders.record_pages import RecordPages, open_record_pages
from tests.builders.record_pages import words as plain
from tests.web.conftest import Audit

DANA = Actor("dana@willow.example")


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def words(html: str) -> str:
    return plain(html).replace(" :", ":").replace(" ,", ",")


def rows(html: str) -> list[str]:
    """Each line of the log as one sentence."""
    return [words(row) for row in re.findall(r"<tr role=\"row\"><td.*?</tr>", html, re.DOTALL)]


def test_every_field_is_shown_before_and_after(pages: RecordPages) -> None:
    with pages.add() as clinic:
        write_audit(
            clinic.session, NOW, DANA, "change", "delivery_rules", 1,
            before={"window_from": "08:00", "days": [0, 1, 2, 3, 4], "department_id": None},
            after={"window_from": "09:30", "days": [*range(7)], "department_id": clinic.department_id},
        )  # fmt: skip
    (row,) = rows(pages.read("/audit"))
    assert "Changed: Global settings" in row
    assert "From was 08:00 → now 09:30" in row
    assert "Delivery days was Monday to Friday → now every day" in row
    assert "Department was nothing → now Front Desk" in row


def test_a_moment_reads_on_the_clock_of_the_practice(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child()
        visit = clinic.visit(mia)
        sides = {"before": {"starts_at": "2026-11-24T19:30:00+00:00"}, "after": {"lifecycle": "no_show"}}
        write_audit(clinic.session, NOW, DANA, "change appointment", "appointment", visit.id, **sides)
    page = pages.read("/audit")
    (row,) = rows(page)
    assert "Changed: Visit Mia Ramos" in row
    assert "Start was Tue Nov 24 2026, 2:30 PM" in row
    assert "no show" in row
    assert f'href="/appointments/{visit.id}"' in page


def test_a_contact_leads_to_its_family(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child()
        ana = clinic.parent("Ana Ramos", mia)
        write_audit(clinic.session, NOW, DANA, "change contact", "contact", ana.id, after={"language": "es"})
    page = pages.read("/audit")
    assert "Changed: Contact Ana Ramos" in rows(page)[0]
    assert f'href="/families/{mia.family_id}"' in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("person=parent", ["parent"]),
        ("person=feeds", ["feed"]),
        ("action=Removed", ["holiday"]),
        ("subject=Closed+day", ["holiday"]),
        ("first=2026-11-23", ["feed"]),
        ("last=2026-11-20", ["parent"]),
        ("first=2026-11-22&last=2026-11-22", ["holiday"]),
        ("person=parent&subject=Closed+day", []),
        ("first=nonsense", ["feed", "holiday", "parent"]),
    ],
)
def test_filters_stand_in_the_address(pages: RecordPages, query: str, seen: list[str]) -> None:
    with pages.add() as clinic:
        session = clinic.session
        write_audit(
            session,
            NOW - timedelta(days=2),
            Actor("parent"),
            "answer",
            "appointment",
            1,
            after={"mark": "parent"},
        )
        write_audit(session, NOW, DANA, "remove", "holiday", 1, before={"mark": "holiday"})
        write_audit(
            session,
            NOW + timedelta(days=1),
            Actor("feed csv"),
            "create",
            "patient",
            1,
            after={"mark": "feed"},
        )
    page = pages.read(f"/audit?{query}")
    assert [
        next(mark for mark in ("feed", "holiday", "parent") if f"Mark {mark}" in row.replace("was ", ""))
        for row in rows(page)
    ] == seen
    if not seen:
        assert "Nothing matches" in page


def test_fifty_lines_a_page_and_none_twice(pages: RecordPages) -> None:
    with pages.add() as clinic:
        for number in range(120):
            at = NOW + timedelta(minutes=number // 7)
            write_audit(clinic.session, at, DANA, "change", "practice", after={"address": f"No {number}"})
    url: str | None = "/audit?subject=Practice"
    found: list[str] = []
    while url:
        page = pages.read(url)
        found += re.findall(r"<dd>(No \d+)</dd>", page)
        older = re.search(r'href="(/audit\?[^"]+)">Show older', page)
        url = older[1].replace("&amp;", "&") if older else None
        assert len(found) <= 120
    assert found == [f"No {number}" for number in reversed(range(120))]


def test_the_export_has_the_filtered_lines_and_is_itself_in_the_log(
    pages: RecordPages, clinic_audit: Audit
) -> None:
    with pages.add() as clinic:
        write_audit(clinic.session, NOW, DANA, "change", "practice", after={"name": "=1+1"})
        write_audit(clinic.session, NOW, DANA, "remove", "holiday", before={"day": "2026-12-25"})
    answer = pages.post("/audit/export", subject="Practice")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    table = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert table[0] == ["When", "Who", "Action", "About", "Which", "Before", "After"]
    assert [(row[2], row[3], row[6]) for row in table[1:]] == [("Changed", "Practice", "Name: =1+1")]
    assert clinic_audit(pages.clinic.practice_id)[-1] == ("export", "dana@willow.example")
    assert "Exported: Audit log Filters Subject: Practice" in rows(pages.read("/audit?action=Exported"))[0]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_as_a_formula(begins: str) -> None:
    assert safe_cell(f"{begins}cmd|' /C calc'!A0") == f"'{begins}cmd|' /C calc'!A0"
    assert safe_cell("Mia = Leo") == "Mia = Leo"


def test_what_was_spent_stays_a_number_in_a_file() -> None:
    assert [safe_cell(each) for each in ("-3", "-0.25")] == ["-3", "-0.25"]
    assert [safe_cell(each) for each in ("-3+4", "--3", "-3\n")] == ["'-3+4", "'--3", "'-3\n"]


def test_looking_and_taking_out_are_two_permissions(app: Flask) -> None:
    looks = open_record_pages(app, permissions=("basic_messaging", "audit_view"))
    assert "Export as CSV" not in looks.read("/audit")
    assert looks.post("/audit/export").status_code == 403
    takes = open_record_pages(app, "maple", permissions=("basic_messaging", "export"))
    assert takes.desk.get("/audit").status_code == 403
    assert takes.post("/audit/export").status_code == 403


def test_nothing_of_another_practice_is_in_it(app: Flask) -> None:
    willow, maple = open_record_pages(app), open_record_pages(app, "maple")
    with maple.add() as clinic:
        write_audit(
            clinic.session, NOW, Actor("m@maple.example"), "change", "practice", after={"name": "Maple"}
        )
    assert rows(willow.read("/audit")) == []
    assert "Nothing was changed yet" in willow.read("/audit")

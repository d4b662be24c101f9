"""The practice's own settings: a live text, refusals with an example, nobody's change lost, its types."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import AppointmentRow, AuditLine, Practice, Provider, Template, TemplateSet, VisitType
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/settings/practice"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def form(pages: RecordPages, **changed: Any) -> dict[str, Any]:
    """What a browser would send back unchanged, with some fields changed."""
    seen = re.search(r'name="seen" value="([^"]+)"', pages.read(URL))
    assert seen
    return {
        "seen": seen[1],
        "name": "Willow Pediatrics",
        "short_name": "Willow",
        "timezone": "America/New_York",
        "phone": "(937) 555-0142",
        "address": "",
        "email": "",
        "languages": ["en", "es"],
        "fallback_language": "en",
        "limit": "160",
        "text_limit": "160",
        "opens_at": "08:00",
        "closes_at": "17:00",
        "confidential_age": "13",
        **changed,
    }


def saved(pages: RecordPages) -> Practice:
    with work(pages.clinic.practice_id) as session:
        return session.get_one(Practice, pages.clinic.practice_id)


def test_saving_keeps_every_field(pages: RecordPages) -> None:
    html = pages.save(
        URL,
        **form(
            pages, name="Willow Children", short_name="Willow Kids", timezone="America/Chicago",
            phone="312 555 0101", address="1 Elm Street", email="Office@Willow.example", languages=["es"],
            fallback_language="es", limit="133", keep_accents="yes", opens_at="07:30", closes_at="18:00",
            confidential_age="12", ask_birth_date="yes",
        ),
    )  # fmt: skip
    assert "Saved." in html
    row = saved(pages)
    assert (row.name, row.short_name, row.timezone) == ("Willow Children", "Willow Kids", "America/Chicago")
    assert (row.phone, row.address, row.email) == ("+13125550101", "1 Elm Street", "office@willow.example")
    assert (row.languages, row.fallback_language, row.text_limit, row.keep_accents) == (
        ["es"],
        "es",
        133,
        True,
    )
    assert (row.opens_at, row.closes_at, row.confidential_age) == (time(7, 30), time(18), 12)
    assert row.ask_birth_date
    pages.save(URL, **form(pages))
    assert not saved(pages).ask_birth_date


def test_another_number_of_characters_is_kept(pages: RecordPages) -> None:
    pages.save(URL, **form(pages, limit="other", text_limit="320"))
    assert saved(pages).text_limit == 320


def test_only_what_changed_is_in_the_audit_log(pages: RecordPages) -> None:
    pages.save(URL, **form(pages, opens_at="09:00"))
    assert "Nothing was changed." in pages.save(URL, **form(pages, opens_at="09:00"))
    with work(pages.clinic.practice_id) as session:
        line = session.scalars(select(AuditLine)).one()
    assert (line.subject, line.before, line.after) == (
        "practice",
        {"opens_at": "08:00"},
        {"opens_at": "09:00"},
    )


@pytest.mark.parametrize(("field", "value"), [("timezone", "America/Denver"), ("confidential_age", "15")])
def test_what_messages_depend_on_makes_the_clock_look_again(
    pages: RecordPages, field: str, value: str
) -> None:
    with pages.add() as clinic:
        visit = clinic.visit(clinic.child(), clock.now() + timedelta(days=3)).id
    pages.save(URL, **form(pages, address="2 Elm Street"))
    with work(pages.clinic.practice_id) as session:
        assert not session.get_one(AppointmentRow, visit).replan
    pages.save(URL, **form(pages, **{field: value}))
    with work(pages.clinic.practice_id) as session:
        assert session.get_one(AppointmentRow, visit).replan


@pytest.mark.parametrize(
    ("changed", "field", "example"),
    [
        ({"name": " "}, "name", "for example Willow Pediatrics"),
        ({"short_name": "x" * 21}, "short_name", "At most 20 letters."),
        ({"timezone": "America/Nowhere"}, "timezone", "for example Eastern time"),
        ({"phone": "555-12"}, "phone", "Write it like (937) 555-0142."),
        ({"email": "office"}, "email", "Write it like frontdesk@practice.example."),
        ({"languages": []}, "languages", "Tick at least one language"),
        ({"languages": ["es"]}, "fallback_language", "one of the languages that are ticked"),
        ({"limit": "other", "text_limit": "60"}, "text_limit", "for example 160"),
        ({"limit": "other", "text_limit": "many"}, "text_limit", "for example 160"),
        ({"opens_at": "18:00"}, "opens_at", "for example 08:00 and 17:00"),
        ({"closes_at": "five"}, "closes_at", "for example 08:00"),
        ({"confidential_age": "30"}, "confidential_age", "for example 13"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_cannot_work_comes_back_with_an_example_and_what_was_typed(
    pages: RecordPages, changed: dict[str, Any], field: str, example: str, htmx: bool
) -> None:
    html = pages.refuse(URL, htmx=htmx, **form(pages, address="9 Ash Street", **changed))
    assert example in words(html).replace("’", "'")
    assert f'href="#{field}"' in html
    assert f'id="{field}-error"' in html
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-error', html)
    assert 'value="9 Ash Street"' in html
    assert saved(pages).address == ""


def test_a_limit_that_an_own_shortest_text_passes_is_refused(pages: RecordPages) -> None:
    with pages.add() as clinic:
        own = clinic.add(TemplateSet(type="reminder", name="Warm words", created_at=clock.now()))
        clinic.add(
            Template(
                set_id=own.id, kind="reminder", channel="text", language="en", variant="brief", version=1,
                body="x" * 140, created_at=clock.now(),
            )
        )  # fmt: skip
    assert "“Warm words” takes up to 140 characters" in pages.refuse(URL, **form(pages, limit="133"))
    pages.save(URL, **form(pages, limit="160", address="1 Elm Street"))


def test_somebody_else_s_change_is_shown_and_mine_is_told_back(pages: RecordPages) -> None:
    mine = form(pages, short_name="Mine")
    pages.save(URL, **form(pages, short_name="Theirs"))
    answer = pages.post(URL, htmx=True, **mine)
    assert answer.status_code == 409
    assert "Dana K. changed these settings just now." in words(answer.text)
    assert "You had typed: short name “Mine”" in words(answer.text)
    assert saved(pages).short_name == "Theirs"


def test_the_text_follows_the_form_before_anything_is_saved(pages: RecordPages) -> None:
    typed = form(pages, short_name="Elm Kids", keep_accents="yes", phone="(312) 555-0101")
    text = pages.desk.client.get(f"{URL}/sample", query_string=typed).text
    assert text.lstrip().startswith('<section id="text-sample"')
    assert "Elm Kids: Mia and Zoë have visits" in words(text)
    assert "Call 312-555-0101" in words(text)
    assert "of 160 characters" in words(text)
    without = pages.desk.client.get(f"{URL}/sample", query_string=form(pages)).text
    assert "Mia and Zoe have visits" in words(without)
    broken = pages.desk.client.get(f"{URL}/sample", query_string=form(pages, short_name="")).text
    assert "cannot be used" in broken
    assert saved(pages).short_name == "Willow"


def test_types_of_the_schedule_can_be_marked_and_others_added(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.visit(clinic.child(), clock.now() + timedelta(days=3), visit_type="Well visit")
        clinic.visit(clinic.child(), clock.now() - timedelta(days=300), visit_type="Long ago")
    assert "Long ago" not in pages.read(URL)
    html = pages.save(f"{URL}/types/add", type_name="Counseling")
    assert "The appointment type is on the list." in html
    html = pages.save(
        f"{URL}/types",
        type=["Well visit", "Counseling"],
        confidential=["Counseling"],
        well_visit=["Well visit"],
    )
    assert re.search(r'name="well_visit" value="Well visit" checked', html)
    with work(pages.clinic.practice_id) as session:
        marks = {row.name: (row.confidential, row.well_visit) for row in session.scalars(select(VisitType))}
        assert marks == {"Counseling": (True, False), "Well visit": (False, True)}
        assert (
            session.scalars(select(AppointmentRow).where(AppointmentRow.visit_type == "Well visit"))
            .one()
            .replan
        )
    pages.save(f"{URL}/types", type=["Counseling"], confidential_began=["Counseling"])
    with work(pages.clinic.practice_id) as session:
        left = {row.name for row in session.scalars(select(VisitType)) if row.confidential or row.well_visit}
        assert left == {"Well visit"}


def test_a_type_that_a_colleague_marked_meanwhile_stays_confidential(pages: RecordPages) -> None:
    for name in ("Counseling", "Well visit"):
        pages.save(f"{URL}/types/add", type_name=name)
    opened = pages.read(URL)
    assert "_began" not in opened
    pages.save(f"{URL}/types", type=["Counseling", "Well visit"], confidential=["Counseling"])
    assert 'name="confidential_began" value="Counseling"' in pages.read(URL)
    pages.save(f"{URL}/types", type=["Counseling", "Well visit"], well_visit=["Well visit"])
    with work(pages.clinic.practice_id) as session:
        marks = {row.name: (row.confidential, row.well_visit) for row in session.scalars(select(VisitType))}
    assert marks == {"Counseling": (True, False), "Well visit": (False, True)}


@pytest.mark.parametrize("name", ["", "  ", "counseling"])
def test_a_type_without_a_name_or_a_second_time_is_refused(pages: RecordPages, name: str) -> None:
    pages.save(f"{URL}/types/add", type_name="Counseling")
    assert 'id="type_name-error"' in pages.refuse(f"{URL}/types/add", type_name=name)


def test_a_provider_has_three_names(pages: RecordPages) -> None:
    number = pages.clinic.provider_id
    names = {
        f"name-{number}": "Dr. A. Patel",
        f"spoken_name-{number}": "Doctor Patel",
        f"name_es-{number}": "",
    }
    assert 'value="Doctor Patel"' in pages.save(f"{URL}/providers/{number}", **names)
    html = pages.refuse(f"{URL}/providers/{number}", **{**names, f"name-{number}": ""})
    assert f'id="name-{number}-error"' in html
    with work(pages.clinic.practice_id) as session:
        row = session.get_one(Provider, number)
        assert (row.name, row.spoken_name, row.name_es) == ("Dr. A. Patel", "Doctor Patel", "")
    assert pages.post(f"{URL}/providers/{number + 999}", **names).status_code == 404


def test_only_those_who_may_edit_the_rules_come_in(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "contacts_edit"))
    assert pages.desk.get(URL).status_code == 403
    assert pages.post(URL, name="x").status_code == 403


def test_a_video_room_is_a_whole_safe_address(pages: RecordPages) -> None:
    number = pages.clinic.provider_id
    names = {f"name-{number}": "Dr. Anita Patel"}
    url = f"{URL}/providers/{number}"
    for wrong in (
        "http://video.example/patel",
        "video.example",
        "javascript:alert(1)",
        "https://a b.example",
    ):
        html = pages.refuse(url, **{**names, f"video_url-{number}": wrong})
        assert "Write the whole address of the video room" in words(html)
    room = "https://video.example/patel?pwd=a1"
    assert f'value="{room}"' in pages.save(url, **{**names, f"video_url-{number}": room})
    with work(pages.clinic.practice_id) as session:
        assert session.get_one(Provider, number).video_url == room

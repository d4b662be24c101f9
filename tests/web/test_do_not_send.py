"""The do-not-send list: numbers, addresses, domains, and what families stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions.note_failure import note_failure
from app.actions.suppress_address import stop_channel
from app.actions.write_audit import PARENT
from app.domain.preferences import Channel
from app.models import Address, AuditLine
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/do-not-send"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def _family(pages: RecordPages, **address: Any) -> int:
    """Ana's mailbox, whose id it gives."""
    with pages.add() as clinic:
        row = clinic.address("ana@ramos.example", **address)
        clinic.parent("Ana Ramos", clinic.child("Mia"), email_id=row.id)
        return row.id


def _row(pages: RecordPages, value: str) -> Address:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(Address).where(Address.value == value)).one()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("(937) 555-0142", "+19375550142"),
        ("Ana@Ramos.example", "ana@ramos.example"),
    ],
)
def test_a_number_or_address_is_put_on_the_list_and_taken_off(
    pages: RecordPages, typed: str, value: str
) -> None:
    _family(pages)
    page = words(pages.save(f"{URL}/add", what=typed, reason="Wrong number"))
    assert "any more." in page
    assert "Wrong number" in page
    row = _row(pages, value)
    assert row.suppressed_reason == "Wrong number"
    assert "may be used again" in words(pages.save(f"{URL}/{row.id}/allow"))
    assert _row(pages, value).suppressed_at is None


@pytest.mark.parametrize("typed", ["old.example", "@Old.Example"])
def test_a_domain_stops_everybody_behind_it(pages: RecordPages, typed: str) -> None:
    with pages.add() as clinic:
        clinic.address("ben@old.example")
    page = words(pages.save(f"{URL}/add", what=typed, reason="They moved"))
    assert "old.example" in page
    assert "They moved" in page
    assert _row(pages, "ben@old.example").suppressed_reason == "domain"
    assert "Its whole email domain is on the do-not-send list." in words(pages.read(URL))
    number = page_id(pages.read(f"{URL}?list=domains"))
    pages.save(f"{URL}/domains/{number}/allow")
    assert _row(pages, "ben@old.example").suppressed_at is None
    assert pages.post(f"{URL}/domains/{number}/allow").status_code == 404


def page_id(html: str) -> str:
    return html.partition("/do-not-send/domains/")[2].partition("/")[0]


@pytest.mark.parametrize("typed", ["", "12", "ana@", "not a thing"])
def test_what_is_none_of_these_is_refused_with_an_example(pages: RecordPages, typed: str) -> None:
    html = pages.refuse(f"{URL}/add", what=typed, reason="Because")
    assert html.lstrip().startswith('<div id="do-not-send"')
    assert "Write a number like (937) 555-0142" in html
    assert 'value="Because"' in html


def test_the_list_says_why_since_when_by_whom_and_whose(pages: RecordPages) -> None:
    _family(pages)
    pages.save(f"{URL}/add", what="ana@ramos.example", reason="Asked on the phone")
    html = pages.read(URL)
    assert "Asked on the phone" in words(html)
    assert "Ana Ramos" in words(html)
    assert "dana" in words(html).lower()


def test_a_complaint_is_lifted_only_when_the_family_asked(pages: RecordPages) -> None:
    with pages.add() as clinic:
        row = clinic.address("ana@ramos.example")
        ana = clinic.parent("Ana Ramos", clinic.child("Mia"), email_id=row.id)
        message = clinic.message(clinic.rule(), ana, channel="email", address=row.value)
        note_failure(clinic.session, clock.now(), message, "complaint")
        number = row.id
    html = pages.read(URL)
    assert "A delivery report" in words(html)
    assert f'action="{URL}/{number}/allow"' not in html
    assert "reports mail as spam does not want it" in words(pages.read(f"{URL}/{number}/allow"))
    answer = pages.post(f"{URL}/{number}/allow")
    assert answer.status_code == 422
    assert _row(pages, "ana@ramos.example").suppressed_reason == "complaint"
    pages.save(f"{URL}/{number}/allow", asked="yes")
    assert _row(pages, "ana@ramos.example").suppressed_at is None
    assert "Reported as spam" not in pages.read("/fix")


def test_only_the_family_starts_texts_again_and_calls_go_when_they_ask(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.parent("Ana Ramos", clinic.child("Mia"), cell="+19375550123")
        for channel in (Channel.TEXT, Channel.VOICE):
            stop_channel(clinic.session, clock.now(), PARENT, "+19375550123", channel, "text STOP")
    html = pages.read(f"{URL}?list=stopped")
    assert "No texts" in words(html)
    assert "No calls" in words(html)
    number = _row(pages, "+19375550123").id
    assert pages.post(f"{URL}/{number}/start/text").status_code == 404
    pages.save(f"{URL}/{number}/start/voice")
    assert _row(pages, "+19375550123").stopped == ["text"]
    assert pages.post(f"{URL}/{number}/start/voice").status_code == 404


@pytest.mark.parametrize("wanted", ["ramos", "ana@", "Ana Ra"])
def test_one_finds_by_address_and_by_name(pages: RecordPages, wanted: str) -> None:
    _family(pages, suppressed_at=clock.now(), suppressed_reason="Asked")
    with pages.add() as clinic:
        clinic.address("+19375550177", suppressed_at=clock.now(), suppressed_reason="Asked")
    text = words(pages.desk.get(URL, query={"q": wanted}).text)
    assert "ana@ramos.example" in text
    assert "555-0177" not in text
    assert "555-0177" in words(pages.desk.get(URL, query={"q": "(937) 555-01"}).text)
    assert "Nothing on this list fits" in words(pages.desk.get(URL, query={"q": "nobody"}).text)


def test_long_lists_come_in_pages(pages: RecordPages) -> None:
    now = clock.now()
    with pages.add() as clinic:
        for each in range(55):
            clinic.address(
                f"p{each:02}@ramos.example", suppressed_at=now - timedelta(hours=each), suppressed_reason="x"
            )
    first = pages.read(URL)
    assert ("p49@" in first, "p50@" in first) == (True, False)
    older = first.partition("amp;older=")[2].partition('"')[0].replace("&amp;", "&")
    rest = pages.read(f"{URL}?older={older}")
    assert ("p49@" in rest, "p50@" in rest, "p54@" in rest) == (False, True, True)


def test_the_export_holds_all_three_lists_and_is_written_down(pages: RecordPages) -> None:
    _family(pages, suppressed_at=clock.now(), suppressed_reason="bad_mailbox")
    pages.save(f"{URL}/add", what="old.example", reason="They moved")
    with pages.add() as clinic:
        stop_channel(clinic.session, clock.now(), PARENT, "+19375550123", Channel.TEXT, "text STOP")
    file = pages.post(f"{URL}/export").text
    for each in (
        "Numbers and addresses,ana@ramos.example,This address does not exist.",
        "Email domains,old.example,They moved",
        "Stopped by families,'+19375550123,Text",
    ):
        assert each in file
    with work(pages.clinic.practice_id) as session:
        lines = session.scalars(select(AuditLine.subject).where(AuditLine.action == "export"))
        assert list(lines) == ["do_not_send_list"]


def test_who_may_not_edit_contacts_only_looks(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging",))
    number = _family(pages, suppressed_at=clock.now(), suppressed_reason="Asked")
    html = pages.read(URL)
    assert "ana@ramos.example" in html
    assert "Allow again" not in html
    for path in (f"{URL}/add", f"{URL}/{number}/allow", f"{URL}/export"):
        assert pages.post(path, what="old.example").status_code == 403


def test_another_practice_s_list_is_its_own(pages: RecordPages, app: Flask) -> None:
    number = _family(pages, suppressed_at=clock.now(), suppressed_reason="Asked")
    other = open_record_pages(app, "maple")
    assert "ana@ramos.example" not in other.read(URL)
    assert other.post(f"{URL}/{number}/allow").status_code == 404

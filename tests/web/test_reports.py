"""The reports page: nothing is claimed of too few, everything drawn is in a table, and can be taken out."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import AuditLine, ChannelSetup, Location
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages
from tests.builders.record_pages import words as plain
from tests.builders.reports import ReportBook


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def fill(pages: RecordPages, answered: int, silent: int, missed: int = 0) -> None:
    """So many visits of the last weeks; of the silent ones so many are no-shows."""
    with pages.add() as clinic:
        book = ReportBook(clinic, clock.now())
        book.crowd((2 + number % 20 for number in range(answered)), 72, answered=70)
        for lifecycle, numbers in (("no_show", range(missed)), ("completed", range(missed, silent))):
            book.crowd((2 + number % 20 for number in numbers), 72, lifecycle=lifecycle)


def card(html: str, chart: str) -> str:
    """The words of one chart's card."""
    begins = html.index(f'id="{chart}-card"')
    return plain(html[begins : html.index("</section>", begins)])


def test_a_rate_needs_a_hundred_visits(pages: RecordPages) -> None:
    fill(pages, answered=100, silent=99, missed=30)
    html = pages.read("/reports")
    missed = card(html, "missed")
    assert "Too few visits to say: 99 of 100 visits of the smaller group." in missed
    assert "Families who answered 0% of 100 (0% to 3.7%)" in missed
    assert "Asked, no answer 30 99 Too few to say" in missed
    assert "30%" not in missed
    assert not re.search(r"fewer visits|may be chance", missed)


def test_with_enough_of_both_it_says_who_missed_fewer_and_how_sure_that_is(pages: RecordPages) -> None:
    fill(pages, answered=110, silent=100, missed=20)
    missed = card(pages.read("/reports"), "missed")
    assert "Families who answered missed fewer visits: 0% with an answer, 20% without." in missed
    assert "Asked, no answer 20 100 20% 13% to 29%" in missed
    assert "does not show that the messages made it" in missed


def test_a_difference_that_may_be_chance_is_called_so(pages: RecordPages) -> None:
    fill(pages, answered=100, silent=100, missed=2)
    assert "Missed: 0% with an answer, 2.0% without. That may be chance." in card(
        pages.read("/reports"), "missed"
    )


def test_the_funnel_is_told_by_what_was_asked_for(pages: RecordPages) -> None:
    fill(pages, answered=3, silent=1)
    funnel = card(pages.read("/reports"), "funnel")
    assert "Of 4 messages that went out 3 were answered." in funnel
    assert "Three days before 4 4 4 3 3 4 Too few to say" in funnel
    by_channel = pages.read("/reports?by=channel")
    assert "Text 4 4 4 3 3 4" in card(by_channel, "funnel")
    assert re.search(r'aria-current="true">Channel</a>', by_channel)


def test_before_a_week_of_messages_it_says_when_reports_begin(pages: RecordPages) -> None:
    with pages.add() as clinic:
        ReportBook(clinic, clock.now()).visit(days=1, asked_hours=24)
    html = pages.read("/reports")
    assert "Reports need 7 days of data" in html
    assert "<svg viewBox" not in html.partition('<div id="reports"')[2]


def test_the_period_is_chosen_by_weeks_or_days_and_never_lies_ahead(pages: RecordPages) -> None:
    fill(pages, answered=2, silent=0)
    today = clock.now().date()
    assert 'aria-current="true">12 weeks</a>' in pages.read("/reports?weeks=12")
    own = pages.read(f"/reports?first={today - timedelta(days=3)}&last={today + timedelta(days=90)}")
    assert 'aria-current="true">4 weeks' not in own
    assert str(today + timedelta(days=90)) not in own
    assert pages.desk.get("/reports?first=nonsense&location=x&provider=9999999").status_code == 200
    assert pages.read("/reports", htmx=True).lstrip().startswith('<div id="reports"')


def test_visits_of_today_that_are_still_to_come_are_not_counted_and_the_page_says_so(
    pages: RecordPages,
) -> None:
    fill(pages, answered=3, silent=0)
    assert "as far as they have begun" in plain(pages.read("/reports"))
    assert "as far as they have begun" not in plain(pages.read("/reports?first=2026-01-01&last=2026-01-31"))


def test_a_practice_with_one_location_is_not_asked_which(pages: RecordPages) -> None:
    fill(pages, answered=1, silent=0)
    assert 'id="location"' not in pages.read("/reports")
    with pages.add() as clinic:
        clinic.add(Location(name="North Office"))
    assert 'id="location"' in pages.read("/reports")


def test_the_line_marks_the_day_the_practice_went_live(pages: RecordPages) -> None:
    fill(pages, answered=110, silent=0)
    assert "First message" not in card(pages.read("/reports"), "trend")  # before the first week with visits
    with pages.add() as clinic:
        at = clock.now() - timedelta(days=8)
        clinic.add(ChannelSetup(channel="text", activated_at=at, changed_at=at))
        book = ReportBook(clinic, clock.now())
        clinic.add_all(
            clinic.booking(book.child, book.now - timedelta(days=1 + number % 27), lifecycle="completed")
            for number in range(400)
        )
    assert ">Live</text>" in pages.read("/reports")


def test_a_chart_leaves_as_a_file_that_names_period_and_zone(pages: RecordPages) -> None:
    fill(pages, answered=3, silent=1)
    answer = pages.desk.post("/reports/export", chart="funnel", by="channel", weeks="12")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert rows[0][:3] == ["Channel", "Planned", "Sent"]
    assert rows[1][:6] == ["Text", "4", "4", "4", "3", "3"]
    assert rows[1][-1] == "America/New_York"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d", rows[1][-2])
    with work(pages.clinic.practice_id) as session:
        (line,) = session.scalars(select(AuditLine).where(AuditLine.action == "export"))
        assert (line.subject, line.after["filters"]["chart"]) == ("report", "funnel")
    assert pages.desk.post("/reports/export", chart="nothing").status_code == 404


def test_who_may_not_export_sees_no_button_and_cannot(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "reports_view"))
    fill(pages, answered=2, silent=0)
    assert "Export as CSV" not in pages.read("/reports")
    assert pages.desk.post("/reports/export", chart="funnel").status_code == 403

"""Global Settings: live sentences, refusals with an example, and nobody's change lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import DeliveryRulesRow
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/messages/auto/settings"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def _form(pages: RecordPages, **changed: Any) -> dict[str, Any]:
    """What a browser would send back unchanged, with some fields changed."""
    seen = re.search(r'name="seen" value="([^"]+)"', pages.read(URL))
    assert seen
    return {
        "seen": seen[1],
        "window_from": "08:00",
        "window_to": "20:00",
        "every_day": "all",
        "cancellation_mode": "automatic",
        "deadline_hours": "1",
        "track_cancellations": "yes",
        "department_id": str(pages.clinic.department_id),
        "sibling_mode": "same_time",
        **changed,
    }


def _saved(pages: RecordPages) -> DeliveryRulesRow:
    with work(pages.clinic.practice_id) as session:
        row = session.scalars(select(DeliveryRulesRow)).one()
        session.expunge(row)
    return row


def test_the_page_says_in_sentences_what_is_set(pages: RecordPages) -> None:
    text = words(pages.read(URL))
    assert "A parent with a 2:30 PM visit can cancel until 1:30 PM." in text
    assert "Messages go out 8:00 AM to 8:00 PM, every day, in each office's own time." in text


def test_the_sentences_follow_the_form_before_anything_is_saved(pages: RecordPages) -> None:
    form = _form(pages, deadline_hours="3", every_day="some", days=["0", "1"], window_from="16:00")
    answer = pages.desk.client.get(f"{URL}/sentences", query_string=form)
    text = words(answer.text)
    assert answer.text.lstrip().startswith('<section id="sentences"')
    assert "can cancel until 11:30 AM." in text
    assert "Messages go out 4:00 PM to 8:00 PM, Monday and Tuesday" in text
    assert _saved(pages).deadline_hours == 1


def test_the_sentences_say_when_the_form_cannot_be_used(pages: RecordPages) -> None:
    answer = pages.desk.client.get(f"{URL}/sentences", query_string=_form(pages, deadline_hours="25"))
    assert "Something in the form cannot be used." in answer.text


def test_saving_keeps_every_field(pages: RecordPages) -> None:
    form = _form(
        pages, window_from="09:30", window_to="18:00", every_day="some", days=["1", "5"],
        cancellation_mode="by_request", deadline_hours="24", sibling_mode="same_day", department_id="",
        daily_cap="3",
    )  # fmt: skip
    del form["track_cancellations"]
    html = pages.save(URL, **form)
    assert "Saved." in html
    row = _saved(pages)
    assert (row.window_from.isoformat("minutes"), row.window_to.isoformat("minutes")) == ("09:30", "18:00")
    assert (row.days, row.cancellation_mode, row.deadline_hours) == ([1, 5], "by_request", 24)
    assert (row.track_cancellations, row.department_id, row.sibling_mode) == (False, None, "same_day")
    assert 'value="by_request" checked' in html
    assert row.daily_cap == 3
    assert "At most 3 messages a day go to one phone number or email address" in words(html)


@pytest.mark.parametrize(
    ("changed", "field", "example"),
    [
        ({"window_from": "20:00", "window_to": "08:00"}, "window_from", "for example From 08:00"),
        ({"every_day": "some"}, "days", "Tick at least one day"),
        ({"deadline_hours": "0"}, "deadline_hours", "1 to 24 hours"),
        ({"deadline_hours": "25"}, "deadline_hours", "1 to 24 hours"),
        ({"deadline_hours": "1.5"}, "deadline_hours", "Write whole hours in digits, for example 2."),
        ({"deadline_hours": ""}, "deadline_hours", "Write whole hours in digits, for example 2."),
        ({"department_id": ""}, "department_id", "for example Front Desk"),
        ({"daily_cap": "21"}, "daily_cap", "1 to 20 messages, for example 3"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_cannot_work_comes_back_with_an_example_and_what_was_typed(
    pages: RecordPages, changed: dict[str, Any], field: str, example: str, htmx: bool
) -> None:
    html = pages.refuse(URL, htmx=htmx, **_form(pages, sibling_mode="same_day", **changed))
    assert example in words(html)
    assert f'href="#{field}"' in html
    assert f'id="{field}-error"' in html
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-error', html)
    assert "data-focus" in html
    assert 'value="same_day" checked' in html
    assert _saved(pages).sibling_mode == "same_time"


def test_somebody_else_s_change_is_shown_and_mine_is_told_back(pages: RecordPages) -> None:
    mine = _form(pages, deadline_hours="7")
    pages.save(URL, **_form(pages, deadline_hours="2"))
    answer = pages.post(URL, htmx=True, **mine)
    text = words(answer.text)
    assert answer.status_code == 409
    assert "Dana K. changed these settings just now." in text
    assert "You had typed: Deadline 7." in text
    assert 'name="deadline_hours" value="2"' in answer.text
    assert _saved(pages).deadline_hours == 2


def test_saving_without_a_change_says_so(pages: RecordPages) -> None:
    assert "Nothing was changed." in pages.save(URL, **_form(pages))


def test_closed_days_are_added_and_removed(pages: RecordPages) -> None:
    text = pages.save(f"{URL}/holidays", day="2030-12-25", name="Christmas Day", location="")
    assert "Wednesday, December 25, 2030" in text
    removal = re.search(r'action="(/messages/auto/settings/holidays/\d+/remove)"', text)
    assert removal
    assert "Christmas Day" not in pages.save(removal[1])
    assert pages.post(removal[1]).status_code == 404


def test_a_closed_day_that_is_no_day_is_refused(pages: RecordPages) -> None:
    html = pages.refuse(f"{URL}/holidays", day="25.12.", name="Christmas Day")
    assert "for example 2026-12-25" in html
    assert 'value="Christmas Day"' in html


def test_only_those_who_may_edit_the_rules_come_in(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "contacts_edit"))
    assert pages.desk.get(URL).status_code == 403
    assert pages.post(URL, window_from="09:00").status_code == 403

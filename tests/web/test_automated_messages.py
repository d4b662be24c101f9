"""Automated messages: the list, the editor, the effect seen before it is saved, and who may do what."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.actions.look_ahead import look_ahead
from app.domain.typed_rule import NamedRule, TypedRule, typed_rule
from app.models import AuditLine, Location, Message, RuleRow, TemplateSet
from app.models.facts import rule_facts
from app.work import work
from tests.builders.credit import begin_plan
from tests.builders.front_desk import Browser, FrontDesk
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/messages/auto"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    """A reminder a day before, which is on, a draft, and five families with a visit in three days."""
    pages = open_record_pages(app)
    with pages.add() as clinic:
        now = clock.now()
        on = now - timedelta(days=60)
        clinic.rule(name="Reminder", enabled_at=on)
        clinic.rule("reminder", name="Same day", state="draft", enabled_at=None, amount=2, unit="hours")
        for number in range(5):
            child = clinic.child(f"Child {number}")
            clinic.parent(f"Parent {number}", child, prefers_reminders="email" if number == 4 else "text",
                          email_id=clinic.address(f"p{number}@example.com").id)  # fmt: skip
            clinic.visit(child, now + timedelta(days=3), created_at=on, version_at=on)
        alone = clinic.child("Nobody's")
        clinic.parent("Silent", alone, prefers_reminders=None)
        clinic.visit(alone, now + timedelta(days=3), created_at=on, version_at=on)
    return pages


def _row(pages: RecordPages, name: str = "Reminder") -> RuleRow:
    with work(pages.clinic.practice_id) as session:
        row = session.scalars(select(RuleRow).where(RuleRow.name == name)).one()
        session.expunge(row)
    return row


def _url(pages: RecordPages, name: str = "Reminder", more: str = "") -> str:
    return f"{URL}/{_row(pages, name).id}{more}"


def _fields(typed: TypedRule) -> dict[str, Any]:
    """What a browser sends of this form."""
    sent: dict[str, Any] = {}
    for each in fields(TypedRule):
        value = getattr(typed, each.name)
        if isinstance(value, tuple):
            sent[each.name] = list(value)
        elif value is True:
            sent[each.name] = "yes"
        elif value is not False:
            sent[each.name] = value
    return sent


def _form(pages: RecordPages, name: str = "Reminder", **changed: Any) -> dict[str, Any]:
    row = _row(pages, name)
    typed = _fields(typed_rule(NamedRule(row.name, rule_facts(row))))
    return {**typed, "seen": row.changed_at.isoformat(), **changed}


def _reviewed(html: str) -> str:
    found = re.search(r'name="reviewed" value="([^"]+)"', html)
    assert found, "the effect was not shown"
    return found[1]


def _actions(pages: RecordPages) -> list[str]:
    with work(pages.clinic.practice_id) as session:
        return list(session.scalars(select(AuditLine.action).order_by(AuditLine.id)))


def test_the_list_says_when_for_whom_how_and_what_goes_next(pages: RecordPages) -> None:
    with pages.add() as clinic:
        soon = clock.now() + timedelta(days=1, hours=2)
        mia = clinic.child()
        clinic.parent("Ana", mia)
        clinic.visit(mia, soon)
    look_ahead(clock.now(), pages.clinic.practice_id)
    text = words(pages.read(URL))
    assert "1 of 2 messages on" in text
    assert re.search(r"Reminder 1 day before the start All visits As each contact prefers Standard words On "
                     r"(1 message|Nothing in the next 24 hours)", text)  # fmt: skip
    assert "Same day Reminder 2 hours before the start" in text
    assert "Draft Sends nothing Not turned on yet" in text


def test_the_list_says_what_to_look_at_and_who_turned_it_off(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.rule("confirmation_request", name="Too late", amount=30, unit="minutes",
                    statuses=["scheduled"])  # fmt: skip
    pages.save(_url(pages, more="/disable"))
    text = words(pages.read(URL))
    assert "Too late Confirmation request 1 thing to look at When it arrives, parents can no longer" in text
    assert "Off Sends nothing Turned off by dana@willow.example, just now" in text


def test_a_practice_without_messages_reads_what_they_are(app: Flask) -> None:
    assert "No automated messages yet" in open_record_pages(app).read(URL)


def test_the_form_shows_what_is_saved_and_says_it(pages: RecordPages) -> None:
    html = pages.read(_url(pages))
    assert 'name="amount" value="1"' in html
    assert "Reminds the family of the visit, 1 day before the start." in words(html)
    assert "Review the change" in html


def test_the_effect_follows_the_form_before_anything_is_saved(pages: RecordPages) -> None:
    form = _form(pages, channel_mode="fixed", channel="email")
    answer = pages.post(_url(pages, more="/effect"), htmx=True, **form)
    text = words(answer.text)
    assert answer.text.lstrip().startswith('<div id="effect"')
    assert "It always goes by email" in text
    assert "4 more and 4 fewer messages in the next 14 days" in text
    assert "Text 4 0 −4 Email 1 5 +4" in text
    assert "Credits" not in text
    assert "No preferred way to be reached is set. 1" in text
    assert "Save: 4 more and 4 fewer messages" in text
    assert _row(pages).channel_mode == "preference"


def test_under_a_plan_with_a_balance_a_change_says_what_it_costs(pages: RecordPages) -> None:
    with work(pages.clinic.practice_id) as session:
        pages.clinic.session = session
        begin_plan(pages.clinic)
    form = _form(pages, channel_mode="fixed", channel="email")
    text = words(pages.post(_url(pages, more="/effect"), htmx=True, **form).text)
    assert "Text 4 0 −4 Email 1 5 +4 Credits 13 5 −8" in text


def test_a_change_of_a_message_that_is_on_is_saved_only_as_it_was_seen(pages: RecordPages) -> None:
    url, form = _url(pages), _form(pages, location_ids=[])
    form["visit_types"] = ["Check-up"]
    seen = pages.post(url, **form)
    assert seen.status_code == 200
    assert "Not saved yet." in seen.text
    assert "no message more or less" in words(seen.text)
    assert _row(pages).visit_types == []
    other = pages.post(url, **{**form, "amount": "2"}, reviewed=_reviewed(seen.text))
    assert "Not saved yet." in other.text, "what was looked at is not what would be saved"
    html = pages.save(url, **form, reviewed=_reviewed(seen.text))
    assert "Messages that wait to go and no longer fit are cancelled" in html
    assert _row(pages).visit_types == ["Check-up"]
    assert _actions(pages) == ["change"]


def test_a_change_that_reaches_back_says_that_it_counts_from_now(pages: RecordPages) -> None:
    answer = pages.post(_url(pages), **_form(pages, amount="4"))
    text = words(answer.text)
    assert "5 fewer messages in the next 14 days" in text
    assert "It counts from now: a visit whose moment has passed" in text
    later = pages.post(_url(pages), **_form(pages, amount="2"))
    assert "It counts from now" not in pages.post(_url(pages), **_form(pages, age_to="18")).text
    assert "It counts from now" in later.text


def test_a_draft_is_saved_at_once_and_says_what_it_would_do(pages: RecordPages) -> None:
    effect = pages.post(_url(pages, "Same day", "/effect"), htmx=True, **_form(pages, "Same day"))
    assert "5 more messages in the next 14 days" in words(effect.text)
    html = pages.save(_url(pages, "Same day"), **_form(pages, "Same day", amount="3"))
    assert "Saved." in html
    assert _row(pages, "Same day").amount == 3


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("changed", "field", "example"),
    [
        ({"name": ""}, "name", "for example Reminder the day before"),
        ({"amount": "0"}, "amount", "for example 2"),
        ({"statuses": []}, "statuses", "Tick at least one status"),
        ({"age_from": "9", "age_to": "3"}, "age_from", "for example 3 to 9"),
        ({"channel_mode": "escalation", "escalate_after": "0"}, "escalate_after", "for example 4 hours"),
        ({"own_hours": "yes", "days": []}, "days", "Monday to Friday"),
        ({"own_last_useful": "yes", "last_useful": "x"}, "last_useful", "for example 30 minutes"),
    ],
)
def test_what_cannot_work_comes_back_with_an_example_and_what_was_typed(
    pages: RecordPages, changed: dict[str, Any], field: str, example: str, htmx: bool
) -> None:
    html = pages.refuse(_url(pages), htmx=htmx, **{**_form(pages), "last_useful_unit": "weeks", **changed})
    assert example in words(html)
    assert f'href="#{field}"' in html
    assert f'id="{field}-error"' in html
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-error', html)
    assert "data-focus" in html
    assert _actions(pages) == []


def test_foreseeing_without_end_is_slowed_down_for_who_asks_only(app: Flask, pages: RecordPages) -> None:
    token = pages.desk.token()
    nothing = {"csrf_token": token, "name": ""}
    answers = {
        pages.desk.client.post(_url(pages, more="/effect"), data=nothing).status_code for _ in range(91)
    }
    assert answers == {200, 429}
    with pages.add() as clinic:
        pat = clinic.staff("pat@willow.example", permissions=("basic_messaging", "automated_view"))
    other = RecordPages(pages.clinic, FrontDesk(Browser(app), pat))
    assert other.post(_url(pages, more="/effect"), name="").status_code == 200


def test_the_panel_says_when_the_form_cannot_be_used(pages: RecordPages) -> None:
    answer = pages.post(_url(pages, more="/effect"), htmx=True, **_form(pages, amount=""))
    assert "Something in the form cannot be used." in answer.text
    assert 'name="reviewed"' not in answer.text


def test_somebody_else_s_change_is_shown_and_mine_is_told_back(pages: RecordPages) -> None:
    url, mine = _url(pages), _form(pages, age_to="12")
    theirs = _form(pages, age_to="9")
    pages.save(url, **theirs, reviewed=_reviewed(pages.post(url, **theirs).text))
    answer = pages.post(url, htmx=True, **mine, reviewed=_reviewed(pages.post(url, **mine).text))
    text = words(answer.text)
    assert answer.status_code == 409
    assert "Dana K. changed this message just now." in text
    assert "What you wanted: Reminds the family" in text
    assert "ages up to 12" in text
    assert 'name="age_to" value="9"' in answer.text
    assert _row(pages).age_to == 9


def test_turning_on_shows_the_number_first(pages: RecordPages) -> None:
    url = _url(pages, "Same day", "/enable")
    asked = pages.post(url)
    text = words(asked.text)
    assert asked.status_code == 200
    assert "Turn on Same day?" in text
    assert "Turn on: 5 more messages in the next 14 days" in text
    assert _row(pages, "Same day").state == "draft"
    seen = _row(pages, "Same day").changed_at.isoformat()
    assert "Same day is on." in pages.save(url, seen=seen, reviewed="yes")
    assert _row(pages, "Same day").state == "enabled"
    assert "Same day was on already." in pages.save(url, seen=seen, reviewed="yes")


def test_one_that_changed_meanwhile_is_shown_again_before_it_is_turned_on(pages: RecordPages) -> None:
    seen = _row(pages, "Same day").changed_at.isoformat()
    pages.save(_url(pages, "Same day"), **_form(pages, "Same day", amount="5"))
    answer = pages.post(_url(pages, "Same day", "/enable"), seen=seen, reviewed="yes")
    assert answer.status_code == 409
    assert "5 hours before the start" in answer.text
    assert _row(pages, "Same day").state == "draft"


def test_turning_off_acts_at_once_and_can_be_undone(pages: RecordPages) -> None:
    html = pages.save(_url(pages, more="/disable"))
    assert "Reminder is off. Nothing of it goes any more." in html
    assert _url(pages, more="/disable/undo") in html
    assert _row(pages).state == "disabled"
    before = _row(pages).enabled_at
    assert before is None
    assert "It is on again, as before." in pages.save(_url(pages, more="/disable/undo"))
    assert _row(pages).state == "enabled"
    assert "It has been changed since" in pages.save(_url(pages, more="/disable/undo"))


def test_what_a_colleague_turned_off_is_not_for_another_to_undo(app: Flask, pages: RecordPages) -> None:
    with pages.add() as clinic:
        pat = clinic.staff(
            "pat@willow.example", permissions=("basic_messaging", "automated_disable", "automated_delete")
        )
    other = RecordPages(pages.clinic, FrontDesk(Browser(app), pat))
    url = _url(pages)
    for act in ("disable", "delete"):
        assert pages.post(f"{url}/{act}", reviewed="yes").status_code == 303
        assert other.post(f"{url}/{act}/undo").status_code == 303
    row = _row(pages)
    assert (row.state, row.deleted_at is None) == ("disabled", False)


def test_deleting_asks_with_the_numbers_and_can_be_undone(pages: RecordPages) -> None:
    with pages.add() as clinic:
        parent = clinic.parent("Ana", clinic.child())
        row = clinic.session.scalars(select(RuleRow).where(RuleRow.name == "Reminder")).one()
        clinic.message(row, parent, sent_at=clock.now())
        clinic.message(row, parent, status="queued")
    url = _url(pages, more="/delete")
    text = words(pages.post(url).text)
    assert "1 message of it went out." in text
    assert "1 message of it waits to go and will be cancelled." in text
    assert "Delete: 5 fewer messages in the next 14 days" in text
    assert _row(pages).deleted_at is None
    undo, show = _url(pages, more="/delete/undo"), _url(pages)
    html = pages.save(url, reviewed="yes")
    assert "Reminder is deleted." in html
    assert show not in re.findall(r'href="([^"]+)"', html)
    assert pages.desk.get(show).status_code == 404
    with work(pages.clinic.practice_id) as session:
        assert len(session.scalars(select(Message)).all()) == 2
    assert "It is back, as before." in pages.save(undo)
    assert _row(pages).state == "enabled"


@pytest.mark.parametrize("used", ["texts", "place"])
def test_what_was_used_and_is_gone_is_not_brought_back_with_it(pages: RecordPages, used: str) -> None:
    with pages.add() as clinic:
        row = clinic.session.scalars(select(RuleRow).where(RuleRow.name == "Reminder")).one()
        if used == "texts":
            texts = clinic.add(TemplateSet(type="reminder", name="Winter", created_at=clock.now()))
            row.template_set_id, gone = texts.id, f"/templates/{texts.id}/archive"
        else:
            place = clinic.add(Location(name="Kiosk"))
            row.location_ids, gone = [place.id], f"/settings/locations/{place.id}/remove"
    url = _url(pages)
    assert pages.post(gone).status_code == 422
    pages.save(f"{url}/delete", reviewed="yes")
    assert pages.post(gone).status_code == 303
    assert "It has been changed since" in pages.save(f"{url}/delete/undo")
    assert _row(pages).deleted_at is not None


def test_a_new_message_begins_with_a_type_and_is_a_draft(pages: RecordPages) -> None:
    assert "Missed visit" in pages.read(f"{URL}/new")
    url = f"{URL}/new?type=missed_appointment"
    html = pages.read(url)
    assert 'name="name" value="Missed visit"' in html
    assert "after the end" in html
    form = {"name": "We missed you", "anchor": "after_start", "amount": "1", "unit": "hours",
            "statuses": ["no_show"], "new_patients": "all", "channel_mode": "preference"}  # fmt: skip
    assert "Save as a draft" in pages.post(f"{URL}/new/effect?type=missed_appointment", **form).text
    assert "It sends nothing until it is turned on." in pages.save(url, **form)
    row = _row(pages, "We missed you")
    assert (row.type, row.state, row.amount) == ("missed_appointment", "draft", 1)
    assert "Another automated message has this name" in words(pages.refuse(url, **form))


def test_a_copy_begins_with_the_settings_of_the_other(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.rule(name="Babies", age_to=1, amount=4)
    url = f"{URL}/new?copy={_row(pages, 'Babies').id}"
    html = pages.read(url)
    assert 'name="name" value="Babies 2"' in html
    assert 'name="age_to" value="1"' in html
    pages.save(url, **{**_form(pages, "Babies"), "name": "Babies 2"})
    copy = _row(pages, "Babies 2")
    assert (copy.age_to, copy.amount, copy.state, copy.enabled_at) == (1, 4, "draft", None)


def test_choices_are_offered_by_name(pages: RecordPages) -> None:
    html = pages.read(_url(pages))
    text = words(html)
    assert "Dr. Anita Patel" in text
    assert "Main Street" in text
    assert re.search(r'name="visit_types" value="Check-up"', html)


def test_what_is_not_there_is_not_found(pages: RecordPages) -> None:
    for url in (f"{URL}/999999", f"{URL}/new?copy=999999"):
        assert pages.desk.get(url).status_code == 404
    for more in ("", "/effect", "/enable", "/disable", "/delete", "/disable/undo", "/delete/undo"):
        assert pages.post(f"{URL}/999999{more}").status_code == 404
    assert pages.post(f"{URL}/new?type=fax_blast").status_code == 404


_DOORS = {
    "automated_view": ["GET {rule}", "GET ", "POST {rule}/effect"],
    "automated_create": ["GET /new", "POST /new?type=reminder", "POST /new/effect?type=reminder"],
    "automated_edit": ["POST {rule}"],
    "automated_enable": ["POST {rule}/enable"],
    "automated_disable": ["POST {rule}/disable", "POST {rule}/disable/undo"],
    "automated_delete": ["POST {rule}/delete", "POST {rule}/delete/undo"],
}


def _knock(pages: RecordPages, door: str, rule_id: int) -> TestResponse:
    method, _, path = door.partition(" ")
    url = URL + path.format(rule=f"/{rule_id}")
    return pages.desk.get(url) if method == "GET" else pages.post(url)


@pytest.mark.parametrize("code", _DOORS)
def test_each_permission_opens_its_own_doors_and_no_other(app: Flask, code: str) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", code))
    with pages.add() as clinic:
        rule_id = clinic.rule(name="Reminder").id
    opened = {
        door: _knock(pages, door, rule_id).status_code != 403 for doors in _DOORS.values() for door in doors
    }
    assert {door for door, is_open in opened.items() if is_open} == set(_DOORS[code])


@pytest.mark.parametrize(
    ("code", "offered"),
    [
        ("automated_create", "New message"),
        ("automated_enable", "Turn on"),
        ("automated_disable", "Turn off"),
        ("automated_edit", "Review the change"),
        ("automated_delete", "Delete"),
    ],
)
def test_what_one_may_not_do_is_not_offered(app: Flask, code: str, offered: str) -> None:
    seen = {}
    for slug, held in (("willow", (code,)), ("cedar", ())):
        pages = open_record_pages(app, slug, ("basic_messaging", "automated_view", *held))
        with pages.add() as clinic:
            rule = clinic.rule(name="Reminder")
            clinic.rule(name="Draft", state="draft", enabled_at=None)
        seen[bool(held)] = pages.read(URL) + pages.read(f"{URL}/{rule.id}")
    assert offered in words(seen[True])
    assert offered not in words(seen[False])


def test_who_may_only_look_reads_what_it_does(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "automated_view"))
    with pages.add() as clinic:
        rule = clinic.rule(name="Reminder")
    html = pages.read(f"{URL}/{rule.id}")
    assert "Reminds the family of the visit" in html
    assert 'name="amount"' not in html

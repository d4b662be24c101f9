"""The Waitlist page: put a child on it, offer a time in two clicks, and see what came of it (J3, J4, F3)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions.offer_times import offer_times
from app.actions.write_notice import Change, write_notice
from app.domain.answers import NoticeKind
from app.models import (
    AppointmentRow,
    AuditLine,
    Notice,
    Offer,
    RuleRow,
    Slot,
    WaitlistEntry,
    WaitlistRules,
)
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/waitlist"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    """Kim's visit the day after tomorrow is cancelled, and Ada has one a week later."""
    pages = open_record_pages(app)
    now = clock.now()
    start = (now + timedelta(days=2)).replace(microsecond=0)
    with pages.add() as clinic:
        clinic.rule("waitlist_offer", anchor="freed", amount=0, statuses=[], name="Waitlist offer")
        kim, ada = clinic.child("Kim", "Olsen"), clinic.child("Ada", "Frost")
        clinic.parent("Pat Olsen", kim)
        clinic.parent("Eve Frost", ada)
        gone = {
            "lifecycle": "cancelled",
            "cancelled_at": now - timedelta(minutes=11),
            "cancelled_by": "parent",
        }
        clinic.visit(kim, start, created_at=now - timedelta(days=9), **gone)
        clinic.visit(ada, start + timedelta(days=7))
        all_day = "update delivery_rules set window_from = '00:00', window_to = '00:00'"
        clinic.session.connection().exec_driver_sql(all_day)
    return pages


def one(pages: RecordPages, model: type) -> Any:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(model)).one()


def ids(pages: RecordPages) -> dict[str, int]:
    with work(pages.clinic.practice_id) as session:
        rows = session.scalars(select(AppointmentRow).order_by(AppointmentRow.starts_at)).all()
        return {"freed": rows[0].id, "later": rows[1].id, "ada": rows[1].patient_id}


def put_on_list(pages: RecordPages, **changed: str) -> str:
    known = ids(pages)
    form = pages.read(f"{URL}/entries/new?child={known['ada']}")
    told = form.split('name="contact_id"')[1].split('option value="')[1].split('"')[0]
    fields = {
        "child": known["ada"], "contact_id": told, "appointment_id": known["later"], "minutes": "20",
        "earliest_on": clock.now().date().isoformat(), **changed,
    }  # fmt: skip
    return pages.save(f"{URL}/entries/new", **fields)


def turn(app: Flask) -> None:
    offer_times(clock.now(), app.extensions["deskbell.signer"])


def test_an_empty_page_says_what_it_is_for(pages: RecordPages) -> None:
    text = words(pages.read(URL))
    assert "Nobody is waiting" in text
    assert "0 children waiting" in text


def test_a_child_is_found_and_put_on_the_list(pages: RecordPages) -> None:
    assert "Ada Frost" in words(pages.read(f"{URL}/entries/new?q=frost"))
    text = words(put_on_list(pages, note="Calls back fast"))
    assert "On the list." in text
    assert "Ada Frost" in text
    assert "Any visit, 20 minutes" in text
    assert "Calls back fast" in text
    assert one(pages, WaitlistEntry).appointment_id == ids(pages)["later"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("minutes", "4", "Write 5 to 480 minutes"),
        ("latest_on", "2020-01-01", "The last day is before the first"),
        ("from_time", "14:00", "Write both clock times"),
        ("earliest_on", "soon", "Write a day like"),
        ("contact_id", "0", "Choose who is told"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field(
    pages: RecordPages, field: str, value: str, said: str
) -> None:
    known = ids(pages)
    form = pages.read(f"{URL}/entries/new?child={known['ada']}")
    told = form.split('name="contact_id"')[1].split('option value="')[1].split('"')[0]
    fields = {"child": known["ada"], "contact_id": told, "minutes": "20", "earliest_on": "2026-01-01"}
    answer = pages.desk.post(f"{URL}/entries/new", **{**fields, field: value})
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_a_time_is_offered_with_one_click_on_the_page(app: Flask, pages: RecordPages) -> None:
    put_on_list(pages)
    turn(app)
    assert "It would suit 1 family. Nobody was asked yet." in words(pages.read(URL))
    text = words(pages.save(f"{URL}/slots/{ids(pages)['freed']}/offer"))
    assert "The time is offered." in text
    turn(app)
    text = words(pages.read(URL))
    assert "Offered to 1 family, just now." in text
    assert "Ada was told and has not answered" in text


def told(pages: RecordPages, appointment_id: int) -> int:
    """Cancellations has an item about this visit."""
    with work(pages.clinic.practice_id) as session:
        change = Change(appointment_id, None, NoticeKind.CANCELLED)
        return write_notice(session, clock.now(), [change], None, None)[0]


def test_a_time_is_offered_from_cancellations_without_leaving_it(app: Flask, pages: RecordPages) -> None:
    put_on_list(pages)
    freed = ids(pages)["freed"]
    notice_id = told(pages, freed)
    button = f"/cancellations/{notice_id}/{freed}/offer"
    assert f'hx-post="{button}"' in pages.read("/cancellations")
    item = pages.desk.post(button, htmx=True).text
    assert f'<li class="item" id="notice-{notice_id}"' in item
    assert words(item).count("Offered to the waitlist. The first family that says yes gets it.") == 3, (
        "said, and seen"
    )
    assert button not in item
    assert '<span id="free-count" class="count" hidden hx-swap-oob="true">' in item
    turn(app)
    assert "Ada was told and has not answered" in words(pages.read(URL))


def test_a_time_given_up_just_now_is_offered_when_the_family_cannot_take_it_back_any_more(
    pages: RecordPages,
) -> None:
    put_on_list(pages)
    freed = ids(pages)["freed"]
    with work(pages.clinic.practice_id) as session:
        session.get_one(AppointmentRow, freed).cancelled_at = clock.now() - timedelta(minutes=2)
    item = words(pages.desk.post(f"/cancellations/{told(pages, freed)}/{freed}/offer", htmx=True).text)
    assert re.search(
        r"Goes to the waitlist \w+ \d+:\d\d [AP]M: until then the family can take it back\.", item
    )
    assert "The first family that says yes gets it." not in item


def test_a_colleague_gave_the_time_away_before_it_was_offered(app: Flask, pages: RecordPages) -> None:
    put_on_list(pages)
    freed = ids(pages)["freed"]
    notice_id = told(pages, freed)
    pages.save(f"{URL}/slots/{freed}/offer")
    turn(app)
    pages.save(f"{URL}/offers/{one(pages, Offer).id}/take")
    late = pages.desk.post(f"/cancellations/{notice_id}/{freed}/offer", htmx=True)
    assert late.status_code == 409
    assert "A family was quicker: it said yes already and has this time." in words(late.text)
    assert "Filled from the waitlist: Ada has this time." in words(late.text)


def test_only_the_visits_of_a_notice_are_offered_from_it(pages: RecordPages) -> None:
    known = ids(pages)
    notice_id = told(pages, known["freed"])
    assert pages.desk.post(f"/cancellations/{notice_id}/{known['freed'] + 1}/offer").status_code == 404


def test_a_yes_on_the_phone_gives_the_time_away(app: Flask, pages: RecordPages) -> None:
    put_on_list(pages)
    pages.save(f"{URL}/slots/{ids(pages)['freed']}/offer")
    turn(app)
    offer = one(pages, Offer)
    text = words(pages.save(f"{URL}/offers/{offer.id}/take"))
    assert "The time is theirs. Book it in your schedule." in text
    assert "Taken by Ada" in text
    with work(pages.clinic.practice_id) as session:
        assert "time_taken" in session.scalars(select(Notice.kind)).all()


def test_one_family_can_be_asked_alone(app: Flask, pages: RecordPages) -> None:
    put_on_list(pages)
    turn(app)
    entry = one(pages, WaitlistEntry)
    url = f"{URL}/slots/{ids(pages)['freed']}/offer-to"
    assert "The family is told now." in words(pages.save(url, entry_id=entry.id))
    assert "asked for this time already" in words(pages.save(url, entry_id=entry.id))
    assert one(pages, Slot).next_batch_at is None


def test_the_family_chosen_by_hand_stays_chosen_while_the_times_are_drawn_anew(
    app: Flask, pages: RecordPages
) -> None:
    """Each minute the times are drawn again; only other families to choose from change the choice."""
    put_on_list(pages)
    turn(app)
    kept = re.compile(r'<form class="one" id="([^"]+)" hx-preserve')
    before = kept.findall(pages.read(URL))
    assert len(before) == 1
    assert kept.findall(pages.read(f"{URL}/times", htmx=True)) == before
    with pages.add() as clinic:
        zoe = clinic.child("Zoe", "Young")
        told = clinic.parent("Steve Young", zoe)
        entry = clinic.session.scalars(select(WaitlistEntry)).one()
        clinic.add(
            WaitlistEntry(
                patient_id=zoe.id,
                contact_id=told.id,
                minutes=20,
                earliest_on=entry.earliest_on,
                created_at=clock.now(),
            )
        )
    after = kept.findall(pages.read(f"{URL}/times", htmx=True))
    assert len(after) == 1
    assert after != before


def test_an_offer_is_stopped(app: Flask, pages: RecordPages) -> None:
    put_on_list(pages)
    pages.save(f"{URL}/slots/{ids(pages)['freed']}/offer")
    turn(app)
    slot = one(pages, Slot)
    text = words(pages.save(f"{URL}/slots/{slot.id}/stop"))
    assert "The time is not offered any more." in text
    assert one(pages, Offer).state == "over"


def test_off_the_list_and_back_at_the_old_place(pages: RecordPages) -> None:
    put_on_list(pages)
    entry = one(pages, WaitlistEntry)
    text = words(pages.save(f"{URL}/entries/{entry.id}/remove"))
    assert "Taken off the list." in text
    assert "Nobody is waiting" in text
    text = words(pages.save(f"{URL}/entries/{entry.id}/restore"))
    assert "Back on the list" in text
    assert one(pages, WaitlistEntry).created_at == entry.created_at


def test_a_changed_wish_is_audited_without_its_note(pages: RecordPages) -> None:
    put_on_list(pages, note="Grandmother is ill")
    entry = one(pages, WaitlistEntry)
    pages.save(
        f"{URL}/entries/{entry.id}", contact_id=entry.contact_id, minutes="30",
        earliest_on="2026-01-01", days=["0", "4"], note="Grandmother is well",
    )  # fmt: skip
    assert "Monday or Friday" in words(pages.read(URL))
    with work(pages.clinic.practice_id) as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.subject == "waitlist_entry")).all()
    assert [line.action for line in lines] == ["add", "change"]
    assert lines[1].after is not None
    assert lines[1].after["minutes"] == 30
    assert "Grandmother" not in str([line.after for line in lines])


def test_the_rules_are_saved_and_said_in_a_sentence(pages: RecordPages) -> None:
    text = words(pages.save(f"{URL}/rules", auto="yes", batch="3", every_minutes="15", order="latest_visit"))
    assert "Ten minutes after a cancellation its time is offered by itself to 3 families at a time" in text
    assert "every 15 minutes" in text
    assert one(pages, WaitlistRules).auto is True
    answer = pages.desk.post(f"{URL}/rules", batch="0", every_minutes="10", order="longest_waiting")
    assert answer.status_code == 422
    assert "Ask 1 to 50 families at a time" in words(answer.text)


def test_while_the_message_is_off_the_page_says_that_nothing_can_go(pages: RecordPages) -> None:
    with work(pages.clinic.practice_id) as session:
        rule = session.scalars(select(RuleRow).where(RuleRow.type == "waitlist_offer")).one()
        rule.state, rule.enabled_at = "disabled", None
    assert "No time can be offered" in words(pages.read(URL))
    text = words(pages.save(f"{URL}/slots/{ids(pages)['freed']}/offer"))
    assert "Nothing was offered" in text


def test_the_freed_times_come_alone_for_the_minutes_look(pages: RecordPages) -> None:
    part = pages.read(f"{URL}/times", htmx=True)
    assert part.lstrip().startswith("<section")
    assert 'id="freed-times"' in part

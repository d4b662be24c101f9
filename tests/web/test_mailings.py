"""Mailings as staff write, check and send them: nothing goes that was not told before (product K1 to K3)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions.drive_mailings import drive_mailings
from app.models import Mailing, Message
from app.work import work
from tests.builders.credit import begin_plan
from tests.builders.record_pages import RecordPages, open_record_pages, words
from tests.web.conftest import Audit

NEW = "/messages/new"
FAMILIES = {"for": "families", "kind": "families", "type": "personalized", "description": "Flu clinic"}
TEXTS = {
    "text_en": "Flu shots for {children} on Saturday.",
    "subject_en": "Flu shots",
    "email_en": "Hello {parent}, we have flu shots.",
}
SHORT = {"way": "fixed", "channel": "text", "text_en": TEXTS["text_en"]}


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    """Ana wants texts, Luis reads Spanish and wants emails, nobody lives with Eva."""
    pages = open_record_pages(app)
    with pages.add() as clinic:
        lives = {"link_resides_with": True, "prefers_notices": "text"}
        mia = clinic.child("Mia")
        clinic.visit(mia, clock.now() + timedelta(days=2))
        clinic.parent("Ana Ramos", mia, clinic.child("Leo", family_id=mia.family_id), **lives)
        mailbox = clinic.address("luis@example.org")
        email = {"cell": None, "email_id": mailbox.id, "prefers_notices": "email", "language": "es"}
        clinic.parent("Luis Vega", clinic.child("Sol", "Vega"), **lives | email)
        clinic.parent("Eva Stone", clinic.child("Zoe", "Stone"), prefers_notices="text")
    return pages


def begun(pages: RecordPages, **changed: Any) -> str:
    """The address of a new draft."""
    answer = pages.post(NEW, **FAMILIES | changed)
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["Location"].removesuffix("/words")


def seen(pages: RecordPages, url: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', pages.read(url))
    assert found
    return found[1]


def written(pages: RecordPages, **changed: Any) -> str:
    """The same with its words."""
    draft = begun(pages)
    fields = SHORT | {"when": "now", "seen": seen(pages, f"{draft}/words")} | changed
    answer = pages.post(f"{draft}/words", **fields)
    assert answer.status_code == 303, words(answer.text)
    return draft


def sending(pages: RecordPages, draft: str) -> dict[str, str]:
    """What the last button sends."""
    form = re.search(r'<dialog id="sure".*?</dialog>', pages.read(f"{draft}/review"), re.DOTALL)
    assert form, "it cannot be sent"
    return dict(re.findall(r'name="(recipients|cost|seen)" value="([^"]+)"', form[0]))


def mailings(pages: RecordPages) -> list[Mailing]:
    with work(pages.clinic.practice_id) as session:
        return list(session.scalars(select(Mailing).order_by(Mailing.id)))


def contact_id(pages: RecordPages, page: str, name: str) -> str:
    found = re.search(rf'value="(\d+)"[^>]* aria-label="(?:Leave out|Add) {name}"', page)
    assert found, f"{name} is not there"
    return found[1]


def test_it_is_written_checked_and_sent_in_three_steps(pages: RecordPages, clinic_audit: Audit) -> None:
    draft = written(pages)
    review = words(pages.read(f"{draft}/review"))
    assert "To Families with children" in review
    assert "How Text 1" in review
    assert "Send to 1 parent" in review
    assert "Flu shots for Mia and Leo on Saturday. Call 937-555-0142. STOP to end" in review
    assert "1 person: The chart does not say that the child lives with this person." in review
    assert "tick Resides with on the family's page" in review
    answer = pages.post(f"{draft}/send", **sending(pages, draft))
    assert answer.headers["Location"] == f"/jobs/{mailings(pages)[0].id}"
    (mailing,) = mailings(pages)
    assert (mailing.state, mailing.recipients, mailing.description) == ("running", 1, "Flu clinic")
    assert [action for action, _ in clinic_audit(pages.clinic.practice_id)] == ["add", "change", "confirm"]


def test_the_cost_is_told_with_what_is_still_to_go_of_others(pages: RecordPages) -> None:
    with pages.add() as clinic:
        begin_plan(clinic, "credits", 4)
    first, second = written(pages), written(pages)
    alone = words(pages.read(f"{second}/review"))
    assert "Cost 3 credits of 4 credits left" in alone
    assert "credits are missing" not in alone
    pages.post(f"{first}/send", **sending(pages, first))
    drive_mailings(clock.now())
    beside = words(pages.read(f"{second}/review"))
    assert "of 4 credits left. What was sent before and is still to go takes about 3 credits of it" in beside
    assert "2 credits are missing." in beside


def test_a_family_more_than_was_shown_and_nothing_goes(pages: RecordPages) -> None:
    draft = written(pages)
    shown = sending(pages, draft)
    with pages.add() as clinic:
        clinic.parent("Ida Lund", clinic.child("Per"), prefers_notices="text", link_resides_with=True)
    answer = pages.post(f"{draft}/send", **shown)
    assert answer.status_code == 409
    text = words(answer.text)
    assert "The list changed while you were looking. Nothing was sent." in text
    assert "You saw 1 message; now there are 2 messages" in text
    assert mailings(pages)[0].state == "draft"


def test_other_words_than_were_shown_and_nothing_goes(pages: RecordPages) -> None:
    draft = written(pages)
    shown = sending(pages, draft)
    changed = SHORT | {"when": "now", "text_en": "Other words", "seen": seen(pages, f"{draft}/words")}
    pages.post(f"{draft}/words", **changed)
    answer = pages.post(f"{draft}/send", **shown)
    assert answer.status_code == 409
    assert "Dana K. changed this message" in words(answer.text)
    assert mailings(pages)[0].state == "draft"


@pytest.mark.parametrize("cost", ["sNaN", "NaN", "Infinity", "free"])
def test_a_cost_that_nobody_was_told_sends_nothing(pages: RecordPages, cost: str) -> None:
    draft = written(pages)
    answer = pages.post(f"{draft}/send", **sending(pages, draft) | {"cost": cost})
    assert answer.status_code == 409
    assert mailings(pages)[0].state == "draft"


def test_without_words_it_is_not_sent(pages: RecordPages) -> None:
    draft = begun(pages)
    review = pages.read(f"{draft}/review")
    assert "It cannot be sent yet: the words are not written." in words(review)
    told = {"recipients": "2", "cost": "0", "seen": mailings(pages)[0].changed_at.isoformat()}
    assert "The message has no words yet" in pages.refuse(f"{draft}/send", **told)
    assert mailings(pages)[0].state == "draft"


def test_nobody_left_says_why(pages: RecordPages) -> None:
    draft = begun(pages, age_from="90")
    fields = SHORT | {"when": "now", "seen": seen(pages, f"{draft}/words")}
    pages.post(f"{draft}/words", **fields)
    review = words(pages.read(f"{draft}/review"))
    assert "Nobody would get it" in review
    assert "nobody fits what was asked for" in review


def test_somebody_taken_off_the_list_gets_nothing_until_put_on_again(
    pages: RecordPages, clinic_audit: Audit
) -> None:
    draft = written(pages, way="preferred", **TEXTS)
    ana = contact_id(pages, pages.read(f"{draft}/review"), "Ana Ramos")
    left = words(pages.save(f"{draft}/leave-out", contact=ana))
    assert "1 person gets nothing." in left
    assert "1 person: Staff took this person off the list." in left
    assert "Send to 1 parent" in left
    assert "Send to 2 parents" in words(pages.save(f"{draft}/take-back", contact=ana))
    done = [action for action, _ in clinic_audit(pages.clinic.practice_id)]
    assert done[-2:] == ["leave out", "take back"]


def test_the_list_is_searched_and_shows_each_ones_real_words(pages: RecordPages) -> None:
    draft = written(pages, way="preferred", **TEXTS)
    page = pages.read(f"{draft}/review?q=vega")
    assert 'aria-label="Leave out Luis Vega"' in page
    assert "Leave out Ana" not in page
    luis = contact_id(pages, page, "Luis Vega")
    shown = words(pages.read(f"{draft}/review?contact={luis}"))
    assert "What Luis Vega gets" in shown
    assert "Hello Luis, we have flu shots." in shown
    assert "1 recipient reads Spanish, and the words are written in English only." in shown
    assert "Nobody on the list matches" in pages.read(f"{draft}/review?q=nobody")


def test_words_with_a_fault_are_refused_and_kept_in_the_form(pages: RecordPages) -> None:
    draft = begun(pages)
    fields = SHORT | {"when": "later", "day": "2020-01-01", "clock": "10:00", "text_en": "Hi {parnt}"}
    text = pages.refuse(f"{draft}/words", seen=seen(pages, f"{draft}/words"), **fields)
    assert "Did you mean {parent}?" in text
    assert "This moment has passed." in text
    assert "Hi {parnt}</textarea>" in text
    assert mailings(pages)[0].texts == {}


def test_typing_shows_size_checks_and_preview_and_saves_nothing(pages: RecordPages) -> None:
    draft = begun(pages)
    answer = pages.post(f"{draft}/words/look", htmx=True, **TEXTS, way="preferred", show="en")
    text = words(answer.text)
    assert "Willow: Flu shots for Mia and Leo on Saturday. Call 937-555-0142. STOP to end" in text
    assert "of 160, 1 text" in text
    assert "Who writes, how to call and how to stop are added to every message." in text
    plain = pages.post(f"{draft}/words/look", text_es="Ya abrió.", plain="es", way="preferred").text
    assert "Ya abrio.</textarea>" in plain
    assert mailings(pages)[0].texts == {}


def test_a_colleague_was_faster(pages: RecordPages) -> None:
    draft = written(pages)
    old = "2020-01-01T00:00:00+00:00"
    answer = pages.post(f"{draft}/words", **SHORT | {"when": "now", "text_en": "Mine", "seen": old})
    assert answer.status_code == 409
    assert "Dana K. changed this message" in words(answer.text)
    assert "Mine" in words(answer.text)
    answer = pages.post(f"{draft}/whom", **FAMILIES | {"description": "Mine", "seen": old})
    assert answer.status_code == 409
    assert mailings(pages)[0].description == "Flu clinic"


def test_the_count_follows_the_form_and_nothing_is_saved(pages: RecordPages) -> None:
    counted = pages.post("/messages/look", htmx=True, **FAMILIES)
    assert "2 messages Text 1 Email 1" in words(counted.text)
    assert "1 person is left out." in words(counted.text)
    faulty = pages.post("/messages/look", htmx=True, **FAMILIES | {"age_from": "old"})
    assert "Counted as soon as the form can be used." in words(faulty.text)
    assert mailings(pages) == []


def test_a_draft_only_for_who_prefers_texts_is_counted_so_while_it_is_changed(pages: RecordPages) -> None:
    with pages.add() as clinic:
        kim = {"prefers_notices": "email", "email_id": clinic.address("kim@example.org").id}
        clinic.parent("Kim Lee", clinic.child("Jo", "Lee"), link_resides_with=True, **kim)
    draft = written(pages, way="only", channel="text")
    typed = FAMILIES | {"mailing": draft.removeprefix("/messages/")}
    counted = words(pages.post("/messages/look", htmx=True, **typed).text)
    assert "1 message Text 1" in counted, "Kim has a cell phone, and wants emails"


def test_people_are_found_and_picked_by_name(pages: RecordPages) -> None:
    found = pages.post("/messages/look", **{"for": "picked", "kind": "picked", "q": "sol vega"})
    luis = contact_id(pages, found.text, "Luis Vega")
    assert "Sol Vega" in words(pages.read("/messages/people?q=vega", htmx=True))
    picked = pages.post("/messages/look", **{"for": "picked", "kind": "picked", "add": luis})
    assert f'name="contact_ids" value="{luis}"' in picked.text
    dropped = pages.post(
        "/messages/look", **{"for": "picked", "kind": "picked", "contact_ids": luis, "drop": luis}
    )
    assert "Nobody is on the list yet." in words(dropped.text)
    assert mailings(pages) == []
    picked_draft = {"for": "picked", "kind": "picked", "description": "One", "type": "personalized"}
    assert "Choose at least one person." in pages.refuse(NEW, **picked_draft)
    pages.post(NEW, **picked_draft, contact_ids=luis)
    assert mailings(pages)[0].audience == {"kind": "picked", "contact_ids": [int(luis)]}


def test_a_parent_is_found_by_the_end_of_the_phone_number(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.parent("Uma Reyes", clinic.child("Ida", "Reyes"), cell="+19375554711")
    found = words(pages.read("/messages/people?q=555-4711", htmx=True))
    assert "Uma Reyes" in found
    assert "Ana Ramos" not in found


def test_a_confirmation_request_shows_the_visit_and_needs_no_words(pages: RecordPages) -> None:
    day = clock.now().date()
    draft = begun(
        pages,
        **{"for": "visits", "kind": "visits", "type": "confirmation_request"},
        first=day.isoformat(),
        last=(day + timedelta(days=7)).isoformat(),
        statuses="scheduled",
    )
    fields = {"way": "preferred", "source": "", "when": "now", "seen": seen(pages, f"{draft}/words")}
    assert pages.post(f"{draft}/words", **fields).status_code == 303
    review = words(pages.read(f"{draft}/review"))
    assert "Mia has a visit" in review
    assert "Coming? Please answer: https://" in review
    answer = pages.post(f"{draft}/send", **sending(pages, draft))
    assert answer.headers["Location"].startswith("/jobs/")


def test_a_broadcast_goes_by_email_and_one_at_a_date_waits(pages: RecordPages) -> None:
    broadcast = {"for": "broadcast", "kind": "all", "type": "broadcast", "description": "News"}
    draft = begun(pages, **broadcast)
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    fields = {
        "subject_en": "News",
        "email_en": "We have moved.",
        "when": "later",
        "day": day,
        "clock": "10:00",
    }
    assert pages.post(f"{draft}/words", seen=seen(pages, f"{draft}/words"), **fields).status_code == 303
    review = words(pages.read(f"{draft}/review"))
    assert "How Email 1" in review
    assert "Send to 1 parent on " in review
    pages.post(f"{draft}/send", **sending(pages, draft))
    (mailing,) = mailings(pages)
    assert (mailing.kind, mailing.channel, mailing.state) == ("broadcast", "email", "scheduled")
    listed = words(pages.read("/messages/broadcasts"))
    assert "News Email broadcast All families Waits for its date" in listed
    assert "Addresses that bounce stand on Fix contacts" in listed


def test_a_test_goes_to_oneself_marked_and_names_nobody(pages: RecordPages) -> None:
    draft = written(pages)
    assert "A test is on its way to dana@willow.example." in words(
        pages.save(f"{draft}/test", **{"as": "text"})
    )
    with work(pages.clinic.practice_id) as session:
        message = session.scalars(select(Message).where(Message.type == "test")).one()
    assert message.body.startswith("TEST: Willow: Flu shots for Mia and Leo")
    assert (message.address, message.contact_id) == ("dana@willow.example", None)


def test_what_is_put_away_can_be_taken_out_and_used_again(pages: RecordPages, clinic_audit: Audit) -> None:
    draft = written(pages)
    listed = words(pages.save(f"{draft}/archive"))
    assert "It is in the archive." in listed
    assert "Nothing here yet" in listed
    assert pages.desk.get(f"{draft}/review").status_code == 404
    assert "Flu clinic" in words(pages.read("/messages?show=archive"))
    assert "Flu clinic" in words(pages.save(f"{draft}/restore"))
    pages.post(f"{draft}/send", **sending(pages, draft))
    pages.save(f"{draft}/reuse")
    old, new = mailings(pages)
    assert (new.state, new.texts, new.audience, new.reused_from_id) == (
        "draft",
        old.texts,
        old.audience,
        old.id,
    )
    assert "under way. Stop it first" in words(pages.save(f"{draft}/archive"))
    assert "reuse" in [action for action, _ in clinic_audit(pages.clinic.practice_id)]


def test_a_sent_one_leads_to_its_page(pages: RecordPages) -> None:
    draft = written(pages)
    pages.post(f"{draft}/send", **sending(pages, draft))
    again = pages.desk.get(f"{draft}/review")
    assert again.status_code == 302
    assert again.headers["Location"] == f"/jobs/{mailings(pages)[0].id}"


@pytest.mark.parametrize(
    ("permission", "mine", "others"),
    [
        ("personalized_messages", "families", "broadcast"),
        ("broadcasts", "mass", "private"),
        ("private_messages", "private", "families"),
    ],
)
def test_each_kind_has_its_permission(app: Flask, permission: str, mine: str, others: str) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", permission))
    assert pages.desk.get(f"{NEW}?for={mine}").status_code == 200
    assert pages.desk.get(f"{NEW}?for={others}").status_code == 403
    offered = words(pages.read(NEW))
    assert ("Private message" in offered) is (permission == "private_messages")
    with pages.add() as clinic:
        kind = {"families": "personalized", "broadcast": "broadcast", "private": "private"}[others]
        given = {"kind": kind, "type": kind, "audience": {"kind": "all"}, "description": "Theirs"}
        moments = {"created_at": clock.now(), "changed_at": clock.now()}
        theirs = clinic.add(Mailing(**given, **moments)).id
    for page in ("whom", "words", "review"):
        assert pages.desk.get(f"/messages/{theirs}/{page}").status_code == 403
    assert pages.post(f"/messages/{theirs}/archive").status_code == 403


def test_another_practices_draft_is_not_there(app: Flask, pages: RecordPages) -> None:
    draft = written(pages)
    others = open_record_pages(app, "maple")
    for page in ("whom", "words", "review"):
        assert others.desk.get(f"{draft}/{page}").status_code == 404
    assert others.post(f"{draft}/leave-out", contact="1").status_code == 404

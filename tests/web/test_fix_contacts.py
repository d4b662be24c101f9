"""Fix contacts: what failed, in plain words, put right in one step; and families nobody can reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions.deliver_messages import deliver_messages
from app.actions.note_failure import note_failure
from app.models import Address, Contact, FixTask, Message, MessageLine
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

OLD, NEW = "+19375550123", "+19375550188"


@dataclass
class Desk:
    """Ana and Ben share a cell phone; a reminder about Mia's visit in two days failed there."""

    pages: RecordPages
    family_id: int
    contacts: dict[str, int]
    message_id: int
    task_id: int

    @property
    def url(self) -> str:
        return f"/fix/{self.task_id}"

    def seen(self) -> str:
        return self.pages.seen(self.url, f"{self.url}/correct")

    def row(self, table: type, number: int):
        with work(self.pages.clinic.practice_id) as session:
            return session.get_one(table, number)

    def messages(self) -> list[Message]:
        with work(self.pages.clinic.practice_id) as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    def fail(self, category: str, message_id: int) -> None:
        with work(self.pages.clinic.practice_id) as session:
            note_failure(session, clock.now(), session.get_one(Message, message_id), category)


def _open(pages: RecordPages, category: str = "bad_number", **given: object) -> Desk:
    now = clock.now()
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        cell = clinic.address(OLD)
        ana = clinic.parent("Ana Ramos", mia, cell=cell)
        ben = clinic.parent("Ben Ramos", cell=None, home_id=cell.id)
        clinic.tie(mia, ben, position=2)
        visit = clinic.visit(mia, now + timedelta(days=2))
        rule = clinic.rule(window_from=None)
        filled = {
            "address": OLD, "status": "failed", "reason": category, "body": "the old words",
            "sent_at": now - timedelta(hours=1), "expires_at": now + timedelta(days=1), **given,
        }  # fmt: skip
        sent = [clinic.message(rule, ana, visit, **filled)]
        people = {"ana": ana.id, "ben": ben.id}
        family_id = mia.family_id
    desk = Desk(pages, family_id, people, sent[0].id, 0)
    desk.fail(category, desk.message_id)
    with work(pages.clinic.practice_id) as session:
        desk.task_id = session.scalars(select(FixTask.id)).one()
    return desk


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


@pytest.fixture
def desk(pages: RecordPages) -> Desk:
    return _open(pages)


def test_the_list_says_who_what_happened_and_what_to_do(desk: Desk) -> None:
    html = desk.pages.read("/fix")
    text = words(html)
    assert "(937) 555-0123 Ana Ramos (Mia), Ben Ramos (Mia)" in text
    assert "This number does not exist. Reminder, text," in text
    assert "Look for a typing error, or ask the family for the right number, and correct it." in text
    assert "bad_number" in html.partition("What the provider said")[2]
    assert "Fix contacts waiting for you: 1" in text


def test_a_corrected_number_is_everybodys_and_the_message_goes_there(desk: Desk) -> None:
    page = desk.pages.save(f"{desk.url}/correct", value="(937) 555-0188", send="again", seen=desk.seen())
    assert "Saved: (937) 555-0188 for 2 contacts. The message goes out again." in words(page)
    with work(desk.pages.clinic.practice_id) as session:
        new = session.scalars(select(Address).where(Address.value == NEW)).one()
        ana, ben = (session.get_one(Contact, desk.contacts[name]) for name in ("ana", "ben"))
        assert (ana.cell_id, ben.home_id) == (new.id, new.id)
        assert "cell_id" in ana.staff_fields
    failed, again = desk.messages()
    assert (failed.status, failed.address, failed.body) == ("failed", OLD, "the old words")
    assert (again.status, again.address, again.key != failed.key) == ("queued", NEW, True)
    assert "Every family with a visit in 7 days can be reached" in words(page)


def test_what_goes_again_is_decided_and_worded_anew(desk: Desk, app: Flask) -> None:
    desk.pages.save(f"{desk.url}/correct", value=NEW, send="again", seen=desk.seen())
    with work(desk.pages.clinic.practice_id) as session:
        again = session.scalars(select(Message).order_by(Message.id.desc())).first()
        lines = session.scalars(select(MessageLine).where(MessageLine.message_id == again.id)).all()
        assert [line.contact_id for line in lines] == [desk.contacts["ana"]]
    deliver_messages(clock.now(), app.extensions["deskbell.exits"], app.extensions["deskbell.signer"])
    (_, again) = desk.messages()
    assert (again.address, again.status in ("sent", "queued")) == (NEW, True)


def test_saved_alone_sends_nothing(desk: Desk) -> None:
    page = desk.pages.save(f"{desk.url}/correct", value=NEW, seen=desk.seen())
    assert "goes out again" not in words(page)
    assert len(desk.messages()) == 1


@pytest.mark.parametrize(
    ("given", "words_after"),
    [
        ({"expires_at": clock.now() - timedelta(minutes=1)}, "of no use any more"),
        ({}, "goes out again"),
    ],
)
def test_a_message_whose_time_has_passed_does_not_go_again(
    pages: RecordPages, given: dict[str, object], words_after: str
) -> None:
    desk = _open(pages, **given)
    page = desk.pages.save(f"{desk.url}/correct", value=NEW, send="again", seen=desk.seen())
    assert words_after in words(page)
    assert len(desk.messages()) == (2 if words_after == "goes out again" else 1)


def test_a_family_that_was_told_in_another_way_is_not_told_again(desk: Desk) -> None:
    with desk.pages.add() as clinic:
        first = clinic.session.get_one(Message, desk.message_id)
        line = clinic.session.scalars(select(MessageLine)).one()
        call = clinic.add(
            Message(
                key=f"{first.key}/s1", type=first.type, rule_id=first.rule_id, contact_id=first.contact_id,
                channel="voice", status="delivered", due_at=first.due_at, created_at=first.created_at,
            )
        )  # fmt: skip
        clinic.add(
            MessageLine(
                message_id=call.id, rule_id=line.rule_id, appointment_id=line.appointment_id,
                version=line.version, contact_id=line.contact_id, channel="voice",
            )
        )  # fmt: skip
    assert "Save and send again" not in desk.pages.read(desk.url)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Nothing is typed. Write it like (937) 555-0142."),
        ("12", "Write it like (937) 555-0142."),
        (OLD, "This is the one that failed."),
        ("(937) 555-0199", "it is on the do-not-send list. This number does not exist."),
    ],
)
def test_a_number_that_cannot_be_used_is_refused_beside_the_field(desk: Desk, typed: str, error: str) -> None:
    with desk.pages.add() as clinic:
        clinic.address("+19375550199", suppressed_at=clock.now(), suppressed_reason="bad_number")
    html = desk.pages.refuse(f"{desk.url}/correct", value=typed, seen=desk.seen())
    assert html.lstrip().startswith(f'<li class="item" id="fix-{desk.task_id}"')
    assert error in words(html)
    assert desk.row(FixTask, desk.task_id).done_at is None


def test_inline_the_field_comes_in_place_and_the_count_follows(desk: Desk) -> None:
    field = desk.pages.read(desk.url, htmx=True)
    assert field.lstrip().startswith(f'<li class="item" id="fix-{desk.task_id}"')
    assert "New number for Ana Ramos and Ben Ramos" in words(field)
    answer = desk.pages.post(f"{desk.url}/correct", htmx=True, value=NEW, seen=desk.seen())
    assert answer.status_code == 200
    assert 'id="fix-count" class="count hot" hidden hx-swap-oob="true"' in answer.text
    assert "Done by" in words(answer.text)


def test_it_is_right_after_all(desk: Desk) -> None:
    page = desk.pages.save(f"{desk.url}/allow", send="again")
    assert "Allowed again. The message goes out again." in words(page)
    with work(desk.pages.clinic.practice_id) as session:
        assert session.scalars(select(Address.suppressed_at)).one() is None
    assert [(each.status, each.address) for each in desk.messages()] == [("failed", OLD), ("queued", OLD)]


def test_done_leaves_the_number_blocked(desk: Desk) -> None:
    assert "Done." in words(desk.pages.save(f"{desk.url}/done"))
    with work(desk.pages.clinic.practice_id) as session:
        assert session.scalars(select(Address.suppressed_reason)).one() == "bad_number"


@pytest.mark.parametrize("verb", ["correct", "allow", "done"])
def test_who_comes_second_is_told_and_changes_nothing(desk: Desk, verb: str) -> None:
    seen = desk.seen()
    desk.pages.save(f"{desk.url}/done")
    answer = desk.pages.post(f"{desk.url}/{verb}", value=NEW, seen=seen)
    assert answer.status_code == 409
    assert "Nothing of yours was saved" in words(answer.text)
    assert len(desk.messages()) == 1


def test_a_number_that_fails_often_stays_in_use_and_counts_anew_once_looked_at(pages: RecordPages) -> None:
    desk = _open_soft(pages)
    assert "Fails often" in desk.pages.read("/fix")
    assert "Nothing goes there" not in desk.pages.read("/fix")
    desk.pages.save(f"{desk.url}/allow")
    desk.fail("busy", desk.messages()[0].id)
    assert desk.row(FixTask, desk.task_id).done_at is not None
    assert "0" in words(desk.pages.read("/fix"))


def _open_soft(pages: RecordPages) -> Desk:
    now = clock.now()
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana Ramos", mia, cell=OLD)
        rule = clinic.rule()
        ids = [clinic.message(rule, ana, address=OLD, status="failed", reason="busy").id for _ in range(4)]
        family_id = mia.family_id
        contact_id = ana.id
    desk = Desk(pages, family_id, {"ana": contact_id}, ids[0], 0)
    for number in ids[1:]:
        desk.fail("busy", number)
    with work(pages.clinic.practice_id) as session:
        task = session.scalars(select(FixTask)).one()
        assert (task.kind, task.opened_at >= now) == ("soft", True)
        desk.task_id = task.id
    return desk


def test_a_complaint_is_corrected_or_done_but_not_simply_allowed(pages: RecordPages) -> None:
    desk = _open(pages, "complaint")
    html = desk.pages.read("/fix")
    assert "Reported as spam" in html
    assert "It is right" not in html


def test_families_with_a_visit_in_7_days_and_no_way_stand_in_the_same_list(desk: Desk) -> None:
    now = clock.now()
    with desk.pages.add() as clinic:
        for name, days, given in (
            ("Leo", 1, {"prefers_reminders": None}),
            ("Kim", 6, {"link_consents": []}),
            ("Zoe", 8, {"prefers_reminders": None}),
        ):
            child = clinic.child(name, "Okafor")
            clinic.parent(f"Parent of {name}", child, **given)
            clinic.visit(child, now + timedelta(days=days))
    text = words(desk.pages.read("/fix"))
    places = [
        text.index(each) for each in ("about Leo Okafor", "This number does not exist", "about Kim Okafor")
    ]
    assert places == sorted(places)
    assert "Zoe" not in text
    # The navigation and the page say the same number; families nobody can reach are counted beside it.
    assert "waiting for you: 1" in text
    assert "1 number or address to put right. Besides, nobody can be messaged about 2 children" in text
    alone = words(desk.pages.read("/fix?kind=unreachable"))
    assert "Leo" in alone
    assert "This number does not exist" not in alone


def test_who_may_not_edit_contacts_sees_the_list_without_buttons(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging",))
    desk = _open(pages)
    html = pages.read("/fix")
    assert "This number does not exist" in html
    assert f"{desk.url}/correct" not in pages.read(desk.url)
    assert pages.post(f"{desk.url}/done").status_code == 403


def test_another_practice_has_no_such_task(desk: Desk, app: Flask) -> None:
    other = open_record_pages(app, "maple")
    assert other.desk.get(desk.url).status_code == 404
    assert other.post(f"{desk.url}/correct", value=NEW, seen="x").status_code == 404
    assert other.post(f"{desk.url}/done").status_code == 404
    assert "555-0123" not in other.read("/fix")

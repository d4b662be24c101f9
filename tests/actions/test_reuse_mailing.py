"""A mailing is tried again with those alone whom it did not reach (product K3, K4, G3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from app.actions.drive_mailings import drive_mailings
from app.actions.reuse_mailing import reuse_mailing, try_again
from app.actions.send_again import send_again
from app.actions.steer_mailing import stop_mailing
from app.models import Address, Contact, Mailing, Message
from app.models.recipients import question_of, recipients
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import deliver
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.mailings import (
    DANA,
    as_it_is,
    ask_to_confirm,
    confirm,
    draft,
    ends_of,
    families,
    messages_of,
    open_all_day,
)

LATER = NOW + timedelta(hours=1)
TUESDAY = NOW + timedelta(days=2)


@contextmanager
def practice() -> Iterator[Clinic]:
    with work_everywhere() as session:
        made = make_clinic(session)
        open_all_day(made)
        yield made


def begun(mailing: Mailing) -> None:
    confirm(mailing)
    drive_mailings(NOW)


def through(mailing: Mailing, fates: dict[Contact, str]) -> None:
    """Done, and what became of the message to some; the others have it."""
    begun(mailing)
    deliver(NOW)
    settle(mailing, fates)
    drive_mailings(NOW)
    assert as_it_is(mailing).state == "done"


def settle(mailing: Mailing, fates: dict[Contact, str]) -> None:
    with work_everywhere() as session:
        for contact, fate in fates.items():
            of_it = (Message.mailing_id == mailing.id, Message.contact_id == contact.id)
            session.execute(update(Message).where(*of_it).values(status=fate, reason="phone_off"))


def again(mailing: Mailing) -> Mailing | None:
    with work(mailing.practice_id) as session:
        new_id = try_again(session, LATER, DANA, mailing.id)
        row = session.get_one(Mailing, new_id) if new_id else None
        session.expunge_all()
        return row


def whom(mailing: Mailing | None) -> list[int]:
    assert mailing is not None
    with work(mailing.practice_id) as session:
        found = recipients(session, LATER, question_of(mailing))
        return [each.contact_id for each in found if each.reason is None]


def test_it_goes_to_those_alone_who_surely_did_not_get_it(app: Flask) -> None:
    with practice() as willow:
        ana, ben, cleo, dan, _ = families(willow, 5)
        mailing = draft(willow)
    through(mailing, {ana: "failed", ben: "bounced", cleo: "unknown", dan: "expired"})
    second = again(mailing)
    assert whom(second) == [ana.id, ben.id, dan.id]
    assert second is not None
    assert second.state == "draft", "nothing goes before somebody looked at it"
    assert second.texts == mailing.texts
    assert second.description == "Flu shots (again)"
    begun(second)
    assert sorted(each.contact_id or 0 for each in messages_of(second)) == [ana.id, ben.id, dan.id]


def test_whom_the_second_try_reached_is_not_offered_a_third(app: Flask) -> None:
    with practice() as willow:
        ana, ben, _ = families(willow, 3)
        mailing = draft(willow)
    through(mailing, {ana: "failed", ben: "failed"})
    second = again(mailing)
    assert second
    through(second, {ben: "failed"})
    assert whom(again(mailing)) == [ben.id]
    third = again(second)
    assert whom(third) == [ben.id]
    assert third
    assert third.description == "Flu shots (again)"
    through(third, {})
    assert again(mailing) is None
    assert again(second) is None


def test_pressed_twice_there_is_one_draft_and_it_knows_who_failed_since(app: Flask) -> None:
    with practice() as willow:
        ana, ben, _ = families(willow, 3)
        mailing = draft(willow)
    through(mailing, {ana: "failed"})
    first = again(mailing)
    settle(mailing, {ben: "bounced"})
    second = again(mailing)
    assert first
    assert second
    assert first.id == second.id
    assert whom(second) == [ana.id, ben.id]


def test_about_a_visit_only_the_parent_who_missed_it_is_asked_again(app: Flask) -> None:
    with practice() as willow:
        mia, leo = willow.child("Mia"), willow.child("Leo", "Kim")
        given = {"prefers_reminders": "text", "link_resides_with": True}
        ana = willow.parent("Ana", mia, **given)
        willow.parent("Luis", mia, link_position=2, **given)
        kim = willow.parent("Kim", leo, **given)
        mailing = ask_to_confirm(willow, willow.visit(mia, TUESDAY), willow.visit(leo, TUESDAY))
    through(mailing, {ana: "failed", kim: "failed"})
    with work(willow.practice_id) as session:
        of_kim = select(Message.id).where(Message.contact_id == kim.id)
        number = session.scalars(select(Address.value).where(Address.id == kim.cell_id)).one()
        assert send_again(session, LATER, DANA, session.scalars(of_kim).one(), number)
    second = again(mailing)
    assert whom(second) == [ana.id]
    assert second
    assert second.kind == "personalized"


def test_what_a_stopped_mailing_never_sent_can_go_to_the_rest(app: Flask) -> None:
    with practice() as willow:
        people = families(willow, 60)
        mailing = draft(willow)
    begun(mailing)
    deliver(NOW)
    assert again(mailing) is None, "while it runs nobody knows who will get it"
    with work(willow.practice_id) as session:
        stop_mailing(session, NOW, DANA, mailing.id)
    assert ends_of(mailing) == {"sent": 50, "cancelled: mailing_stopped": 10}
    assert whom(again(mailing)) == [each.id for each in people[50:]]


def test_using_all_of_it_again_asks_everybody(app: Flask) -> None:
    with practice() as willow:
        ana, ben = families(willow, 2)
        mailing = draft(willow)
    through(mailing, {ana: "failed"})
    with work(willow.practice_id) as session:
        new_id = reuse_mailing(session, LATER, DANA, mailing.id)
        row = session.get_one(Mailing, new_id)
        session.expunge_all()
    assert whom(row) == [ana.id, ben.id]

"""Somebody looks at what families answered, or is told that nobody did (product J1, J2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.handle_notice import see_notice
from app.actions.undo_answer import undo_answer
from app.actions.watch_desk import Watched, watch_desk
from app.actions.write_audit import Actor
from app.actions.write_notice import Change, write_notice
from app.domain.answers import NoticeKind
from app.models import Department, Holiday, Message, Notice, Practice
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import arrived, deliver
from tests.builders.clinic import make_clinic

PORTAL = "https://willowpeds.com"
DANA = Actor("dana@willow.example")


def at(words: str) -> datetime:
    """A moment on the practice's clock, as UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


MONDAY_10 = at("2026-11-23T10:00")
SUNDAY_8_PM = at("2026-11-22T20:00")
MONDAY_8 = at("2026-11-23T08:00")


@dataclass
class Desk:
    """The Front Desk is open 8 to 5 on weekdays; Mia Ramos comes on Tuesday, her mother is Ana."""

    practice_id: int
    department_id: int
    visit_id: int
    contact_id: int

    def told(self, when: datetime, kind: NoticeKind = NoticeKind.CANCELLED) -> int:
        with work(self.practice_id) as session:
            change = Change(self.visit_id, None, kind)
            return write_notice(session, when, [change], self.contact_id, None)[0]

    def seen(self, when: datetime, notice_id: int) -> None:
        with work(self.practice_id) as session:
            see_notice(session, when, DANA, notice_id)

    def set(self, **values: object) -> None:
        with work(self.practice_id) as session:
            row = session.get_one(Department, self.department_id)
            for name, value in values.items():
                setattr(row, name, value)

    def notice(self, notice_id: int) -> Notice:
        with work(self.practice_id) as session:
            return session.get_one(Notice, notice_id)

    def outbox(self) -> list[str]:
        with work(self.practice_id) as session:
            return list(session.scalars(select(Message.key).order_by(Message.id)))


@pytest.fixture
def desk(app: Flask) -> Desk:
    return make_desk()


def make_desk(slug: str = "willow") -> Desk:
    with work_everywhere() as session:
        clinic = make_clinic(session, slug)
        mia = clinic.child("Mia", "Ramos", external_id="48213")
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia, at("2026-11-24T14:30"))
        session.get_one(Department, clinic.department_id).second_email = "boss@willow.example"
        return Desk(clinic.practice_id, clinic.department_id, visit.id, ana.id)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_a_department_with_a_number_gets_a_text_beside_the_email_once(desk: Desk) -> None:
    desk.set(text_number="+19375550160")
    notice_id = desk.told(MONDAY_10)
    assert desk.outbox() == [f"notice:{notice_id}", f"notice:{notice_id}:text"]
    deliver(MONDAY_10)
    deliver(MONDAY_10)
    text = next(each for each in arrived() if each.channel == "text")
    assert text.address == "+19375550160"
    assert text.body == f"Cancelled: M. R., Tue Nov 24, 2:30 PM, Dr. Anita Patel. {PORTAL}/cancellations"
    assert sorted(each.channel for each in arrived()) == ["email", "text"]


def test_a_department_with_a_number_only_gets_the_text(desk: Desk) -> None:
    desk.set(text_number="+19375550160", email="")
    notice_id = desk.told(MONDAY_10)
    assert desk.outbox() == [f"notice:{notice_id}:text"]


def test_the_second_address_hears_of_what_nobody_looks_at_once(desk: Desk) -> None:
    notice_id = desk.told(MONDAY_10)
    assert watch_desk(MONDAY_10 + minutes(14), PORTAL) == Watched()
    assert watch_desk(MONDAY_10 + minutes(15), PORTAL) == Watched(escalated=1)
    assert watch_desk(MONDAY_10 + minutes(60), PORTAL) == Watched()
    assert desk.notice(notice_id).escalated_at == MONDAY_10 + minutes(15)
    deliver(MONDAY_10 + minutes(15))
    mail = next(each for each in arrived() if each.address == "boss@willow.example")
    assert mail.subject == "Nobody has looked: Cancelled: Tue Nov 24, 2:30 PM, Dr. Anita Patel"
    assert "nobody of Front Desk has looked at it within 15 minutes" in mail.body
    assert "Ramos" not in mail.subject + mail.body + mail.html


def test_what_somebody_saw_goes_to_nobody_else(desk: Desk) -> None:
    notice_id = desk.told(MONDAY_10)
    desk.seen(MONDAY_10 + minutes(14), notice_id)
    assert watch_desk(MONDAY_10 + minutes(60), PORTAL) == Watched()


def test_without_a_second_address_it_waits_on_the_page(desk: Desk) -> None:
    desk.set(second_email="")
    notice_id = desk.told(MONDAY_10)
    assert watch_desk(MONDAY_10 + minutes(60), PORTAL) == Watched()
    assert desk.notice(notice_id).escalated_at is None


def test_what_came_while_closed_stands_in_one_email_at_opening(desk: Desk) -> None:
    late = desk.told(SUNDAY_8_PM, NoticeKind.LATE)
    seen = desk.told(SUNDAY_8_PM)
    desk.told(SUNDAY_8_PM)
    desk.seen(SUNDAY_8_PM + minutes(5), seen)
    assert watch_desk(MONDAY_8 - minutes(1), PORTAL) == Watched()
    assert watch_desk(MONDAY_8, PORTAL) == Watched(digests=1)
    assert watch_desk(MONDAY_8, PORTAL) == Watched()
    assert desk.outbox()[-1] == f"digest:{desk.department_id}:2026-11-23"
    assert desk.notice(late).digested_at == MONDAY_8
    assert desk.notice(seen).digested_at is None
    deliver(MONDAY_8)
    digest = next(each for each in arrived() if each.subject.startswith("While"))
    assert digest.address == "front@willow.example"
    assert digest.subject == "While you were closed: 2 answers wait, first visit Tue Nov 24, 2:30 PM"
    for expected in ("Parent can't come, told us late", "Cancelled by parent", "M. R., chart 48213", PORTAL):
        assert expected in digest.body
    assert "Ramos" not in digest.subject + digest.body + digest.html


def test_after_an_upgrade_old_notices_alarm_nobody(desk: Desk) -> None:
    """Found for the first time days later: yesterday's goes to the second address, last week's does not."""
    old, older = desk.told(at("2026-11-18T10:00")), desk.told(at("2026-11-17T20:00"))
    recent = desk.told(at("2026-11-20T10:00"))
    assert watch_desk(MONDAY_10, PORTAL) == Watched(escalated=1)
    told = {each: desk.notice(each).escalated_at for each in (older, old, recent)}
    assert told == {older: None, old: None, recent: MONDAY_10}


def test_a_night_without_news_sends_no_email(desk: Desk) -> None:
    assert watch_desk(MONDAY_8, PORTAL) == Watched()
    assert desk.outbox() == []


def test_after_the_email_at_opening_fifteen_minutes_run(desk: Desk) -> None:
    desk.told(SUNDAY_8_PM)
    watch_desk(MONDAY_8, PORTAL)
    assert watch_desk(MONDAY_8 + minutes(14), PORTAL) == Watched()
    assert watch_desk(MONDAY_8 + minutes(15), PORTAL) == Watched(escalated=1)


def test_a_holiday_is_a_closed_day(desk: Desk) -> None:
    with work(desk.practice_id) as session:
        session.add(Holiday(practice_id=desk.practice_id, day=date(2026, 11, 23), name="Stocktaking"))
    desk.told(SUNDAY_8_PM)
    assert watch_desk(MONDAY_10, PORTAL) == Watched()
    assert watch_desk(at("2026-11-24T08:00"), PORTAL) == Watched(digests=1)


def test_own_hours_of_the_department_count(desk: Desk) -> None:
    desk.set(opens_at=time(6), closes_at=time(14))
    desk.told(SUNDAY_8_PM)
    assert watch_desk(at("2026-11-23T06:00"), PORTAL) == Watched(digests=1)


def test_an_answer_taken_back_after_it_was_done_is_looked_after_again(desk: Desk) -> None:
    notice_id = desk.told(MONDAY_10)
    desk.seen(MONDAY_10, notice_id)
    with work(desk.practice_id) as session:
        session.get_one(Notice, notice_id).state = "done"
    with work(desk.practice_id) as session:
        undo_answer(session, MONDAY_10 + minutes(120), desk.contact_id, [desk.visit_id])
    assert desk.notice(notice_id).seen_at is None
    assert watch_desk(MONDAY_10 + minutes(134), PORTAL) == Watched()
    assert watch_desk(MONDAY_10 + minutes(135), PORTAL) == Watched(escalated=1)


def test_each_practice_is_watched_and_one_that_is_set_up_is_not(desk: Desk) -> None:
    maple, birch = make_desk("maple"), make_desk("birch")
    with work_everywhere() as session:
        session.get_one(Practice, birch.practice_id).setting_up = True
    for each in (desk, maple, birch):
        each.told(MONDAY_10)
    assert watch_desk(MONDAY_10 + minutes(20), PORTAL, maple.practice_id) == Watched(escalated=1)
    assert watch_desk(MONDAY_10 + minutes(20), PORTAL) == Watched(escalated=1)


def test_who_looks_right_now_is_not_overtaken(desk: Desk) -> None:
    """Somebody presses "Seen" while the clock looks: the clock leaves that notice to them."""
    notice_id = desk.told(MONDAY_10)
    with work(desk.practice_id) as session:
        see_notice(session, MONDAY_10 + minutes(15), DANA, notice_id)
        session.flush()
        assert watch_desk(MONDAY_10 + minutes(15), PORTAL) == Watched()
    assert watch_desk(MONDAY_10 + minutes(16), PORTAL) == Watched()


def test_workers_who_look_at_the_same_moment_tell_each_thing_once(desk: Desk, app: Flask) -> None:
    for _ in range(5):
        desk.told(SUNDAY_8_PM)
    when = MONDAY_8 + minutes(20)

    def look(_: int) -> Watched:
        with app.app_context():
            return watch_desk(when, PORTAL)

    with ThreadPoolExecutor(4) as workers:
        watched = list(workers.map(look, range(4)))
    watched.append(watch_desk(when, PORTAL))
    assert sum(each.escalated for each in watched) == 5
    assert sum(each.digests for each in watched) == 1
    told = [key for key in desk.outbox() if not key.startswith("notice:")]
    assert len(told) == 6

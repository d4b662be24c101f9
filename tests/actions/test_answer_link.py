"""Two taps, two parents and the schedule's own changes at the same moment end the same way (H5, E5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.actions.answer_link import AnswerResult, GivenAnswers, answer_link
from app.domain.answers import Choice, LinkState, Wish
from app.domain.effects import Refused
from app.models import Answer, AppointmentEvent, AppointmentRow, Message, Notice
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import TUESDAY, ParentLink, make_parent_link


@pytest.fixture
def family(app: Flask) -> Iterator[ParentLink]:
    return make_parent_link(app)


def at_once(app: Flask, *jobs: Callable[[], object]) -> list[object]:
    """Run all jobs in threads of their own, started together."""
    gate = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        with app.app_context():
            gate.wait(10)
            return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def answering(family: ParentLink, given: GivenAnswers) -> Callable[[], AnswerResult]:
    def answer() -> AnswerResult:
        with work_everywhere() as session:
            return answer_link(session, NOW, family.link_id, given)

    return answer


def rows(family: ParentLink, model: type) -> int:
    with work(family.practice_id) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("round_", range(4))
def test_two_taps_at_once_are_one_answer(app: Flask, family: ParentLink, round_: int) -> None:
    tap = answering(family, GivenAnswers(everyone=Choice.CANT))
    results = at_once(app, *[tap] * 4)
    assert results == [AnswerResult(LinkState.LIVE)] * 4
    assert rows(family, Answer) == 2
    assert rows(family, Notice) == 1
    assert rows(family, Message) == 1
    assert rows(family, AppointmentEvent) == 2


@pytest.mark.parametrize("round_", range(6))
def test_two_parents_who_disagree_at_once_end_as_one_answer_and_one_task(
    app: Flask, family: ParentLink, round_: int
) -> None:
    father = family.link_of(family.ids["Bo"])
    at_once(
        app,
        answering(family, GivenAnswers({family.mia: Wish.COMING})),
        answering(father, GivenAnswers({family.mia: Wish.CANT})),
    )
    with work(family.practice_id) as session:
        effects = session.scalars(select(Answer.effect).order_by(Answer.id)).all()
        kinds = Counter(session.scalars(select(Notice.kind)))
    assert effects in (["confirm", "conflict"], ["cancel", "conflict"])
    assert kinds["conflict"] == 1
    standing = ("scheduled", "confirmed") if effects[0] == "confirm" else ("cancelled", "none")
    row = family.row(family.mia)
    assert (row.lifecycle, row.confirmation) == standing


@pytest.mark.parametrize("round_", range(4))
def test_siblings_answered_in_opposite_order_do_not_block_each_other(
    app: Flask, family: ParentLink, round_: int
) -> None:
    backwards = family.link_of(family.ids["Bo"], [family.leo, family.mia])
    at_once(
        app,
        answering(family, GivenAnswers(everyone=Choice.COMING)),
        answering(backwards, GivenAnswers(everyone=Choice.COMING)),
    )
    assert family.row(family.mia).confirmation == family.row(family.leo).confirmation == "confirmed"


def test_an_answer_waits_for_a_move_and_then_sees_it(app: Flask, family: ParentLink) -> None:
    given = GivenAnswers({family.mia: Wish.CANT}, seen={family.mia: 1})

    def move() -> None:
        with work(family.practice_id) as session:
            row = session.get_one(AppointmentRow, family.mia, with_for_update=True)
            gate.wait(10)
            row.starts_at, row.version = TUESDAY + timedelta(days=1), 2
            session.flush()
            # Long enough for the answer to be waiting for this row.
            session.connection().exec_driver_sql("select pg_sleep(0.3)")

    def answer() -> AnswerResult:
        gate.wait(10)
        return answering(family, given)()

    gate = Barrier(2)
    _, result = at_once(app, move, answer)
    assert result == AnswerResult(LinkState.LIVE, Refused.CHANGED)
    assert family.row(family.mia).lifecycle == "scheduled"


def test_a_cancellation_stops_the_messages_that_wait(family: ParentLink) -> None:
    with work(family.practice_id) as session:
        row = family.row(family.mia)
        clinic = Clinic(session, family.practice_id, row.location_id, 0, 0, 0)
        rule = clinic.rule("reminder")
        for visits in ([family.mia], [family.mia, family.leo]):
            lines = [session.get_one(AppointmentRow, visit) for visit in visits]
            contact = family.contact_id if len(visits) == 1 else family.ids["Bo"]
            clinic.message(rule, _contact(contact), *lines, status="queued")
    answering(family, GivenAnswers({family.mia: Wish.CANT}))()
    with work(family.practice_id) as session:
        states = session.execute(
            select(Message.status, Message.reason).where(Message.type == "reminder").order_by(Message.id)
        ).all()
    # The second still speaks of Leo; Mia is left out of it when it is sent.
    assert [tuple(state) for state in states] == [("cancelled", "cancelled_by_parent"), ("queued", None)]


def _contact(number: int) -> object:
    class Known:
        id = number

    return Known


def test_every_answer_carries_its_stamps(family: ParentLink) -> None:
    answering(family, GivenAnswers(everyone=Choice.CANT))()
    with work(family.practice_id) as session:
        answer = session.scalars(select(Answer)).first()
    assert answer is not None
    assert (answer.received_at, answer.applied_at, answer.accepted_at, answer.seen_at) == (
        NOW,
        NOW,
        None,
        None,
    )
    assert (answer.via, answer.version, answer.link_id) == ("link", 1, family.link_id)


def test_a_link_that_never_was(app: Flask, family: ParentLink) -> None:
    with work_everywhere() as session:
        result = answer_link(session, NOW, 999_999, GivenAnswers(everyone=Choice.COMING))
    assert result.link is LinkState.REVOKED

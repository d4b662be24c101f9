"""The SQL of escalation and the rule book say the same, whatever happened to a message (product E4, E7).

HYPOTHESIS_PROFILE=thorough looks at many more cases, other ones on every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.escalate_messages import escalate_messages
from app.domain.answers import Choice
from app.domain.appointments import Appointment
from app.domain.escalation import NextStep, Told, ToldLine, next_step
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.models import Answer, Message, MessageLine, RuleRow, VisitType
from app.models.facts import rule_facts
from app.models.known_children import KnownChild, known_children
from app.models.visit_facts import visit_facts
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.conftest import sweep

HOUR = timedelta(hours=1)
LEFT = ("sent", "delivered", "delivered", "failed", "bounced")
STATUSES = (*LEFT, *LEFT, "unknown", "queued", "cancelled", "skipped")
CONSENTS = tuple(f"reminders:{channel}" for channel in ("email", "text", "voice"))


@dataclass(frozen=True)
class Child:
    consents: tuple[str, ...]
    lifecycle: str
    confirmation: str
    moved: bool
    answered: bool
    teen: bool
    authority: str


@dataclass(frozen=True)
class Case:
    kind: str
    channel: str
    status: str
    step: int
    sent_before: int
    wait: int
    useful_for: int
    on: bool
    cell: str
    home: bool
    confidential: bool
    children: tuple[Child, ...]


@st.composite
def _children(draw: st.DrawFn) -> Child:
    usual = draw(st.integers(0, 3)) < 3
    return Child(
        consents=CONSENTS if usual else tuple(draw(st.sets(st.sampled_from(CONSENTS)))),
        lifecycle="scheduled" if usual else draw(st.sampled_from(("scheduled", "cancelled", "completed"))),
        confirmation=draw(st.sampled_from(("none",) * 9 + ("out_of_reach", "confirmed", "cancel_requested"))),
        moved=draw(st.integers(0, 7)) == 7,
        answered=draw(st.integers(0, 7)) == 7,
        teen=draw(st.booleans()),
        authority=draw(st.sampled_from(("blank", "blank", "blank", "joint", "other"))),
    )


@st.composite
def _cases(draw: st.DrawFn) -> Case:
    return Case(
        kind=draw(st.sampled_from(("confirmation_request", "confirmation_request", "reminder"))),
        channel=draw(st.sampled_from(("email", "email", "text", "voice"))),
        status=draw(st.sampled_from(STATUSES)),
        step=draw(st.sampled_from((0, 0, 1))),
        sent_before=draw(st.sampled_from((4, 5, 3, 9))),
        wait=draw(st.sampled_from((4, 3, 1, 5))),
        useful_for=draw(st.sampled_from((30, 30, 30, 30, 0, -1))),
        on=draw(st.integers(0, 15)) < 15,
        cell=draw(
            st.sampled_from(("good", "good", "good", "suppressed", "problem", "none", "text", "voice"))
        ),
        home=draw(st.booleans()),
        confidential=draw(st.integers(0, 3)) == 3,
        children=tuple(draw(st.lists(_children(), min_size=1, max_size=2))),
    )


@settings(
    max_examples=settings().max_examples * 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=_cases())
def test_the_next_step_is_the_one_of_the_rule_book(migrated_app: Flask, case: Case) -> None:
    with migrated_app.app_context():
        try:
            _try(case)
        finally:
            sweep()


def _try(case: Case) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        _settle(clinic, case)
    with work_everywhere() as session:
        (message,) = session.scalars(select(Message))
        wanted = next_step(_told(session, message))
        due = wanted is not None and wanted.at <= NOW <= (message.expires_at or NOW)
        first = message.id
    assert escalate_messages(NOW) == (1 if due else 0)
    assert escalate_messages(NOW) == 0, "a second turn must find nothing"
    with work_everywhere() as session:
        steps = session.scalars(select(Message).where(Message.id != first)).all()
        assert [_written(session, each) for each in steps] == ([wanted] if due else [])


def _settle(clinic: Clinic, case: Case) -> None:
    asks = case.kind == "confirmation_request"
    statuses = ["scheduled", "out_of_reach"] + ([] if asks else ["confirmed"])
    rule = clinic.rule(
        case.kind,
        statuses=statuses,
        channel_mode="escalation",
        escalate_after_minutes=case.wait * 60,
        **({} if case.on else {"state": "disabled", "enabled_at": None}),
    )
    clinic.add(VisitType(name="Check-up", confidential=case.confidential))
    cell = None if case.cell == "none" else clinic.address("+19375550001")
    if cell:
        cell.suppressed_at = NOW if case.cell == "suppressed" else None
        cell.problem = "too short" if case.cell == "problem" else None
        cell.stopped = [case.cell] if case.cell in ("text", "voice") else []
    mother = clinic.parent(
        "Ana",
        cell=cell,
        email_id=clinic.address("ana@ramos.example").id,
        home_id=clinic.address("+19375550002").id if case.home else None,
    )
    visits = []
    for number, each in enumerate(case.children):
        born = date(2010, 1, 1) if each.teen else date(2020, 1, 1)
        child = clinic.child(f"Child {number}", birth_date=born)
        clinic.tie(child, mother, consents=list(each.consents), authority=each.authority)
        gone = {"cancelled_at": NOW, "cancelled_by": "feed"} if each.lifecycle == "cancelled" else {}
        visits.append(clinic.visit(child, lifecycle=each.lifecycle, confirmation=each.confirmation, **gone))
    sent = NOW - case.sent_before * HOUR
    refused = case.status == "failed"
    clinic.message(
        rule, mother, *visits,
        key="r1/c1/a1/v1" + ("/s1" if case.step else ""),
        step=case.step,
        channel=case.channel,
        status=case.status,
        sent_at=None if refused or case.status == "queued" else sent,
        settled_at=sent if refused else None,
        expires_at=NOW + case.useful_for * HOUR,
    )  # fmt: skip
    for visit, each in zip(visits, case.children, strict=True):
        visit.version += each.moved
        if each.answered:
            clinic.add(
                Answer(
                    appointment_id=visit.id, contact_id=mother.id, choice=Choice.MOVE, effect="asked",
                    version=visit.version - each.moved, received_at=NOW,
                )
            )  # fmt: skip


def _told(session: Session, message: Message) -> Told:
    rule = rule_facts(session.get_one(RuleRow, message.rule_id))
    rows = session.scalars(
        select(MessageLine).where(MessageLine.message_id == message.id).order_by(MessageLine.appointment_id)
    ).all()
    visits = visit_facts(session, [row.appointment_id for row in rows])
    children = known_children(session, [visit.patient_id for visit in visits.values()])
    return Told(
        rule=rule,
        contact_id=message.contact_id or 0,
        channel=Channel(message.channel or ""),
        status=MessageStatus(message.status),
        step=message.step,
        at=message.sent_at or message.settled_at or NOW,
        last_useful=message.expires_at or NOW,
        lines=[
            _line(session, row, visits[row.appointment_id], children[visits[row.appointment_id].patient_id])
            for row in rows
        ],
    )


def _line(session: Session, row: MessageLine, visit: Appointment, child: KnownChild) -> ToldLine:
    answered = _answered(session, row) or visit.confirmation in ("confirmed", "cancel_requested")
    return ToldLine(visit, row.version, child.facts, answered)


def _answered(session: Session, row: MessageLine) -> bool:
    standing = select(Answer.id).where(
        Answer.appointment_id == row.appointment_id,
        Answer.version == row.version,
        Answer.undone_at.is_(None),
    )
    return session.scalar(standing.limit(1)) is not None


def _written(session: Session, message: Message) -> NextStep:
    assert message.status == "queued"
    assert message.key == f"r1/c1/a1/v1/s{message.step}"
    ids = session.scalars(
        select(MessageLine.appointment_id)
        .where(MessageLine.message_id == message.id)
        .order_by(MessageLine.appointment_id)
    )
    return NextStep(message.step, Channel(message.channel or ""), tuple(ids), message.due_at)

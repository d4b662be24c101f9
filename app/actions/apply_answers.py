"""Write down what one contact's answers do: schedule, history, audit, notice and alert in one go (B5, J1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.cancel_messages import cancel_unsent
from app.actions.note_appointment import note_appointment
from app.actions.undo_answer import undo_answer
from app.actions.write_audit import PARENT, write_audit
from app.actions.write_notice import Change, write_notice
from app.domain.answers import Choice
from app.domain.appointments import CancelledBy, Lifecycle
from app.domain.effects import Effect, EffectKind
from app.domain.reasons import Reason
from app.models import Answer, AppointmentRow
from app.models.visit import VisitChild

_STEPS = {
    EffectKind.CONFIRM: "confirmed",
    EffectKind.CANCEL: "cancelled",
    EffectKind.REQUEST_CANCEL: "cancel_requested",
    EffectKind.REQUEST_MOVE: "move_requested",
    EffectKind.LATE_NOTICE: "late_notice",
    EffectKind.UNDO: "undone",
    EffectKind.CONFLICT: "conflict",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """One child's answer and what the rule book made of it: never a refusal, never a repetition."""

    child: VisitChild
    effect: Effect

    @property
    def appointment_id(self) -> int:
        return self.child.appointment.id


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers, by which link, and how it was told: "link", "text" or "phone"."""

    contact_id: int
    link_id: int
    via: str = "link"


def apply_answers(session: Session, now: datetime, who: Answering, decided: Sequence[Decided]) -> None:
    """The appointments must be locked by this session, and ``decided`` made from what it read after that."""
    answers = _write_answers(session, now, who, decided)
    for each in decided:
        _change(session, now, each)
        step = _STEPS[each.effect.kind]
        note_appointment(session, now, each.appointment_id, step, contact_id=who.contact_id, via=who.via)
    stopped = [each.appointment_id for each in decided if each.effect.stops_messages]
    if stopped:
        session.flush()
        cancel_unsent(session, now, stopped, Reason.CANCELLED_BY_PARENT)
    _tell(session, now, who, decided, answers)


def _write_answers(
    session: Session, now: datetime, who: Answering, decided: Sequence[Decided]
) -> list[Answer]:
    answers = [_answer(now, who, each) for each in decided]
    session.add_all(answers)
    return answers


def _answer(now: datetime, who: Answering, each: Decided) -> Answer:
    return Answer(
        appointment_id=each.appointment_id,
        contact_id=who.contact_id,
        link_id=who.link_id,
        via=who.via,
        choice=each.effect.choice,
        effect=each.effect.kind,
        version=each.child.appointment.version,
        received_at=now,
        applied_at=None if each.effect.kind is EffectKind.CONFLICT else now,
    )


def _change(session: Session, now: datetime, each: Decided) -> None:
    was, effect = each.child.appointment, each.effect
    after: dict[str, Any] = {
        name: value
        for name, value in (("lifecycle", effect.lifecycle), ("confirmation", effect.confirmation))
        if value is not None and value != getattr(was, name)
    }
    if not after:
        return
    before = {name: getattr(was, name) for name in after}
    session.execute(
        update(AppointmentRow)
        .where(AppointmentRow.id == was.id)
        .values(**after, **_cancellation(now, effect), changed_at=now)
        .execution_options(synchronize_session=False)
    )
    write_audit(session, now, PARENT, "answer", "appointment", was.id, before=before, after=after)


def _cancellation(now: datetime, effect: Effect) -> dict[str, Any]:
    if effect.lifecycle is Lifecycle.CANCELLED:
        return {"cancelled_at": now, "cancelled_by": CancelledBy.PARENT}
    if effect.lifecycle is Lifecycle.SCHEDULED:
        # Messages that the cancellation stopped are looked at again by the next turn of the clock.
        return {"cancelled_at": None, "cancelled_by": None, "replan": True}
    return {}


def _tell(
    session: Session,
    now: datetime,
    who: Answering,
    decided: Sequence[Decided],
    answers: Sequence[Answer],
) -> None:
    coming = [each for each in decided if each.effect.choice is Choice.COMING and not each.effect.notice]
    withdrawn = [each.appointment_id for each in coming if each.child.said_otherwise(who.contact_id)]
    if withdrawn:
        undo_answer(session, now, who.contact_id, withdrawn)
    changes = [
        Change(each.appointment_id, answer.id, each.effect.notice)
        for each, answer in _flushed(session, decided, answers)
        if each.effect.notice
    ]
    if changes:
        write_notice(session, now, changes, who.contact_id, who.link_id, who.via)


def _flushed(
    session: Session, decided: Sequence[Decided], answers: Sequence[Answer]
) -> list[tuple[Decided, Answer]]:
    session.flush()
    return list(zip(decided, answers, strict=True))

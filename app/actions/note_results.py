"""Note what the providers answered: many messages in one transaction (product G2, G3, G5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.note_accepted import note_accepted
from app.actions.note_failure import note_failure
from app.actions.resend_message import plan_resend
from app.actions.settle_credit import give_back_credit
from app.domain.outcomes import ALERT_LIMIT, MessageStatus, retry_after
from app.models import Message, MessageEvent
from app.providers.port import Accepted, Refused, Result, Unknown


def note_results(session: Session, now: datetime, results: Mapping[int, Result]) -> None:
    """Write each message's result beside it. A receipt that was quicker is not taken back (G5).

    What is refused for good counts against its address, and may go again as what bounced does (G4, G6).
    """
    accepted = {number: result for number, result in results.items() if isinstance(result, Accepted)}
    note_accepted(session, now, {number: result.provider_ref for number, result in accepted.items()})
    others = {number: result for number, result in results.items() if not isinstance(result, Accepted)}
    if others:
        _note_others(session, now, others)


def _note_others(session: Session, now: datetime, results: Mapping[int, Refused | Unknown]) -> None:
    rows = session.scalars(
        select(Message).where(Message.id.in_(results)).order_by(Message.id).with_for_update()
    )
    ended = [message.id for message in rows if _note(session, now, message, results[message.id])]
    session.flush()
    give_back_credit(session, now, session.info["practice_id"], ended)


def give_up(session: Session, now: datetime, message_id: int) -> Message:
    """Fail a message that could not even be made: our own fault, which the log tells."""
    message = session.get_one(Message, message_id)
    message.status, message.reason = MessageStatus.FAILED, "our_fault"
    message.settled_at, message.claimed_at = now, None
    return message


def _note(session: Session, now: datetime, message: Message, result: Refused | Unknown) -> bool:
    """Whether it ended here, and nothing that was put aside for it is needed any more (L3)."""
    waiting = message.status in (MessageStatus.SENDING, MessageStatus.UNKNOWN)
    message.attempts += 1
    message.claimed_at = None
    session.add(_event(now, message, result))
    if isinstance(result, Unknown) and waiting:
        message.status, message.reason, message.settled_at = MessageStatus.UNKNOWN, result.why, now
    elif isinstance(result, Refused) and waiting:
        _refused(now, message, result)
        if not result.retry:
            note_failure(session, now, message, result.category)
            plan_resend(session, now, message)
    return message.status == MessageStatus.FAILED and message.reserved > 0


def _refused(now: datetime, message: Message, result: Refused) -> None:
    """Try again later, with growing gaps, while it is still useful and the refusal is not for good (G3)."""
    again = now + max(retry_after(message.attempts), result.after or timedelta(0))
    if result.retry and again <= (message.expires_at or message.created_at + ALERT_LIMIT):
        message.status, message.due_at = MessageStatus.QUEUED, again
    else:
        message.status, message.settled_at = MessageStatus.FAILED, now
    message.reason = result.category


def _event(now: datetime, message: Message, result: Refused | Unknown) -> MessageEvent:
    detail = {"attempt": message.attempts}
    if isinstance(result, Refused):
        return MessageEvent(
            message_id=message.id, at=now, kind="refused", detail=detail | {"why": result.category}
        )
    return MessageEvent(message_id=message.id, at=now, kind="no_answer", detail=detail)

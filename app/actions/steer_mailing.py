"""Pause a mailing, let it go on, or stop it for good (product K4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_back import cancel_rest, plan_again
from app.actions.write_audit import Actor, write_audit
from app.domain.mailings import MailingState, PauseReason, may_become
from app.models import Mailing
from app.queue import nudge


@dataclass(frozen=True, slots=True)
class Steered:
    """``held_back`` messages were about to leave, and do not."""

    held_back: int = 0


@dataclass(frozen=True, slots=True)
class TooLate:
    """Nothing was changed: the mailing is in ``state``, from which this cannot be done."""

    state: MailingState


def pause_mailing(session: Session, now: datetime, actor: Actor, mailing_id: int) -> Steered | TooLate | None:
    """Nothing more goes after the calls that are under way. None for a mailing the practice does not have."""
    mailing = _held(session, mailing_id)
    if mailing is None or not may_become(MailingState(mailing.state), MailingState.PAUSED):
        return _too_late(mailing)
    return Steered(hold(session, now, actor, mailing, PauseReason.STAFF))


def resume_mailing(
    session: Session, now: datetime, actor: Actor, mailing_id: int
) -> Steered | TooLate | None:
    """It goes on where it stood, each message once.

    Whoever lets a mailing go on that paused itself has seen the failures: its first fifty are not looked
    at again.
    """
    mailing = _held(session, mailing_id)
    if mailing is None or mailing.state != MailingState.PAUSED:
        return _too_late(mailing)
    if mailing.paused_reason == PauseReason.FAILURES:
        mailing.tried_at = now
    began = mailing.send_at is None or mailing.send_at <= now
    _note(session, now, actor, "resume", mailing, MailingState.RUNNING if began else MailingState.SCHEDULED)
    nudge(session, "mailings")
    return Steered()


def stop_mailing(session: Session, now: datetime, actor: Actor, mailing_id: int) -> Steered | TooLate | None:
    """What has not left is cancelled; a stopped mailing cannot go on, only be reused."""
    mailing = _held(session, mailing_id)
    if mailing is None or not may_become(MailingState(mailing.state), MailingState.STOPPED):
        return _too_late(mailing)
    _note(session, now, actor, "stop", mailing, MailingState.STOPPED)
    mailing.ended_at = now
    session.flush()
    return Steered(cancel_rest(session, now, mailing.id))


def hold(session: Session, now: datetime, actor: Actor, mailing: Mailing, reason: PauseReason) -> int:
    """Pause a mailing whose row is locked; how many messages wait again."""
    _note(session, now, actor, "pause", mailing, MailingState.PAUSED, reason=reason.value)
    mailing.paused_at, mailing.paused_reason = now, reason
    session.flush()
    return plan_again(session, mailing.id)


def _held(session: Session, mailing_id: int) -> Mailing | None:
    """One who pauses and one who stops at once come one after the other."""
    return session.scalar(select(Mailing).where(Mailing.id == mailing_id).with_for_update())


def _too_late(mailing: Mailing | None) -> TooLate | None:
    return TooLate(MailingState(mailing.state)) if mailing else None


def _note(
    session: Session,
    now: datetime,
    actor: Actor,
    action: str,
    mailing: Mailing,
    state: MailingState,
    **said: Any,
) -> None:
    before = {"state": mailing.state}
    mailing.state, mailing.changed_at = state, now
    mailing.paused_at = mailing.paused_reason = None
    after = {"state": state.value, **said}
    write_audit(session, now, actor, action, "mailing", mailing.id, before=before, after=after)

"""Drive mailings: begin what is due, write recipients, let messages go, end what is over (product K4).

Each step is a transaction of its own on a mailing whose row is locked, so that whatever is killed, paused or
run twice at once, the next step finds things as they are. Whoever finds a mailing taken passes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.fill_mailing import fill_mailing
from app.actions.hold_back import cancel_rest, plan_again
from app.actions.release_mailing import release_mailing
from app.domain.mailings import MailingState
from app.models import Mailing
from app.queue import nudge_once
from app.work import work, work_everywhere

log = structlog.get_logger(__name__)

_OPEN = text("""
select practice_id, id from mailing
where (state = 'running' or (state = 'scheduled' and send_at <= :now))
  and practice_id = coalesce(:practice_id, practice_id)
order by send_at, id
""")

# What was being written down or retried when a mailing was paused or stopped came back into the queue.
_LEFT_OVER = text("""
select g.practice_id, g.id, g.state from mailing g
where g.state in ('paused', 'stopped') and g.practice_id = coalesce(:practice_id, g.practice_id)
  and exists (
    select from message m where m.mailing_id = g.id and m.claimed_at is null
      and m.status in ('queued', 'no_credit')
  )
order by g.id
""")

_RUNNING = text("select exists (select from mailing where state = 'running')")


@dataclass
class Driven:
    """``filled`` recipients were written to the outbox, ``released`` messages may leave from now on."""

    filled: int = 0
    released: int = 0
    held_back: int = 0


class _Open(NamedTuple):
    practice_id: int
    id: int


def drive_mailings(
    now: datetime, practice_id: int | None = None, stopping: Callable[[], bool] = lambda: False
) -> Driven:
    """Every mailing of every practice, or of one, as far as it comes at ``now`` (UTC) without waiting.

    Works in transactions of its own, a step of each mailing in turn. One that fails by a fault of ours is
    logged and stops no other.
    """
    driven = Driven(held_back=_hold_back(now, practice_id))
    going: Sequence[_Open] = _open(now, practice_id)
    while going:
        going = [each for each in going if not stopping() and _step(now, each, driven)]
    return driven


def nudge_mailings(session: Session) -> None:
    """Some messages left: there may be room for the next ones of a mailing that runs."""
    if session.scalar(_RUNNING):
        nudge_once(session, "mailings")


def _open(now: datetime, practice_id: int | None) -> list[_Open]:
    with work_everywhere() as session:
        rows = session.execute(_OPEN, {"now": now, "practice_id": practice_id})
        return [_Open(row.practice_id, row.id) for row in rows]


def _step(now: datetime, which: _Open, driven: Driven) -> bool:
    """Whether the next step can follow at once."""
    try:
        with work(which.practice_id) as session:
            mailing = _taken(session, which.id)
            return mailing is not None and _go_on(session, now, mailing, driven)
    except Exception:
        log.exception("mailing could not go on", mailing_id=which.id, practice_id=which.practice_id)
        return False


def _taken(session: Session, mailing_id: int) -> Mailing | None:
    """None if another is at it, or somebody paused or stopped it meanwhile."""
    open_states = (MailingState.SCHEDULED, MailingState.RUNNING)
    question = select(Mailing).where(Mailing.id == mailing_id, Mailing.state.in_(open_states))
    return session.scalar(question.with_for_update(skip_locked=True))


def _go_on(session: Session, now: datetime, mailing: Mailing, driven: Driven) -> bool:
    mailing.state = MailingState.RUNNING
    if mailing.filled_at is None:
        driven.filled += fill_mailing(session, now, mailing)
        return True
    driven.released += release_mailing(session, now, mailing)
    return False


def _hold_back(now: datetime, practice_id: int | None) -> int:
    with work_everywhere() as session:
        rows = session.execute(_LEFT_OVER, {"practice_id": practice_id}).all()
    held = 0
    for row in rows:
        with work(row.practice_id) as session:
            stopped = row.state == MailingState.STOPPED
            held += cancel_rest(session, now, row.id) if stopped else plan_again(session, row.id)
    return held

"""Mailings that are on their way, for the line that says so on other pages (product K4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.job_progress import Progress, job_title
from app.domain.mailings import MailingKind, MailingState, PauseReason
from app.models import Mailing
from app.models.mailing_messages import message_counts

MOST = 3


@dataclass(frozen=True, slots=True)
class RunningMailing:
    """``failing`` if it paused itself and waits for somebody to look."""

    id: int
    title: str
    percent: int
    failing: bool


def running_mailings(session: Session, kinds: Collection[MailingKind]) -> list[RunningMailing]:
    """Those of these kinds that run or paused themselves, the newest three."""
    itself = (Mailing.state == MailingState.PAUSED) & (Mailing.paused_reason == PauseReason.FAILURES)
    rows = session.scalars(
        select(Mailing)
        .where(Mailing.kind.in_(sorted(kinds)), (Mailing.state == MailingState.RUNNING) | itself)
        .order_by(Mailing.id.desc())
        .limit(MOST)
    )
    return [_running(session, row) for row in rows]


def _running(session: Session, row: Mailing) -> RunningMailing:
    progress = Progress(message_counts(session, row.id), row.recipients, row.filled_at is not None, 0)
    title = job_title(MailingKind(row.kind), row.type, row.description)
    return RunningMailing(row.id, title, progress.percent, row.state == MailingState.PAUSED)

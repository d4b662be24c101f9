"""Everything a person must look at, for the Problems page, Today's "Fix before tomorrow" and scripts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.outcomes import MessageStatus, needs_staff
from app.domain.preferences import Channel
from app.domain.problems import Problem, ProblemKind
from app.domain.staff_words import CHANNELS
from app.models import (
    Contact,
    DeliveryRulesRow,
    FeedImport,
    FeedRowIssue,
    Heartbeat,
    Message,
    MessageLine,
    StaffUser,
)
from app.queries.credit_problems import credit_problems
from app.queries.failure_problems import failing_addresses, lost_alerts
from app.queries.health import CLOCK_SILENCE
from app.queries.letter_problems import forgotten_letters
from app.queries.visit_problems import visit_problems


def problems(session: Session, now: datetime, until: datetime | None = None) -> list[Problem]:
    """All problems of the session's practice, most pressing kind first.

    ``until`` (UTC) leaves out the visits that start then or later; what is not about a visit is
    always in.
    """
    found = [
        *_clock(session, now),
        *_department(session),
        *credit_problems(session),
        *lost_alerts(session, now),
        *visit_problems(session, now, until),
        *failing_addresses(session),
        *_unsettled(session, now),
        *forgotten_letters(session, now),
        *_held_rows(session),
    ]
    kinds = list(ProblemKind)
    return sorted(found, key=lambda problem: kinds.index(problem.kind))


def problem_counts(session: Session, now: datetime, until: datetime | None = None) -> dict[ProblemKind, int]:
    """How many of each kind, most pressing kind first; kinds without a problem are left out."""
    return dict(Counter(problem.kind for problem in problems(session, now, until)))


def _clock(session: Session, now: datetime) -> list[Problem]:
    last = session.scalar(select(Heartbeat.at).where(Heartbeat.role == "clock"))
    if last is not None and now - last <= CLOCK_SILENCE:
        return []
    words = (
        "Nothing is planned or sent: the clock of Deskbell does not run. Ask your administrator to start it "
        "(flask serve)."
    )
    return [Problem(ProblemKind.CLOCK_SILENT, words)]


def _department(session: Session) -> list[Problem]:
    row = session.scalars(select(DeliveryRulesRow)).one()
    if not row.track_cancellations or row.department_id is not None:
        return []
    words = "Cancellations are tracked, but no department is chosen. Choose one in Global Settings."
    return [Problem(ProblemKind.NO_DEPARTMENT, words)]


def _unsettled(session: Session, now: datetime) -> list[Problem]:
    first_visit = (
        select(func.min(MessageLine.appointment_id))
        .where(MessageLine.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Message, func.coalesce(Contact.name, StaffUser.name), first_visit)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(StaffUser, StaffUser.id == Message.staff_id)
        .where(Message.status == MessageStatus.UNKNOWN)
        .order_by(Message.id)
    )
    return [
        _unsettled_message(message, name, appointment_id)
        for message, name, appointment_id in rows
        if needs_staff(MessageStatus.UNKNOWN, message.claimed_at or message.due_at, now)
    ]


def _unsettled_message(message: Message, name: str | None, appointment_id: int | None) -> Problem:
    channel = CHANNELS[Channel(message.channel)] if message.channel else "Message"
    words = (
        f"{channel} to {name or 'the department'}: it left, but no answer came whether it was taken. It is "
        "not sent again by itself, so that nobody gets it twice. Ask, then say what became of it."
    )
    return Problem(
        ProblemKind.UNSETTLED_MESSAGE,
        words,
        appointment_id=appointment_id,
        contact_id=message.contact_id,
        message_id=message.id,
    )


def _held_rows(session: Session) -> list[Problem]:
    """A held row whose appointment was stored shows at the visit (unknown status), not twice."""
    rows = session.execute(
        select(FeedRowIssue, FeedImport.filename)
        .join(FeedImport, FeedImport.id == FeedRowIssue.import_id)
        .where(
            FeedRowIssue.outcome == "held",
            FeedRowIssue.resolved_at.is_(None),
            FeedRowIssue.appointment_id.is_(None),
            ~FeedImport.dry_run,
        )
        .order_by(FeedRowIssue.id)
    )
    return [
        Problem(
            ProblemKind.HELD_ROW,
            f"{filename}, line {issue.line}: {issue.words}",
            import_id=issue.import_id,
        )
        for issue, filename in rows
    ]

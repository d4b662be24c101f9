"""A mailing while it runs and afterwards: how far it is, what failed, what it says (product K4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audience_reading import audience_of
from app.domain.audience_words import audience_words
from app.domain.job_progress import OVER, PARTS, Part, Progress, job_title
from app.domain.mailings import FIRST, First, MailingKind, MailingState, PauseReason, judge_first
from app.domain.message_types import message_type
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.remedies import remedy_for
from app.domain.staff_words import CHANNELS, reason_words
from app.domain.wording.mailing_texts import MailingTexts, texts_from
from app.models import Mailing, Message, Plan, Practice, StaffUser
from app.models.mailing_messages import first_outcomes, message_counts
from app.queries.practice_names import practice_names

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Failures:
    """So many messages were not delivered for one reason; ``remedy`` is what can be done about it."""

    words: str
    remedy: str
    messages: int


@dataclass(frozen=True, slots=True)
class MailingJob:
    """One mailing after it was confirmed. Instants are UTC.

    ``who`` confirmed it. ``goes_on_at`` is when messages may go again, if none may now. Of the first, 50 or
    all of a smaller one, ``first_sent`` in number, ``first_failed`` were not delivered; ``failures`` says why
    messages were not. ``trying`` while nothing is known of the first. ``held``: the whole practice is paused.
    """

    id: int
    kind: MailingKind
    title: str
    what: str
    way: str
    state: MailingState
    paused_reason: PauseReason | None
    paused_at: datetime | None
    send_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    who: str
    archived: bool
    held: bool
    trying: bool
    progress: Progress
    goes_on_at: datetime | None
    first_failed: int
    first_sent: int
    failures: tuple[Failures, ...]

    @property
    def over(self) -> bool:
        """Nothing more comes of it."""
        return self.state in OVER

    @property
    def waits_for_credit(self) -> int:
        """How many messages wait until there is credit."""
        return self.progress.counts.get(MessageStatus.NO_CREDIT, 0)

    @property
    def unknown(self) -> int:
        """Of how many messages nobody knows whether they left."""
        return self.progress.of(Part.UNKNOWN)


@dataclass(frozen=True, slots=True)
class JobWords:
    """What a mailing says and to whom: ``texts`` as staff wrote them, by language; empty where those of a
    template went, of which ``sample`` is the first that was made. ``cost`` is what was told, in ``unit``.
    """

    audience: str
    texts: MailingTexts
    sample: Message | None
    recipients: int
    cost: Decimal
    unit: str | None


def mailing_job(session: Session, now: datetime, mailing_id: int) -> MailingJob | None:
    """As of ``now`` (UTC); None for a draft, and for one that the practice does not have."""
    row = session.execute(
        select(
            Mailing,
            func.coalesce(StaffUser.name, "").label("who"),
            Practice.paused_at.is_not(None).label("held"),
        )
        .join(Practice, Practice.id == Mailing.practice_id)
        .outerjoin(StaffUser, StaffUser.id == Mailing.confirmed_by)
        .where(Mailing.id == mailing_id, Mailing.state != MailingState.DRAFT)
    ).one_or_none()
    return _job(session, now, row.Mailing, row.who, row.held) if row else None


def job_words(session: Session, mailing_id: int, today: date) -> JobWords:
    """``today`` is the day in the practice; the mailing must be one of it."""
    row = session.get_one(Mailing, mailing_id)
    names = practice_names(session)
    worded = select(Message).where(Message.mailing_id == mailing_id, Message.body != "")
    return JobWords(
        audience=audience_words(audience_of(row.audience), names.providers, names.locations, today),
        texts=texts_from(row.texts),
        sample=None if row.texts else session.scalar(worded.order_by(Message.id).limit(1)),
        recipients=row.recipients,
        cost=row.cost,
        unit=session.scalar(select(Plan.unit)),
    )


def _job(session: Session, now: datetime, row: Mailing, who: str, held: bool) -> MailingJob:
    progress = _progress(session, now, row)
    planned = progress.counts.get(MessageStatus.PLANNED, 0)
    looked_at = row.state not in OVER and row.tried_at is None
    outcomes = first_outcomes(session, row.id, planned)[1] if looked_at else None
    unknown = outcomes is not None and judge_first(outcomes, now) is First.OPEN
    return MailingJob(
        id=row.id,
        kind=MailingKind(row.kind),
        title=job_title(MailingKind(row.kind), row.type, row.description),
        what=message_type(row.type),
        way=CHANNELS[Channel(row.channel)] if row.channel else "As each contact prefers",
        state=MailingState(row.state),
        paused_reason=PauseReason(row.paused_reason) if row.paused_reason else None,
        paused_at=row.paused_at,
        send_at=row.send_at,
        confirmed_at=row.confirmed_at,
        ended_at=row.ended_at,
        who=who,
        archived=row.archived_at is not None,
        held=held,
        trying=unknown and row.filled_at is not None and progress.all > FIRST,
        progress=progress,
        goes_on_at=_goes_on_at(session, now, row, progress),
        first_failed=outcomes.failed if outcomes else 0,
        first_sent=outcomes.sample if outcomes else 0,
        failures=_failures(session, row.id) if progress.of(Part.FAILED) else (),
    )


def _progress(session: Session, now: datetime, row: Mailing) -> Progress:
    lately = select(func.count()).where(
        Message.sent_at > now - MINUTE, Message.contact_id.is_not(None), Message.mailing_id == row.id
    )
    pace = session.scalar(lately) or 0 if row.state == MailingState.RUNNING else 0
    return Progress(message_counts(session, row.id), row.recipients, row.filled_at is not None, pace)


def _goes_on_at(session: Session, now: datetime, row: Mailing, progress: Progress) -> datetime | None:
    """When the first of what waits is due, if none of it is yet."""
    if row.state != MailingState.RUNNING or progress.a_minute or not progress.of(Part.WAITING):
        return None
    waiting = (MessageStatus.PLANNED, MessageStatus.QUEUED)
    due = session.scalar(
        select(func.min(Message.due_at)).where(Message.mailing_id == row.id, Message.status.in_(waiting))
    )
    return due if due and due > now else None


def _failures(session: Session, mailing_id: int) -> tuple[Failures, ...]:
    rows = session.execute(
        select(Message.reason, func.count().label("messages"))
        .where(Message.mailing_id == mailing_id, Message.status.in_(PARTS[Part.FAILED]))
        .group_by(Message.reason)
        .order_by(func.count().desc(), Message.reason)
    )
    return tuple(
        Failures(
            reason_words(row.reason) or "No reason was given.", remedy_for(row.reason or ""), row.messages
        )
        for row in rows
    )

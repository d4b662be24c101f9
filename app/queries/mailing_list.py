"""The mailings of a practice: drafts, what waits, runs and is done, and the archive (product K1 to K3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.audience_reading import audience_of
from app.domain.audience_words import audience_words
from app.domain.job_progress import PARTS, Part
from app.domain.mailing_types import type_words
from app.domain.mailings import MailingKind, MailingState
from app.models import Mailing, Message, StaffUser
from app.models.among import among
from app.queries.practice_names import practice_names

PAGE = 50
_WRITER, _SENDER = aliased(StaffUser), aliased(StaffUser)


@dataclass(frozen=True, slots=True)
class MailingLine:
    """One mailing. ``at`` (UTC) is when it goes or went, for a draft when it was changed last. ``who`` is
    whoever sent or wrote it. The numbers are messages: ``recipients`` as told before it was confirmed.
    """

    id: int
    kind: MailingKind
    type: str
    description: str
    audience: str
    state: MailingState
    at: datetime
    who: str
    recipients: int
    left_out: int
    failed: int
    archived: bool


@dataclass(frozen=True, slots=True)
class MailingList:
    """One page, newest first. ``older`` is the id that the next page begins before, None on the last."""

    lines: tuple[MailingLine, ...]
    older: int | None


def mailing_list(
    session: Session,
    today: date,
    kinds: Collection[MailingKind],
    *,
    archived: bool = False,
    before: int | None = None,
) -> MailingList:
    """Mailings of these kinds in the session's practice, whose day is ``today``; older than id ``before``."""
    question = (
        select(Mailing, func.coalesce(_SENDER.name, _WRITER.name, "").label("who"))
        .outerjoin(_WRITER, _WRITER.id == Mailing.created_by)
        .outerjoin(_SENDER, _SENDER.id == Mailing.confirmed_by)
        .where(Mailing.kind.in_(sorted(kinds)))
        .where(Mailing.archived_at.is_not(None) if archived else Mailing.archived_at.is_(None))
    )
    if before is not None:
        question = question.where(Mailing.id < before)
    rows = session.execute(question.order_by(Mailing.id.desc()).limit(PAGE + 1)).all()
    shown = [(row.Mailing, row.who) for row in rows[:PAGE]]
    lines = tuple(_lines(session, today, shown))
    return MailingList(lines, lines[-1].id if len(rows) > PAGE else None)


def _lines(session: Session, today: date, shown: Collection[tuple[Mailing, str]]) -> Iterable[MailingLine]:
    counts = _counts(session, {row.id for row, _ in shown})
    names = practice_names(session)
    for row, who in shown:
        states = counts.get(row.id, {})
        yield MailingLine(
            id=row.id,
            kind=MailingKind(row.kind),
            type=type_words(row.type),
            description=row.description,
            audience=audience_words(audience_of(row.audience), names.providers, names.locations, today),
            state=MailingState(row.state),
            at=row.send_at if row.confirmed_at and row.send_at else row.changed_at,
            who=who,
            recipients=row.recipients,
            left_out=sum(states.get(each, 0) for each in PARTS[Part.LEFT_OUT]),
            failed=sum(states.get(each, 0) for each in PARTS[Part.FAILED]),
            archived=row.archived_at is not None,
        )


def _counts(session: Session, mailing_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """How many messages of each mailing have which status."""
    rows = session.execute(
        select(Message.mailing_id, Message.status, func.count().label("messages"))
        .where(among(Message.mailing_id, mailing_ids))
        .group_by(Message.mailing_id, Message.status)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row.mailing_id][row.status] = row.messages
    return found

"""What an import did, or is doing, and each row that needs a look (product B2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.models import AppointmentRow, FeedImport, FeedRowIssue

# A file of 10 MB is not fetched to show how far it got.
_WITHOUT_FILE = defer(FeedImport.content)


@dataclass(frozen=True, slots=True)
class ImportIssue:
    """``line`` counts the file's lines from 1 with the header. ``cells`` are empty for a mere warning."""

    line: int
    column: str
    outcome: str
    reason: str
    words: str
    appointment_id: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One import; counts are rows of the file. ``problem`` says in words why a file failed."""

    id: int
    source_id: int
    filename: str
    state: str
    problem: str | None
    dry_run: bool
    first: bool
    rows_total: int
    rows_done: int
    counts: dict[str, int]
    issue_counts: dict[str, int]
    created_at: datetime
    finished_at: datetime | None

    @property
    def can_read(self) -> bool:
        """The file is kept until it has been imported, see app/actions/read_import.py."""
        return self.dry_run or self.state != "done"

    @property
    def moving(self) -> bool:
        """Is a worker at it, or about to be?"""
        return self.state in ("queued", "running")

    @property
    def percent(self) -> int:
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0


def import_report(session: Session, import_id: int) -> ImportReport | None:
    """The import of this practice, or None."""
    row = session.get(FeedImport, import_id, options=[_WITHOUT_FILE])
    return _report(row, _issue_counts(session, [import_id])) if row is not None else None


def recent_imports(session: Session, limit: int = 20) -> list[ImportReport]:
    """The newest first."""
    newest = select(FeedImport).options(_WITHOUT_FILE).order_by(FeedImport.id.desc()).limit(limit)
    rows = session.scalars(newest).all()
    counts = _issue_counts(session, [row.id for row in rows])
    return [_report(row, counts) for row in rows]


def import_issues(
    session: Session, import_id: int, outcomes: Sequence[str], limit: int | None = None
) -> list[ImportIssue]:
    """The rows with one of these outcomes (rejected, held, warned), in the order of the file."""
    wanted = select(FeedRowIssue).where(
        FeedRowIssue.import_id == import_id, FeedRowIssue.outcome.in_(outcomes)
    )
    rows = session.scalars(wanted.order_by(FeedRowIssue.line, FeedRowIssue.id).limit(limit))
    return [
        ImportIssue(
            row.line, row.column, row.outcome, row.reason, row.words, row.appointment_id, tuple(row.cells)
        )
        for row in rows
    ]


def unknown_words(session: Session, source_id: int) -> list[str]:
    """Status words of visits that wait for somebody to say what they mean (B3)."""
    waiting = select(AppointmentRow.status_text).where(
        AppointmentRow.source_id == source_id, AppointmentRow.blocked
    )
    return list(session.scalars(waiting.distinct().order_by(AppointmentRow.status_text)))


def _issue_counts(session: Session, import_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    counted = session.execute(
        select(FeedRowIssue.import_id, FeedRowIssue.outcome, func.count())
        .where(FeedRowIssue.import_id.in_(import_ids))
        .group_by(FeedRowIssue.import_id, FeedRowIssue.outcome)
    )
    counts: dict[int, dict[str, int]] = {}
    for import_id, outcome, number in counted:
        counts.setdefault(import_id, {})[outcome] = number
    return counts


def _report(row: FeedImport, issue_counts: dict[int, dict[str, int]]) -> ImportReport:
    names = ("created", "updated", "unchanged", "stale", "held", "rejected")
    return ImportReport(
        id=row.id,
        source_id=row.source_id,
        filename=row.filename,
        state=row.state,
        problem=row.problem,
        dry_run=row.dry_run,
        first=row.first,
        rows_total=row.rows_total,
        rows_done=row.rows_done,
        counts={name: getattr(row, name) for name in names},
        issue_counts=issue_counts.get(row.id, {}),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )

"""Read an uploaded schedule file chunk by chunk (product B2, B7).

Each chunk is one transaction: what it changed, its counts and how far it got are committed together.
Killed in between, the file goes on with the next chunk, and nothing is counted or made twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.actions.settle_held_rows import settle_held_rows
from app.actions.start_import import COUNTS
from app.actions.upsert_appointment import Upserted, UpsertResult, upsert_appointments
from app.actions.write_audit import Actor, write_audit
from app.domain.local_time import UnknownZone, local_day, zone
from app.feeds.canonical import AppointmentGiven, RejectedRow
from app.feeds.csv_feed import read_rows
from app.feeds.options import read_options
from app.feeds.reading import Places, Reading, settle
from app.feeds.row_reasons import FileReason, FileRefused, Outcome, RowIssue, RowReason
from app.feeds.table import Line, read_table
from app.models import FeedImport, FeedRowIssue, FeedSource, Location, Practice

ROWS_AT_ONCE = 500

Result = tuple[Line, Upserted]


def read_next_chunk(session: Session, now: datetime, import_id: int) -> bool:
    """Read the next 500 rows; False when the file is done, cannot be read, or was not queued.

    ``session`` is one practice's. A file that cannot be read at all ends as failed, with words for staff.
    """
    row = session.get(FeedImport, import_id, with_for_update=True, populate_existing=True)
    if row is None or row.content is None or row.state not in ("queued", "running"):
        return False
    try:
        reading = _settled(session, now, row)
    except FileRefused as refusal:
        row.state, row.problem, row.finished_at = "failed", str(refusal), now
        return False
    row.state, row.rows_total = "running", len(reading.table.rows)
    lines = reading.table.rows[row.rows_done : row.rows_done + ROWS_AT_ONCE]
    _note(session, row, reading, _read(session, now, row, reading, lines))
    row.rows_done += len(lines)
    if row.rows_done >= row.rows_total:
        _finish(session, now, row)
    return row.state == "running"


def refuse_unreadable(session: Session, now: datetime, import_id: int) -> None:
    """Find out before the job does whether the file can be read so. Raises FileRefused."""
    _settled(session, now, session.get_one(FeedImport, import_id))


def _settled(session: Session, now: datetime, row: FeedImport) -> Reading:
    """The file with its columns and options settled."""
    source = session.get_one(FeedSource, row.source_id)
    practice = session.get_one(Practice, source.practice_id)
    try:
        usual = zone(source.timezone or practice.timezone)
        places = select(Location).where(Location.timezone.is_not(None))
        zones = {each.name.casefold(): zone(each.timezone or "") for each in session.scalars(places)}
    except UnknownZone as error:
        raise FileRefused(FileReason.UNKNOWN_TIMEZONE, str(error)) from error
    table = read_table(row.content or b"")
    return settle(table, row.mapping, read_options(row.options), Places(usual, zones), local_day(now, usual))


def _read(
    session: Session, now: datetime, row: FeedImport, reading: Reading, lines: Sequence[Line]
) -> list[Result]:
    """Every line with what became of it, in order."""
    read = read_rows(reading, lines)
    good = [each for each in read if isinstance(each, AppointmentGiven)]
    if not row.dry_run:
        settle_held_rows(session, now, row, {each.external_id for each in good})
    source = session.get_one(FeedSource, row.source_id)
    trial = session.begin_nested()
    done = iter(_upsert_safely(session, now, source, good, row.first))
    if row.dry_run:
        trial.rollback()
    else:
        trial.commit()
    return [(line, _result(each, done)) for line, each in zip(lines, read, strict=True)]


def _result(read: AppointmentGiven | RejectedRow, done: Iterator[Upserted]) -> Upserted:
    if isinstance(read, RejectedRow):
        return Upserted(UpsertResult.REJECTED, (read.issue,))
    upserted = next(done)
    return Upserted(upserted.result, (*read.issues, *upserted.issues), upserted.appointment_id)


def _upsert_safely(
    session: Session, now: datetime, source: FeedSource, givens: Sequence[AppointmentGiven], first: bool
) -> list[Upserted]:
    """Together; when the database refuses something, in halves, until only the culprit is left out."""
    if not givens:
        return []
    try:
        with session.begin_nested():
            return upsert_appointments(session, now, source, givens, first=first)
    except DBAPIError:
        if len(givens) == 1:
            return [Upserted(UpsertResult.REJECTED, (_not_stored(givens[0]),))]
    half = len(givens) // 2
    parts = givens[:half], givens[half:]
    return [each for part in parts for each in _upsert_safely(session, now, source, part, first)]


def _not_stored(given: AppointmentGiven) -> RowIssue:
    words = "The database refused this row. Try again; if it stays so, tell whoever runs this installation."
    return RowIssue(given.line, "", Outcome.REJECTED, RowReason.NOT_STORED, words)


def _note(session: Session, row: FeedImport, reading: Reading, results: Sequence[Result]) -> None:
    counted = Counter(upserted.result.value for _, upserted in results)
    for count in COUNTS:
        setattr(row, count, getattr(row, count) + counted[count])
    said = _said_already(session, row)
    for line, upserted in results:
        for issue in upserted.issues:
            if (issue.reason, issue.words) not in said:
                session.add(_stored(row, reading, line, issue, upserted.appointment_id))
    session.flush()


def _said_already(session: Session, row: FeedImport) -> set[tuple[str, str]]:
    """New places are said once: in a dry run each chunk would find them new again."""
    once = (RowReason.NEW_PROVIDER, RowReason.NEW_LOCATION)
    said = session.execute(
        select(FeedRowIssue.reason, FeedRowIssue.words).where(
            FeedRowIssue.import_id == row.id, FeedRowIssue.reason.in_(once)
        )
    )
    return {(reason, words) for reason, words in said}


def _stored(
    row: FeedImport, reading: Reading, line: Line, issue: RowIssue, appointment_id: int | None
) -> FeedRowIssue:
    """The issue under the column's own title; the cells are kept where staff have to look at the row."""
    number = reading.mapping.get(issue.column)
    kept = issue.outcome is not Outcome.WARNED
    return FeedRowIssue(
        import_id=row.id,
        appointment_id=None if row.dry_run else appointment_id,
        line=issue.line,
        column=issue.column if number is None else reading.table.header[number],
        outcome=issue.outcome.value,
        reason=issue.reason.value,
        words=issue.words,
        cells=[cell.replace("\x00", "") for cell in line.cells] if kept else [],
    )


def _finish(session: Session, now: datetime, row: FeedImport) -> None:
    """Done. The file itself goes: what is in it is either in the schedule or in the report."""
    row.state, row.finished_at = "done", now
    if not row.dry_run:
        row.content = None
    after = {count: getattr(row, count) for count in COUNTS}
    actor = Actor("feed csv", row.staff_id)
    write_audit(session, now, actor, "schedule read", "feed_import", row.id, after=after)

"""Take a schedule file in, settle how it is read, and hand it to the job that reads it (product B2, B7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.feeds.columns import fingerprint, guess_mapping
from app.feeds.options import ReadOptions
from app.feeds.row_reasons import FileReason, FileRefused
from app.feeds.table import Table, read_table
from app.models import FeedImport, FeedProfile, FeedRowIssue, FeedSource
from app.queue import nudge

SOURCE = "csv"
NOTHING_SAID: Mapping[str, Any] = {}
COUNTS = ("created", "updated", "unchanged", "stale", "held", "rejected")


def upload_file(
    session: Session,
    now: datetime,
    actor: Actor,
    filename: str,
    content: bytes,
    profile: str | None = None,
    said: Mapping[str, Any] = NOTHING_SAID,
) -> int:
    """Keep the file, with the columns of ``profile``, of the profile for such a header, or as guessed.

    ``said`` are reading options that go before the profile's, see ``app.feeds.options``.
    Raises FileRefused when it is no usable file, or its columns are not those of ``profile``.
    """
    table = read_table(content)
    source = _source(session)
    chosen = _profile(session, source.id, table, profile)
    row = FeedImport(
        source_id=source.id,
        profile_id=chosen.id if chosen else None,
        staff_id=actor.staff_id,
        filename=filename,
        content=content,
        mapping=dict(chosen.mapping) if chosen else guess_mapping(table.header),
        options={**(chosen.options if chosen else {}), **said},
        rows_total=len(table.rows),
        created_at=now,
    )
    session.add(row)
    session.flush()
    write_audit(
        session, now, actor, "upload schedule", "feed_import", row.id, after={"rows": len(table.rows)}
    )
    return row.id


def choose_columns(
    session: Session, import_id: int, mapping: Mapping[str, int], options: ReadOptions, profile: str = ""
) -> None:
    """Note how this file is read, and keep it under the name ``profile`` for files with the same header."""
    row = session.get_one(FeedImport, import_id, with_for_update=True)
    row.mapping, row.options = dict(mapping), options.as_json()
    if profile:
        row.profile_id = _save_profile(session, row, profile).id


def queue_import(
    session: Session, now: datetime, actor: Actor, import_id: int, *, dry_run: bool, first: bool
) -> None:
    """Ask for the file to be read from its beginning. A dry run changes nothing but its own report."""
    row = session.get_one(FeedImport, import_id, with_for_update=True)
    session.execute(delete(FeedRowIssue).where(FeedRowIssue.import_id == import_id))
    row.state, row.problem, row.finished_at = "queued", None, None
    row.dry_run, row.first, row.rows_done = dry_run, first, 0
    for count in COUNTS:
        setattr(row, count, 0)
    after = {"dry_run": dry_run, "first": first}
    write_audit(session, now, actor, "import schedule", "feed_import", import_id, after=after)


def nudge_import(session: Session, practice_id: int, import_id: int) -> None:
    """Wake a worker for a queued file, or for one whose worker was lost: it goes on where it stopped."""
    nudge(session, "read_import", practice_id=practice_id, import_id=import_id)


def _source(session: Session) -> FeedSource:
    """Files of one practice are one source, so that a chart number means the same child in each (B8)."""
    found = session.scalars(select(FeedSource).where(FeedSource.name == SOURCE)).one_or_none()
    if found is None:
        found = FeedSource(name=SOURCE, status_map={})
        session.add(found)
        session.flush()
    return found


def _profile(session: Session, source_id: int, table: Table, name: str | None) -> FeedProfile | None:
    profiles = select(FeedProfile).where(FeedProfile.source_id == source_id).order_by(FeedProfile.id.desc())
    mark = fingerprint(table.header)
    if name is None:
        return session.scalars(profiles.where(FeedProfile.fingerprint == mark)).first()
    found = session.scalars(profiles.where(FeedProfile.name == name)).one_or_none()
    if found is None:
        raise FileRefused(FileReason.UNKNOWN_PROFILE, f"There is no saved profile “{name}”.")
    if found.fingerprint != mark:
        words = f"The file's columns are not those that “{name}” was saved for. Check them and save it again."
        raise FileRefused(FileReason.COLUMNS_CHANGED, words)
    return found


def _save_profile(session: Session, row: FeedImport, name: str) -> FeedProfile:
    found = session.scalars(
        select(FeedProfile).where(FeedProfile.source_id == row.source_id, FeedProfile.name == name)
    ).one_or_none()
    if found is None:
        found = FeedProfile(source_id=row.source_id, name=name)
        session.add(found)
    found.fingerprint = fingerprint(read_table(row.content or b"").header)
    found.mapping, found.options = dict(row.mapping), dict(row.options)
    session.flush()
    return found

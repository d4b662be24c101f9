"""Where schedules come from, how a file is read, and what an import did (product B1, B2, B7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class FeedSource(Tenant, Base):
    """One schedule system. Keys, status words and time zone are scoped to it (B3, B8).

    A ``sample`` source brings invented families to try everything out with; they can be taken away again.
    """

    __tablename__ = "feed_source"
    __table_args__ = within_practice(UniqueConstraint("practice_id", "name"))

    name: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str | None] = mapped_column(Text)
    status_map: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    settle_minutes: Mapped[int] = mapped_column(server_default=text("5"))
    sample: Mapped[bool] = mapped_column(server_default=text("false"))


class FeedProfile(Tenant, Base):
    """A saved column mapping for files with the same header."""

    __tablename__ = "feed_profile"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "source_id", "name"), source_id="feed_source"
    )

    source_id: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))


class FeedImport(Tenant, Base):
    """One file: uploaded, then read by a job. Counts are rows of the file."""

    __tablename__ = "feed_import"
    __table_args__ = within_practice(
        CheckConstraint("state in ('uploaded', 'queued', 'running', 'done', 'failed')", name="state_word"),
        Index("ix_feed_import_recent", "practice_id", "created_at"),
        source_id="feed_source",
        profile_id="feed_profile",
        staff_id="staff_user",
    )

    source_id: Mapped[int]
    profile_id: Mapped[int | None]
    staff_id: Mapped[int | None]
    filename: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(Text, server_default="uploaded")
    problem: Mapped[str | None] = mapped_column(Text)
    dry_run: Mapped[bool] = mapped_column(server_default=text("false"))
    first: Mapped[bool] = mapped_column(server_default=text("false"))
    rows_total: Mapped[int] = mapped_column(server_default=text("0"))
    rows_done: Mapped[int] = mapped_column(server_default=text("0"))
    created: Mapped[int] = mapped_column(server_default=text("0"))
    updated: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(server_default=text("0"))
    stale: Mapped[int] = mapped_column(server_default=text("0"))
    held: Mapped[int] = mapped_column(server_default=text("0"))
    rejected: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class FeedRowIssue(Tenant, Base):
    """A row that was rejected, held for staff or taken with a warning: line, column, reason, words."""

    __tablename__ = "feed_row_issue"
    __table_args__ = within_practice(
        CheckConstraint("outcome in ('rejected', 'held', 'warned')", name="outcome_word"),
        Index("ix_feed_row_issue_import", "import_id", "line"),
        import_id="feed_import",
        appointment_id="appointment",
    )

    import_id: Mapped[int]
    appointment_id: Mapped[int | None]
    line: Mapped[int]
    column: Mapped[str] = mapped_column(Text, server_default="")
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    cells: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    resolved_at: Mapped[datetime | None]

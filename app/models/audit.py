"""The audit log: who changed what, before and after (product A5). The database refuses to alter it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class AuditLine(Tenant, Base):
    """``actor`` says who in words (a staff email, "parent", "feed csv", "command line")."""

    __tablename__ = "audit_line"
    __table_args__ = within_practice(
        Index("ix_audit_line_recent", "practice_id", "at"), staff_id="staff_user"
    )

    at: Mapped[datetime]
    staff_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

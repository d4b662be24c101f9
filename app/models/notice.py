"""Notices to departments: a notice a visit, a line a child (product J1, J3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.answers import NoticeKind, NoticeState
from app.models.checks import one_of


class Notice(Tenant, Base):
    """Something a department must know or do, written in the answer's own commit (J1).

    ``assigned_to`` is whose task it is. Until ``snoozed_until`` it asks nobody. ``escalated_at`` is when the
    second address was told that nobody had looked, ``digested_at`` when it stood in the list that a
    department gets at opening (J2).
    """

    __tablename__ = "notice"
    __table_args__ = within_practice(
        one_of("kind", NoticeKind),
        one_of("state", NoticeState),
        Index("ix_notice_open", "practice_id", "created_at", postgresql_where=text("state <> 'done'")),
        Index("ix_notice_done", "practice_id", "done_at", "id", postgresql_where=text("state = 'done'")),
        department_id="department",
        contact_id="contact",
        link_id="link",
        seen_by="staff_user",
        done_by="staff_user",
        assigned_to="staff_user",
    )

    department_id: Mapped[int]
    contact_id: Mapped[int | None]
    link_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="new")
    via: Mapped[str] = mapped_column(Text, server_default="link")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]
    assigned_to: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, server_default="")
    snoozed_until: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    digested_at: Mapped[datetime | None]


class NoticeLine(Tenant, Base):
    """What changed for one child of the visit."""

    __tablename__ = "notice_line"
    __table_args__ = within_practice(
        one_of("change", NoticeKind),
        Index("ix_notice_line_notice", "notice_id"),
        Index("ix_notice_line_appointment", "appointment_id"),
        notice_id="notice",
        appointment_id="appointment",
        answer_id="answer",
    )

    notice_id: Mapped[int]
    appointment_id: Mapped[int]
    answer_id: Mapped[int | None]
    change: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None]

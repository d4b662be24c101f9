"""Appointments, their history, and what parents answered (product B3, B4, B5, H3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.answers import Choice
from app.domain.appointments import CancelledBy, Confirmation, Lifecycle
from app.models.checks import one_of


class AppointmentRow(Tenant, Base):
    """One patient, one provider, one start. Two status axes, and never any sending state (B3).

    ``version`` rises with every change of start, location or provider (B4); ``version_at`` is when.
    ``replan`` asks the next tick to look at this appointment whatever its moments are.
    """

    __tablename__ = "appointment"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "source_id", "external_id"),
        one_of("lifecycle", Lifecycle),
        one_of("confirmation", Confirmation),
        one_of("cancelled_by", CancelledBy),
        CheckConstraint("minutes between 1 and 1440", name="minutes"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(lifecycle = 'cancelled') = (cancelled_at is not null)", name="cancelled_when"),
        Index("ix_appointment_starts", "practice_id", "starts_at"),
        Index("ix_appointment_patient", "patient_id", "starts_at"),
        Index("ix_appointment_replan", "practice_id", "id", postgresql_where=text("replan")),
        # The planner finds what is due from the moment's side: the start, the change, the cancellation.
        Index("ix_appointment_changed", "practice_id", "version_at"),
        Index(
            "ix_appointment_cancelled",
            "practice_id",
            "cancelled_at",
            postgresql_where=text("cancelled_at is not null"),
        ),
        source_id="feed_source",
        patient_id="patient",
        provider_id="provider",
        location_id="location",
        department_id="department",
    )

    source_id: Mapped[int | None]
    external_id: Mapped[str] = mapped_column(Text)
    patient_id: Mapped[int]
    provider_id: Mapped[int | None]
    location_id: Mapped[int]
    department_id: Mapped[int | None]
    visit_type: Mapped[str] = mapped_column(Text, server_default="")
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    lifecycle: Mapped[str] = mapped_column(Text, server_default="scheduled")
    confirmation: Mapped[str] = mapped_column(Text, server_default="none")
    status_text: Mapped[str] = mapped_column(Text, server_default="")
    blocked: Mapped[bool] = mapped_column(server_default=text("false"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    version_at: Mapped[datetime]
    previous_starts_at: Mapped[datetime | None]
    source_time: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(Text)
    quiet: Mapped[bool] = mapped_column(server_default=text("false"))
    replan: Mapped[bool] = mapped_column(server_default=text("true"))


class AppointmentEvent(Tenant, Base):
    """One thing that happened to an appointment, for its timeline (E9). Append-only."""

    __tablename__ = "appointment_event"
    __table_args__ = within_practice(
        Index("ix_appointment_event_appointment", "appointment_id", "at"),
        appointment_id="appointment",
        staff_id="staff_user",
        contact_id="contact",
    )

    appointment_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))


class Answer(Tenant, Base):
    """What one contact answered for one appointment, with the four stamps of B5.

    ``undone_at`` ends it; a standing answer is one without it. ``via`` is link, staff, text or phone.
    """

    __tablename__ = "answer"
    __table_args__ = within_practice(
        one_of("choice", Choice),
        Index("ix_answer_appointment", "appointment_id", "received_at"),
        appointment_id="appointment",
        contact_id="contact",
        link_id="link",
    )

    appointment_id: Mapped[int]
    contact_id: Mapped[int | None]
    link_id: Mapped[int | None]
    choice: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    via: Mapped[str] = mapped_column(Text, server_default="link")
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

"""Signed links: one contact, one visit (product H1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class Link(Tenant, Base):
    """A parent's link. ``visit_key`` is the first appointment of the visit it was made for."""

    __tablename__ = "link"
    __table_args__ = within_practice(
        UniqueConstraint("contact_id", "visit_key"), contact_id="contact", visit_key="appointment"
    )

    contact_id: Mapped[int]
    visit_key: Mapped[int]
    language: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LinkAppointment(Tenant, Base):
    """An appointment a link may answer for."""

    __tablename__ = "link_appointment"
    __table_args__ = within_practice(
        UniqueConstraint("link_id", "appointment_id"),
        Index("ix_link_appointment_appointment", "appointment_id"),
        link_id="link",
        appointment_id="appointment",
    )

    link_id: Mapped[int]
    appointment_id: Mapped[int]

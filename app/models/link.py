"""Signed links: one contact, one visit (product H1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class Link(Tenant, Base):
    """A parent's link. ``visit_key`` is the first appointment of the visit it was made for.

    One live link a contact and visit; a revoked one stays dead and makes room for a new one.
    ``tries`` counts wrong birth dates in a row; too many lock it until ``locked_until`` (H4).
    """

    __tablename__ = "link"
    __table_args__ = within_practice(
        Index(
            "uq_link_live",
            "contact_id",
            "visit_key",
            unique=True,
            postgresql_where=text("revoked_at is null"),
        ),
        contact_id="contact",
        visit_key="appointment",
    )

    contact_id: Mapped[int]
    visit_key: Mapped[int]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    locked_until: Mapped[datetime | None]


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

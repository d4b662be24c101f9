"""What of the staff must be renewed: licences, certificates, trainings (product E1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class StaffRenewal(Tenant, Base):
    """Something of a staff user that ends on ``due_on`` unless renewed; ``done_at`` ends the reminders."""

    __tablename__ = "staff_renewal"
    __table_args__ = within_practice(
        Index("ix_staff_renewal_due", "practice_id", "due_on"),
        staff_id="staff_user",
    )

    staff_id: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

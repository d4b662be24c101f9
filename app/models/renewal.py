"""What of the staff must be renewed: licenses, certificates, trainings (product E1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class StaffRenewal(Tenant, Base):
    """Something of a staff user that is valid up to ``due_on``, its last day.

    ``created_at`` is when that day was written down: what had to be told before is not told. ``done_at``
    says that it was renewed, ``removed_at`` that it was taken off the list; both end the reminders.
    """

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
    removed_at: Mapped[datetime | None]

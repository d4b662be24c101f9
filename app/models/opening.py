"""Who looked at a parent's link: a measurement that decides nothing (product M1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class LinkOpening(Tenant, Base):
    """The first time a person, or a machine such as a mail scanner, fetched a link, and how often since."""

    __tablename__ = "link_opening"
    __table_args__ = within_practice(
        UniqueConstraint("link_id", "by"),
        CheckConstraint("by in ('person', 'machine')", name="by_word"),
        link_id="link",
    )

    link_id: Mapped[int]
    by: Mapped[str] = mapped_column(Text)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(Integer, server_default=text("1"))

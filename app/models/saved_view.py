"""How a person likes to see a list: saved filters, and the columns chosen and ordered (product K6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class SavedView(Tenant, Base):
    """Filters of a page under a name; ``query`` is the query string. A ``shared`` one is for everybody."""

    __tablename__ = "saved_view"
    __table_args__ = within_practice(
        Index("uq_saved_view_name", "staff_id", "page", text("lower(name)"), unique=True),
        Index("ix_saved_view_page", "practice_id", "page"),
        staff_id="staff_user",
    )

    staff_id: Mapped[int]
    page: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]


class ColumnChoice(Tenant, Base):
    """Which columns of a page's table somebody sees, in their order."""

    __tablename__ = "column_choice"
    __table_args__ = within_practice(UniqueConstraint("staff_id", "page"), staff_id="staff_user")

    staff_id: Mapped[int]
    page: Mapped[str] = mapped_column(Text)
    columns: Mapped[list[str]] = mapped_column(ARRAY(Text))

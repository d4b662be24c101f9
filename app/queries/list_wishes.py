"""How somebody likes to see a list: the columns they chose, and the views that are saved (product K6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models import ColumnChoice, SavedView, StaffUser


@dataclass(frozen=True, slots=True)
class View:
    """Filters under a name; ``query`` is the query string. ``by`` is who shares it, empty for one's own."""

    id: int
    name: str
    query: str
    shared: bool
    by: str


def saved_views(session: Session, staff_id: int, page: str) -> list[View]:
    """One's own and those that others share, by name."""
    rows = session.execute(
        select(SavedView, StaffUser.name.label("by"))
        .join(StaffUser, StaffUser.id == SavedView.staff_id)
        .where(SavedView.page == page, or_(SavedView.staff_id == staff_id, SavedView.shared))
        .order_by(func.lower(SavedView.name), SavedView.id)
    )
    return [
        View(
            id=row.SavedView.id,
            name=row.SavedView.name,
            query=row.SavedView.query,
            shared=row.SavedView.shared,
            by="" if row.SavedView.staff_id == staff_id else row.by,
        )
        for row in rows
    ]


def column_choice(session: Session, staff_id: int, page: str) -> list[str]:
    """The columns in the order chosen; none for somebody who chose nothing."""
    chosen = select(ColumnChoice.columns).where(ColumnChoice.staff_id == staff_id, ColumnChoice.page == page)
    return session.scalar(chosen) or []

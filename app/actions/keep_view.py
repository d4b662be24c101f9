"""Keep the filters of a page under a name, or forget them (product K6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Refused
from app.models import SavedView, StaffUser

MOST = 5
"""Views a person may keep for a page."""

LONGEST_NAME = 40
_LONGEST_QUERY = 2000


def keep_view(
    session: Session, now: datetime, actor: Actor, page: str, name: str, query: str, *, shared: bool
) -> Refused | None:
    """``query`` is the query string of the page. One's own view of that name is replaced."""
    name = " ".join(name.split())
    # One person's views, one after the other.
    session.get_one(StaffUser, actor.staff_id, with_for_update=True)
    own = session.scalars(
        select(SavedView).where(SavedView.staff_id == actor.staff_id, SavedView.page == page)
    ).all()
    known = next((view for view in own if view.name.lower() == name.lower()), None)
    fault = _fault(name, query, len(own) - (known is not None))
    if fault:
        return Refused({"name": fault})
    row = known or SavedView(staff_id=actor.staff_id, page=page, created_at=now)
    row.name, row.query, row.shared = name, query, shared
    session.add(row)
    session.flush()
    write_audit(
        session, now, actor, "change" if known else "add", "saved_view", row.id,
        after={"page": page, "name": name, "shared": shared},
    )  # fmt: skip
    return None


def _fault(name: str, query: str, others: int) -> str:
    if not name:
        return "Give the view a name."
    if len(name) > LONGEST_NAME:
        return f"At most {LONGEST_NAME} letters."
    if len(query) > _LONGEST_QUERY:
        return "These filters are too long to keep. Take some away."
    if others >= MOST:
        return f"You have {MOST} views here already. Remove one first, or use its name."
    return ""


def remove_view(session: Session, now: datetime, actor: Actor, page: str, view_id: int) -> bool:
    """Forget one's own view; False where there is none."""
    row = session.scalar(
        select(SavedView).where(
            SavedView.id == view_id, SavedView.page == page, SavedView.staff_id == actor.staff_id
        )
    )
    if row is None:
        return False
    write_audit(session, now, actor, "remove", "saved_view", row.id, before={"page": page, "name": row.name})
    session.delete(row)
    session.flush()
    return True

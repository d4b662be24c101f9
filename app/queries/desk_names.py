"""Who may be given a notice, and the departments that get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Department
from app.models.colleagues import colleagues


@dataclass(frozen=True, slots=True)
class DeskNames:
    """Names by id, in alphabetical order."""

    departments: Mapping[int, str]
    colleagues: Mapping[int, str]


def desk_names(session: Session) -> DeskNames:
    """Those of the practice."""
    rows = session.execute(select(Department.id, Department.name).order_by(Department.name))
    return DeskNames({row.id: row.name for row in rows}, colleagues(session))

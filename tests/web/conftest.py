"""What the tests of pages share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import AuditLine
from app.work import work

Audit = Callable[[int], list[tuple[str, str]]]


@pytest.fixture
def clinic_audit(app: Flask) -> Audit:
    """``clinic_audit(practice_id)``: what was done and by whom, in order."""

    def read(practice_id: int) -> list[tuple[str, str]]:
        with work(practice_id) as session:
            lines = session.scalars(select(AuditLine).order_by(AuditLine.id))
            return [(line.action, line.actor) for line in lines]

    return read

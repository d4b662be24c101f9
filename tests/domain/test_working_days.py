"""Weekends and closed days are no days on which something could have been done."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.working_days import working_days_since

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("last", "days"),
    [(20, 0), (21, 0), (22, 0), (23, 1), (24, 2), (25, 3), (26, 3), (27, 4)],
)
def test_only_working_days_count(last: int, days: int) -> None:
    assert working_days_since(FRIDAY, date(2026, 11, last), {date(2026, 11, 26)}) == days

"""The guide names every reason a person can meet, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from app.feeds.row_reasons import FileReason, RowReason

GUIDE = Path(__file__).parents[2] / "docs" / "csv-import.md"


def test_every_reason_is_explained() -> None:
    table = GUIDE.read_text(encoding="utf-8").split("## Reasons")[1]
    named = set(re.findall(r"`([a-z_]+)`", table))
    assert named == {reason.value for reason in (*FileReason, *RowReason)}

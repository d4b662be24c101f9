"""Writes the pages under docs/ that are made from the code: `make docs`."""

from __future__ import annotations

from pathlib import Path

from app.domain.reasons import Reason

CHECKOUT = Path(__file__).resolve().parents[1]
REASONS = CHECKOUT / "docs" / "reasons.md"


def reasons_page() -> str:
    """Every reason by its name in the data, with the words staff read, in the order they are looked at."""
    lines = [
        "# Reasons",
        "",
        "Why a message was not sent: the name in data, exports and command output, and the words staff read.",
        "Where several apply, the first in this list is shown. This page is made by `make docs`.",
        "",
        "| name | staff read |",
        "|---|---|",
        *(f"| `{reason.value}` | {reason.words} |" for reason in Reason),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    REASONS.write_text(reasons_page(), encoding="utf-8")

"""Check constraints written from the rule book's enums, so a table cannot hold a word it does not know."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the enum's values (or NULL where the column allows it)."""
    return CheckConstraint(f"{column} in ({_quoted(words)})", name=f"{column}_word")


def all_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Every item of an array column is one of the enum's values."""
    return CheckConstraint(f"{column} <@ array[{_quoted(words)}]::text[]", name=f"{column}_words")


def own_hours() -> tuple[CheckConstraint, ...]:
    """Delivery times of one's own, in place of the practice's: window and days, all of them or none (D1)."""
    return (
        CheckConstraint(
            "(window_from is null) = (window_to is null) and (window_from is null) = (days is null)",
            name="whole_window",
        ),
        CheckConstraint("window_from <= window_to", name="window_forward"),
        CheckConstraint(
            "cardinality(days) between 1 and 7 and days <@ '{0,1,2,3,4,5,6}'::smallint[]", name="week_days"
        ),
    )


def _quoted(words: type[StrEnum]) -> str:
    return ", ".join(f"'{word.value}'" for word in words)

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


def _quoted(words: type[StrEnum]) -> str:
    return ", ".join(f"'{word.value}'" for word in words)

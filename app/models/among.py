"""Ask for rows by many ids at once, as one array: the statement stays the same however many there are."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, literal
from sqlalchemy.orm import InstrumentedAttribute


def among(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ids: Collection[int | None]
) -> ColumnElement[bool]:
    """Is the column's value one of ``ids``? Quicker than a list of parameters, above all for hundreds."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))

"""The declarative base, the column types and the marks every table is built from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKeyConstraint, Identity, MetaData, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """``timestamptz`` that takes and gives aware UTC and refuses a naive value.

    A naive datetime is a bug at its source: stored, it would be read as UTC and move a family's
    visit by hours.
    """

    # ruff: noqa: ARG002 - the dialect is SQLAlchemy's to pass
    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value.isoformat()} refused: give it a time zone first")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table. Datetimes are ``UtcDateTime``; ids are 64-bit."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcDateTime, int: BigInteger},
    )


class Numbered:
    """A table with its own running number."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)


class Tenant(Numbered):
    """A table whose rows belong to one practice (product A1). The session scopes it by this mark."""

    practice_id: Mapped[int] = mapped_column(BigInteger)


def within_practice(*extra: Any, **references: str) -> tuple[Any, ...]:
    """Table arguments of a tenant table: ``column="table"`` makes a reference that cannot leave the practice.

    The pair (practice_id, column) points at (practice_id, id) of the other table, so the database
    itself refuses a row that ties two practices together.
    """
    inside = [
        ForeignKeyConstraint(["practice_id", column], [f"{table}.practice_id", f"{table}.id"])
        for column, table in references.items()
    ]
    return (
        ForeignKeyConstraint(["practice_id"], ["practice.id"]),
        UniqueConstraint("practice_id", "id"),
        *inside,
        *extra,
    )

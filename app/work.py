"""The unit of work: a session that commits at the end or not at all, and sees one practice only.

    with work(practice_id) as session:      one practice, read and write
    with work_everywhere() as session:      the clock, sign-in: all practices, said aloud

A query of a tenant table in a session that was given no practice raises ``UnscopedQuery``, and so
does SQL by hand that does not take ``practice_id``: forgetting the practice is an error, never a leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from app.columns import Tenant
from app.extensions import db


class UnscopedQuery(RuntimeError):
    """A tenant table was touched without saying whose rows are meant."""


class PracticeSession(Session):
    """A session with ``info["practice_id"]``: an id, or None for every practice.

    Rows stay readable after the commit, since a unit of work ends with it.
    """

    def __init__(self, bind: Engine, **options: Any) -> None:
        super().__init__(bind, expire_on_commit=False, **options)


@contextmanager
def work(practice_id: int) -> Iterator[PracticeSession]:
    """A transaction in one practice; commits when the block ends, rolls back when it raises."""
    with PracticeSession(db.engine, info={"practice_id": practice_id}) as session, session.begin():
        yield session


@contextmanager
def work_everywhere() -> Iterator[PracticeSession]:
    """A transaction that may see every practice: for the clock, sign-in and operations."""
    with PracticeSession(db.engine, info={"practice_id": None}) as session, session.begin():
        yield session


@contextmanager
def reading(practice_id: int) -> Iterator[PracticeSession]:
    """A read in one practice without a transaction around it: one round trip less on hot pages."""
    with PracticeSession(_autocommit(db.engine), info={"practice_id": practice_id}) as session:
        yield session


@contextmanager
def reading_everywhere() -> Iterator[PracticeSession]:
    """A read in every practice without a transaction around it."""
    with PracticeSession(_autocommit(db.engine), info={"practice_id": None}) as session:
        yield session


@contextmanager
def looking() -> Iterator[Connection]:
    """A read that is not told its practice, for a signed link, which names the one row it is about.

    A bare connection: a session costs the busiest page of the house a tenth of its time.
    """
    with _autocommit(db.engine).connect() as connection:
        yield connection


@lru_cache(maxsize=8)
def _autocommit(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def keep_to(session: Session, practice_id: int) -> None:
    """Narrow a session that could see every practice to one, for the rest of its life."""
    if _practice_of(session) not in (None, practice_id):
        raise UnscopedQuery("a session of one practice cannot move to another")
    session.info["practice_id"] = practice_id


@event.listens_for(PracticeSession, "do_orm_execute")
def _see_one_practice(state: ORMExecuteState) -> None:
    practice_id = _practice_of(state.session)
    if practice_id is None:
        return
    if not state.is_orm_statement:
        # The criteria below reach mapped classes only: SQL by hand must name the practice itself.
        if not state.is_insert:
            _require_practice(state.parameters, practice_id)
        return
    criteria = with_loader_criteria(
        Tenant, lambda table: table.practice_id == practice_id, include_aliases=True
    )
    state.statement = state.statement.options(criteria)


@event.listens_for(PracticeSession, "before_flush")
def _write_in_one_practice(session: Session, *_: Any) -> None:
    practice_id = _practice_of(session)
    if practice_id is None:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Tenant):
            continue
        given: int | None = row.practice_id  # not yet given on a new row
        if given is None:
            row.practice_id = practice_id
        elif given != practice_id:
            raise UnscopedQuery(f"{type(row).__name__} of another practice in this session")


def _practice_of(session: Session) -> int | None:
    try:
        practice_id: int | None = session.info["practice_id"]
    except KeyError:
        raise UnscopedQuery("open a session with work(practice_id) or work_everywhere()") from None
    return practice_id


def _require_practice(parameters: Any, practice_id: int) -> None:
    rows = parameters if isinstance(parameters, list) else [parameters or {}]
    if any(row.get("practice_id") != practice_id for row in rows):
        raise UnscopedQuery("SQL by hand must take :practice_id, and it must be this session's practice")

"""A whole history for a file, copied out of the database while it is read (product K6).

One COPY statement sees one moment of the database. No message passes through Python by itself, so a
million take seconds and little memory; when whoever reads it stops, the statement is cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Copy
from sqlalchemy import Select, select, true, union_all
from sqlalchemy.orm import Session

from app.domain.sent_words import COLUMNS, Column
from app.models import Contact, Mailing, Message, RuleRow
from app.queries.history_cells import OF_VISIT, cells, first_visit, with_children
from app.queries.history_filters import HistoryAsked, Kind, messages_asked

_BLOCK = 64 * 1024

# For this transaction only. Compiling the statement would only cost time; sorting a million takes memory.
_QUICK = "set local jit = off; set local work_mem = '64MB'"


def history_header(columns: Sequence[Column], place: ZoneInfo) -> list[str]:
    """The words above the columns; where a column holds moments, also whose clock they are on."""
    clocks = {Column.WHEN: place.key, Column.VISIT: "clock of its location"}
    return [f"{COLUMNS[each]} ({clocks[each]})" if each in clocks else COLUMNS[each] for each in columns]


def history_csv(
    session: Session, now: datetime, asked: HistoryAsked, place: ZoneInfo, columns: Sequence[Column]
) -> Iterator[bytes]:
    """The lines of a CSV file in UTF-8, some hundred at a time, safe to open in a spreadsheet program."""
    question = _question(session, now, asked, place, columns, safe=True)
    with _copying(session, question, "format csv") as copied:
        block = bytearray()
        for line in copied:
            block += line
            if len(block) >= _BLOCK:
                yield bytes(block)
                block.clear()
        yield bytes(block)


def history_rows(
    session: Session, now: datetime, asked: HistoryAsked, place: ZoneInfo, columns: Sequence[Column]
) -> Iterator[tuple[str, ...]]:
    """The cells of each message as text."""
    question = _question(session, now, asked, place, columns, safe=False)
    with _copying(session, question, "format text") as copied:
        yield from copied.rows()


def _question(
    session: Session,
    now: datetime,
    asked: HistoryAsked,
    place: ZoneInfo,
    columns: Sequence[Column],
    *,
    safe: bool,
) -> Select[Any]:
    kinds = messages_asked(session, asked, place).kinds
    made = [cells(columns, kind.at, now, place.key, safe=safe) for kind in kinds]
    join = partial(_with_names, columns)
    if len(kinds) == 1:
        return join(kinds[0], made[0]).order_by(*_order(kinds[0].at, Message.id, asked))
    parts = [
        join(kind, [*each, kind.at.label("at"), Message.id.label("number")])
        for kind, each in zip(kinds, made, strict=True)
    ]
    both = union_all(*parts).subquery()
    return select(*list(both.c)[:-2]).order_by(*_order(both.c.at, both.c.number, asked))


def _with_names(columns: Sequence[Column], kind: Kind, made: Sequence[Any]) -> Select[Any]:
    question = (
        kind.ids.with_only_columns(*made)
        .select_from(Message)
        .join(Contact, Contact.id == Message.contact_id)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .outerjoin(Mailing, Mailing.id == Message.mailing_id)
    )
    visit = first_visit() if OF_VISIT.intersection(columns) else None
    if visit is not None:
        question = question.outerjoin(visit, true())
    if Column.CHILDREN in columns:
        beside = (Contact.name, RuleRow.name, Mailing.description, *(visit.c if visit is not None else ()))
        question = with_children(question).group_by(kind.at, Message.id, *beside)
    return question


def _order(at: Any, number: Any, asked: HistoryAsked) -> tuple[Any, Any]:
    return (at, number) if asked.oldest_first else (at.desc(), number.desc())


@contextmanager
def _copying(session: Session, question: Select[Any], form: str) -> Iterator[Copy]:
    """The answer as the database writes it. The session's watch for its practice does not see it."""
    connection = session.connection()
    made = question.compile(connection.engine, compile_kwargs={"render_postcompile": True})
    sql = str(made)
    connection.exec_driver_sql(_QUICK)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f"copy ({sql}) to stdout with ({form})", made.params) as copied:
        yield copied

"""A long history on its way into a file: who stops reading stops the database, and nobody else is in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text

from app.domain.sent_words import Column
from app.queries.history_file import history_csv, history_rows
from app.queries.history_filters import HistoryAsked
from app.work import work, work_everywhere
from tests.builders.clinic import Clinic, make_clinic

NOW = datetime(2026, 3, 10, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
MARCH = HistoryAsked(first=date(2026, 3, 1), last=date(2026, 3, 31))

_MANY = """
insert into message (
    practice_id, key, type, contact_id, channel, mode, status, due_at, created_at, sent_at, body)
select :practice_id, 'many' || n, 'private', :contact_id, 'text', 'text', 'delivered', m.at, m.at, m.at,
    repeat('word ' || n || ' ', 60)
from generate_series(1, :messages) n
cross join lateral (select timestamptz '2026-03-02 15:00Z' + n * interval '1 second' as at) m
"""
_COPYING = text("""
select count(*) from pg_stat_activity
where datname = current_database() and state = 'active' and query ilike 'copy (%'
""")


def practice_with(messages: int, slug: str = "willow") -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session, slug)
        contact = clinic.parent(f"Parent of {slug}", clinic.child())
        asked = {"practice_id": clinic.practice_id, "contact_id": contact.id, "messages": messages}
        session.execute(text(_MANY), asked)
    return clinic


def test_whoever_stops_reading_stops_the_statement_and_the_session_goes_on(app: Flask) -> None:
    clinic = practice_with(40_000)
    with work(clinic.practice_id) as session:
        lines = history_csv(session, NOW, MARCH, NEW_YORK, [Column.WHEN, Column.TEXT])
        assert next(lines).startswith(b"2026-03-")
        with work_everywhere() as other:
            assert other.scalar(_COPYING) == 1
        lines.close()  # type: ignore[attr-defined]
        with work_everywhere() as other:
            assert other.scalar(_COPYING) == 0


@pytest.mark.parametrize("column", list(Column))
def test_a_file_holds_one_practice_only_whatever_its_columns(app: Flask, column: Column) -> None:
    practice_with(3, "maple")
    clinic = practice_with(2)
    with work(clinic.practice_id) as session:
        columns = [Column.CONTACT, column]
        rows = list(history_rows(session, NOW, MARCH, NEW_YORK, columns))
        searched = HistoryAsked(first=MARCH.first, last=MARCH.last, wanted="parent", never_sent=True)
        found = b"".join(history_csv(session, NOW, searched, NEW_YORK, columns))
    assert [row[0] for row in rows] == ["Parent of willow"] * 2
    assert found.count(b"Parent of willow") == 2 + 2 * (column is Column.CONTACT)
    assert b"maple" not in found


def test_nothing_found_is_an_empty_file(app: Flask) -> None:
    clinic = practice_with(1)
    nobody = HistoryAsked(first=MARCH.first, last=MARCH.last, wanted="nobody")
    with work(clinic.practice_id) as session:
        assert b"".join(history_csv(session, NOW, nobody, NEW_YORK, [Column.CONTACT])) == b""

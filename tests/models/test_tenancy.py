"""Nothing of one practice is readable or writable from another (product A1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from app.extensions import db
from app.models import AuditLine, DeliveryRulesRow, Department, Location, Practice
from app.work import PracticeSession, UnscopedQuery, work, work_everywhere

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def two(app: Flask) -> tuple[int, int]:
    with work_everywhere() as session:
        practices = [
            Practice(slug=slug, name=slug, short_name=slug, timezone="America/New_York", created_at=NOW)
            for slug in ("willow", "maple")
        ]
        session.add_all(practices)
        session.flush()
        session.add_all([Location(practice_id=practice.id, name="Main Street") for practice in practices])
        return practices[0].id, practices[1].id


def test_a_query_sees_one_practice_only(two: tuple[int, int]) -> None:
    with work(two[0]) as session:
        places = session.scalars(select(Location)).all()
    assert [place.practice_id for place in places] == [two[0]]


def test_a_row_of_another_practice_is_not_found_by_its_id(two: tuple[int, int]) -> None:
    with work_everywhere() as session:
        other = session.scalars(select(Location.id).where(Location.practice_id == two[1])).one()
    with work(two[0]) as session:
        assert session.get(Location, other) is None


def test_changes_and_deletions_stay_in_the_practice(two: tuple[int, int]) -> None:
    with work(two[0]) as session:
        changed = session.execute(update(Location).values(phone="+19375550142"))
    with work_everywhere() as session:
        phones = session.execute(select(Location.practice_id, Location.phone)).all()
    assert changed.rowcount == 1
    assert dict(tuple(row) for row in phones) == {two[0]: "+19375550142", two[1]: None}


def test_textual_sql_must_say_the_practice(two: tuple[int, int]) -> None:
    with work(two[0]) as session:
        with pytest.raises(UnscopedQuery):
            session.execute(text("select * from location"))
        with pytest.raises(UnscopedQuery):
            session.execute(Location.__table__.select())
        with pytest.raises(UnscopedQuery):
            session.execute(Location.__table__.update().values(phone="+19375550142"))
        with pytest.raises(UnscopedQuery):
            session.execute(
                text("select * from location where practice_id = :practice_id"), {"practice_id": two[1]}
            )
        found = session.execute(
            text("select id from location where practice_id = :practice_id"), {"practice_id": two[0]}
        )
        assert len(found.all()) == 1


def test_a_session_without_a_practice_is_refused(two: tuple[int, int]) -> None:
    with PracticeSession(db.engine) as session, pytest.raises(UnscopedQuery):
        session.scalars(select(Location)).all()


def test_a_new_row_gets_the_session_s_practice_and_no_other(two: tuple[int, int]) -> None:
    with work(two[0]) as session:
        session.add(Department(name="Front Desk", email="front@willow.example"))
    with pytest.raises(UnscopedQuery), work(two[0]) as session:
        session.add(Department(practice_id=two[1], name="Front Desk", email="front@maple.example"))


def test_the_database_itself_refuses_to_tie_two_practices(two: tuple[int, int]) -> None:
    with work(two[1]) as session:
        department = Department(name="Nursing", email="nursing@maple.example")
        session.add(department)
        session.flush()
        foreign = department.id
    with pytest.raises(IntegrityError), work(two[0]) as session:
        session.add(DeliveryRulesRow(department_id=foreign, changed_at=NOW))


def test_a_naive_time_is_refused(two: tuple[int, int]) -> None:
    with pytest.raises(StatementError, match="naive"), work(two[0]) as session:
        session.add(AuditLine(at=datetime(2026, 11, 22, 12, 0), actor="x", action="y", subject="z"))


def test_the_audit_log_cannot_be_altered(two: tuple[int, int]) -> None:
    with work(two[0]) as session:
        session.add(AuditLine(at=NOW, actor="dana", action="change", subject="rule"))
    with pytest.raises(Exception, match="append-only"), work(two[0]) as session:
        session.execute(update(AuditLine).values(actor="somebody else"))
    with pytest.raises(Exception, match="append-only"), work(two[0]) as session:
        session.execute(delete(AuditLine))

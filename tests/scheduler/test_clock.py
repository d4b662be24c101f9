from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.only_one import OnlyOne
from app.queue import nudge_once
from app.work import work_everywhere
from scheduler.clock import start_ticking
from scheduler.timetable import TIMETABLE


def _jobs() -> dict[str, int]:
    with work_everywhere() as session:
        rows = session.execute(text("select task_name, count(*) from procrastinate_jobs group by task_name"))
        return {row.task_name: row.count for row in rows}


def _comes_true(asked: Callable[[], bool]) -> bool:
    """At the latest in a minute, as on a busy machine."""
    deadline = time.monotonic() + 60
    while not asked():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_two_clocks_ask_once_for_each_line_of_the_timetable(app: Flask) -> None:
    seats = [OnlyOne("clock"), OnlyOne("clock")]
    ticking = [start_ticking(app, seat) for seat in seats]
    lines = {line.task for line in TIMETABLE}
    _comes_true(lambda: set(_jobs()) == lines)
    for each in ticking:
        each.shutdown(wait=True)
    holders = [seat.holds() for seat in seats]
    for seat in seats:
        seat.leave()
    assert _jobs() == dict.fromkeys(lines, 1)
    assert sorted(holders) == [False, True]


def test_the_clocks_job_waits_once_however_often_it_is_asked_for(app: Flask) -> None:
    with work_everywhere() as session:
        assert [nudge_once(session, "plan") for _ in range(3)] == [True, False, False]
    assert _jobs() == {"plan": 1}


# Waits until it has ended, and leaves the seats in other workers' databases alone.
END_WHO_SITS = """
select pg_terminate_backend(pid, 20000) from pg_locks
where locktype = 'advisory' and granted
  and database = (select oid from pg_database where datname = current_database())
"""


def test_the_seat_falls_free_when_its_connection_dies(app: Flask) -> None:
    first, second = OnlyOne("clock"), OnlyOne("clock")
    # A connection that was closed is gone for the server a moment later: whoever sat before still may.
    assert _comes_true(first.holds)
    assert not second.holds()
    with db.engine.connect() as connection:
        ended = connection.execute(text(END_WHO_SITS)).scalars().all()
        connection.commit()
    assert ended
    assert all(ended)
    assert second.holds()
    assert not first.holds()
    second.leave()
    assert _comes_true(first.holds)
    first.leave()

"""Planning one turn of the clock, against a hand-written statement and a loop over objects.

    python -m bench.planning [appointments ...]      default: 100000 1000000

All peers do the same day's work in one run, on a database of their own: a day of outage to catch up
with (first tick) and turns 10 seconds apart (steady tick). Compare the ratios, not the seconds.

* bare SQL: written by hand for exactly this practice. It knows one zone, one window, three rules and
  no exception; it is the limit that a planner for every practice can be held against.
* loop: the rule book asked family by family, with rows loaded by the ORM. It is run on a part of the
  work and extrapolated, as the whole of it takes too long to wait for.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import private_postgres
from app.actions.plan_messages import plan_messages
from app.actions.read_turns import OVERLAP
from app.domain.local_time import zone
from app.domain.open_windows import Window, open_windows
from app.domain.planning import Booking, due
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode
from app.extensions import db
from app.factory import create_app
from app.models import AppointmentRow, DeliveryRulesRow, Message, MessageLine, Patient, RuleRow
from app.models.facts import appointment_facts, delivery_rules_facts, rule_facts
from app.models.known_children import known_children
from app.settings import Settings
from app.work import work
from bench.planning_house import NOW, OUTAGE, build, forget_messages

INSTANCE = Path(__file__).parent.parent / "instance" / "bench"
REPEATS = 3
STEADY = 15
STEP = timedelta(seconds=10)
LOOPED = 400
"""Families the loop is run on."""

SIZES = [100_000, 1_000_000]
"""Appointments stored."""

_BARE = (Path(__file__).parent / "bare_planning.sql").read_text(encoding="utf-8").split(";\n")


def main(sizes: list[int]) -> None:
    """Run every size and print its table."""
    for size in sizes:
        with _house(size) as stored:
            _report(stored)


@contextmanager
def _house(size: int) -> Iterator[int]:
    name = f"bench_{size}"
    url = private_postgres.ensure(INSTANCE, name=name)
    app = create_app(Settings(_env_file=None, instance_dir=INSTANCE), url)
    with app.app_context():
        _empty()
        upgrade()
        yield build(size)
        _empty()
        db.engine.dispose()


def _empty() -> None:
    with db.engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))


def _report(stored: int) -> None:
    first = _median(lambda: plan_messages(NOW), REPEATS, forget_messages)
    lines = _count()
    steady = _steady(plan_messages)
    idle = _median(lambda: plan_messages(NOW + STEP * STEADY), STEADY, lambda: None)
    bare = _median(lambda: _bare(NOW, OUTAGE), REPEATS, forget_messages)
    bare_lines = _count()
    bare_steady = _steady(lambda at: _bare(at, OVERLAP))
    forget_messages()
    looped, loop_lines = _loop()
    whole = looped / loop_lines * lines
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"""
{stored:,} appointments stored; the first tick wrote {lines:,} lines, bare SQL {bare_lines:,}
  first tick   {first:8.3f} s    bare SQL {bare:8.3f} s    ratio {first / bare:5.2f}
  steady tick  {steady:8.4f} s    bare SQL {bare_steady:8.4f} s    ratio {steady / bare_steady:5.2f}
  turn again   {idle:8.4f} s    with nothing new due
  loop         {whole:8.1f} s    {whole / first:.0f} times ours, from {loop_lines} lines in {looped:.2f} s
  memory       {memory:8.0f} MB   at most, of this process""",
        flush=True,
    )


def _median(run: Callable[[], object], times: int, before: Callable[[], None]) -> float:
    return statistics.median(_timed(run, before) for _ in range(times))


def _timed(run: Callable[[], object], before: Callable[[], None]) -> float:
    before()
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _steady(turn: Callable[[datetime], object]) -> float:
    turns = (NOW + STEP * number for number in range(1, STEADY + 1))
    return statistics.median(_timed(partial(turn, at), lambda: None) for at in turns)


def _bare(now: datetime, back: timedelta) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("set local jit = off"))
        for statement in _BARE:
            values = {"now": now, "since": now - back} if ":now" in statement else {}
            connection.execute(text(statement), values)


def _count() -> int:
    with db.engine.begin() as connection:
        return int(connection.scalar(text("select count(*) from message_line")) or 0)


def _loop() -> tuple[float, int]:
    """The day's work for some families, one after the other; seconds, and lines written."""
    began = time.perf_counter()
    with work(1) as session:
        rules = [rule_facts(row) for row in session.scalars(select(RuleRow))]
        hours = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
        week = timedelta(days=9)
        place = zone("America/New_York")
        windows = open_windows(hours, place, set(), (NOW - week).date(), (NOW + week).date())
        coming = select(Patient.family_id).join(AppointmentRow, AppointmentRow.patient_id == Patient.id)
        span = (AppointmentRow.starts_at > NOW, AppointmentRow.starts_at < NOW + timedelta(days=3))
        families = session.scalars(coming.where(*span).distinct().limit(LOOPED)).all()
        written = sum(_one_family(session, family_id, rules, windows) for family_id in families)
    return time.perf_counter() - began, written


def _one_family(session: Session, family_id: int, rules: Sequence[Rule], windows: Sequence[Window]) -> int:
    patients = session.scalars(select(Patient.id).where(Patient.family_id == family_id)).all()
    children = known_children(session, patients)
    visits = session.scalars(select(AppointmentRow).where(AppointmentRow.patient_id.in_(patients))).all()
    bookings = [
        Booking(appointment_facts(row, "America/New_York"), children[row.patient_id].facts, windows)
        for row in visits
    ]
    plan = due(rules, bookings, set(), NOW, SiblingMode.SAME_TIME)
    for each in plan.messages:
        row = Message(
            key=f"{each.rule_id}/{each.contact_id}/{each.appointment_ids[0]}", type="reminder",
            rule_id=each.rule_id, contact_id=each.contact_id, channel=each.channel,
            due_at=each.due_at, created_at=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(
            MessageLine(
                message_id=row.id, rule_id=each.rule_id, appointment_id=number, version=1,
                contact_id=each.contact_id, channel=each.channel,
            )
            for number in each.appointment_ids
        )  # fmt: skip
    session.flush()
    return sum(len(each.appointment_ids) for each in plan.messages)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)

"""What a change of an automated message would do, foreseen for a big practice, against a plain count.

    python -m bench.forecast [coming appointments]      default: 20000

The forecast looks twice, before and after the change, at every message of the next 14 days, for a practice
whose coming appointments all lie within 60 days: 1.5 contacts a child and four automated messages on. Its
peer is a plain ``select count(*)`` of the coming appointments, in the same run on the same database. The
page waits for the forecast while somebody types, so it must take less than ``LIMIT`` seconds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import select, text

from app import private_postgres
from app.actions.forecast import forecast_change
from app.domain.rules import Rule
from app.domain.timing import Anchor, Timing, Unit
from app.extensions import db
from app.factory import create_app
from app.models import RuleRow
from app.models.facts import rule_facts
from app.settings import Settings
from app.work import work
from bench.forecast_house import NOW, build

INSTANCE = Path(__file__).parent.parent / "instance" / "bench"
SIZE = 20_000
"""Coming appointments of the practice."""

LIMIT = 1.0
"""Seconds that before and after may take together."""

REPEATS = 9


def main(coming: int) -> int:
    """Print the figures; the exit status is 1 when the forecast takes longer than it may."""
    with _house(coming) as found:
        return _report(found)


@contextmanager
def _house(coming: int) -> Iterator[int]:
    url = private_postgres.ensure(INSTANCE, name=f"bench_forecast_{coming}")
    app = create_app(Settings(_env_file=None, instance_dir=INSTANCE), url)
    with app.app_context():
        _empty()
        upgrade()
        yield build(coming)
        _empty()
        db.engine.dispose()


def _empty() -> None:
    with db.engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))


def _report(coming: int) -> int:
    changed = _changed()
    counts = [sum(each.messages.values()) for each in forecast_change(NOW, 1, changed, changed.id)]
    rounds = [(_timed(_count), _timed(lambda: forecast_change(NOW, 1, changed, changed.id)))
              for _ in range(REPEATS)]  # fmt: skip
    plain, foreseen = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(
        f"""
{coming:,} coming appointments; {counts[0]:,} messages before the change, {counts[1]:,} after
  plain count  {plain:8.4f} s
  forecast     {foreseen:8.4f} s    before and after together, at most {LIMIT:.0f} s
  ratio        {foreseen / plain:8.0f}""",
        flush=True,
    )
    return int(foreseen >= LIMIT)


def _changed() -> Rule:
    """The confirmation request a day earlier than it is saved."""
    with work(1) as session:
        row = session.scalars(select(RuleRow).where(RuleRow.name == "Request")).one()
    return replace(rule_facts(row), timing=Timing(Anchor.START, 4, Unit.DAYS), enabled_at=NOW)


def _count() -> None:
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "select count(*) from appointment where practice_id = 1 and starts_at between :now and :until"
            ),
            {"now": NOW, "until": NOW + timedelta(days=60)},
        ).scalar()


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE))

"""A practice with an outbox full of texts that are due, for bench/delivery.py, and the same for its peers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import text

from app import private_postgres
from app.actions.plan_messages import plan_messages
from app.extensions import db
from app.factory import create_app
from app.settings import Settings
from bench.planning_house import NOW, build, forget_messages

INSTANCE = Path(__file__).parent.parent / "instance" / "bench"
APPOINTMENTS = 50_000

_LIVE = """
insert into channel_setup (practice_id, channel, sender, activated_at, changed_at)
values (1, 'text', '+19375550142', :now, :now)
"""

# What the peers send: the words are made already, and nothing is asked again before they go.
_PEERS_OUTBOX = """
create table peer_outbox (
    id bigint primary key, address text not null, body text not null,
    status text not null default 'queued', provider_ref text
);
insert into peer_outbox (id, address, body)
select n, '+1937' || lpad(n::text, 7, '0'),
    'Mia has a visit tomorrow, Tue Nov 24, 2:30 PM at Big. Confirm or change: '
    || 'https://deskbell.example/v/4fQ.Xw0m7bq2hZ1kLr9T or call 937-555-0142'
from generate_series(1, 20000) n;
"""

# Nothing is due until it is asked for, so that a round sends exactly its messages.
_NOT_YET = """
update message set due_at = cast(:now as timestamptz) + interval '1 hour' where status = 'queued'
"""

_DUE = """
update message set status = 'queued', due_at = :now, attempts = 0, sent_at = null, settled_at = null,
    provider_ref = null
where id in (
    select id from message
    where status in ('queued', 'sent') and expires_at > cast(:now as timestamptz) + interval '15 minutes'
    order by due_at desc, id limit :most
)
"""


@contextmanager
def house() -> Iterator[tuple[str, int]]:
    """The address of the database, and how many texts of the practice are due at ``NOW``."""
    url = private_postgres.ensure(INSTANCE, name="bench_delivery")
    app = create_app(Settings(_env_file=None, instance_dir=INSTANCE), url)
    with app.app_context():
        _empty()
        upgrade()
        build(APPOINTMENTS)
        _run(_LIVE, now=NOW)
        for statement in _PEERS_OUTBOX.strip().removesuffix(";").split(";\n"):
            _run(statement)
        forget_messages()
        plan_messages(NOW)
        yield url, _run(_NOT_YET, now=NOW)
        _empty()
        db.engine.dispose()


def let_go(messages: int) -> None:
    """So many are due from now on; once all were sent, the same ones are sent another time."""
    _run(_DUE, now=NOW, most=messages)


def _empty() -> None:
    _run("drop schema public cascade")
    _run("create schema public")


def _run(statement: str, **values: Any) -> int:
    """How many rows it changed."""
    with db.engine.begin() as connection:
        return connection.execute(text(statement), values).rowcount

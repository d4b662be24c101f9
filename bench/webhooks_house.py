"""A practice with thousands of messages that were sent, behind the web server that `serve` starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import text

from app import private_postgres
from app.cli.serve import THREADS
from app.extensions import db
from app.factory import create_app
from app.links import ReferenceSigner
from app.settings import Settings
from tests.builders.signed_hooks import PUBLIC_KEY, SECRET

FAMILIES = 2_000
NUMBER = "19375550100"

FILL = """
insert into practice (id, slug, name, short_name, timezone, phone, address, created_at)
  values (1, 'bench', 'Willow Pediatrics', 'W', 'America/New_York', '+19375550142', '2 Oak Street', now());
insert into location (id, practice_id, name) values (1, 1, 'Main Street');
insert into department (id, practice_id, name, email) values (1, 1, 'Front Desk', 'front@bench.example');
insert into provider (id, practice_id, name) values (1, 1, 'Dr. Anita Patel');
insert into delivery_rules (practice_id, department_id, changed_at) values (1, 1, now());
insert into channel_setup (practice_id, channel, sender, activated_at, changed_at)
  values (1, 'text', '+{number}', now(), now());
insert into address (id, practice_id, kind, value)
  select n, 1, 'phone', '+1937' || (5560000 + n) from generate_series(1, {families}) n;
insert into address (id, practice_id, kind, value)
  select {families} + n, 1, 'email', 'p' || n || '@family.example' from generate_series(1, {families}) n;
insert into family (id, practice_id, created_at) select n, 1, now() from generate_series(1, {families}) n;
insert into patient (id, practice_id, external_id, family_id, first_name, last_name)
  select n, 1, 'c' || n, n, 'Mia', 'Ramos' from generate_series(1, {families}) n;
insert into contact (id, practice_id, name, language, changed_at, cell_id, email_id)
  select n, 1, 'Parent', 'en', now(), n, {families} + n from generate_series(1, {families}) n;
insert into patient_contact (practice_id, patient_id, contact_id, position)
  select 1, n, n, 1 from generate_series(1, {families}) n;
insert into message (id, practice_id, key, type, contact_id, channel, address, status, due_at, created_at,
    sent_at, settled_at, expires_at, provider, provider_ref)
  select n, 1, 'bench:' || n, 'reminder', 1 + n % {families},
    case when n <= {texts} then 'text' else 'email' end,
    case when n <= {texts} then '+1937' || (5560001 + n % {families})
      else 'p' || (1 + n % {families}) || '@family.example' end,
    'sent', now(), now(), now(), now(), now(), 'vendor', 'ref-' || n
  from generate_series(1, {texts} + {mails}) n;
alter table message alter column id restart with 1000000
"""


@contextmanager
def house(instance: Path, texts: int, mails: int) -> Iterator[tuple[int, ReferenceSigner]]:
    """The port it listens on, and who signs references: texts are m1 to m<texts>, mails follow."""
    database = private_postgres.ensure(instance)
    app = create_app(Settings(_env_file=None, instance_dir=instance), database)
    with app.app_context():
        upgrade()
        with db.engine.begin() as connection:
            for statement in FILL.format(texts=texts, mails=mails, families=FAMILIES, number=NUMBER).split(
                ";\n"
            ):
                connection.execute(text(statement))
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
        db.engine.dispose()
    with _server(instance, database) as port:
        yield port, app.extensions["deskbell.references"]


@contextmanager
def _server(instance: Path, database: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "bench.webhooks_server:app", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", THREADS, "--log-level", "warning"),
        *("--no-control-socket",),
    ]
    environment = {
        **os.environ,
        "BENCH_INSTANCE": str(instance),
        "BENCH_DATABASE": database,
        "BENCH_SECRET": SECRET,
        "BENCH_PUBLIC_KEY": PUBLIC_KEY,
    }
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")

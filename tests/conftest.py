"""A real PostgreSQL for every test that asks for one: a database of its own for each test worker.

`app` gives the application with an empty, migrated database. What a test commits is swept away
after it, so tests may use the real units of work.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import TextClause, text
from xdist.scheduler import LoadGroupScheduling

from app import private_postgres
from app.extensions import db, limiter
from app.factory import create_app
from app.settings import Settings
from tests.builders.front_desk import Browser

INSTANCE = Path(__file__).parent.parent / "instance" / "tests"

# The same examples on every machine and run; HYPOTHESIS_PROFILE=thorough looks further.
hypothesis_settings.register_profile(
    "default", derandomize=True, max_examples=60, deadline=None, database=None
)
hypothesis_settings.register_profile("thorough", derandomize=False, max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

APPEND_ONLY = ("audit_line", "consent_event", "appointment_event", "message_event", "ledger_entry")
JOB_TABLES = (
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
    "procrastinate_workers",
)

# Starting the product, or loading a practice to look at, takes seconds: who shares one stays on one worker.
TOGETHER = {
    "tests/browser/": "browser",
    "tests/kill/": "kill",
    "tests/house/test_looking.py": "demo",
    "tests/house/test_other_practices.py": "demo",
    "tests/setup/test_private_postgres.py": "private_postgres",
}


class Together(LoadGroupScheduling):
    """Keeps tests together by where they are: a mark's group is not seen with pytest's own ids of today."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for place, group in TOGETHER.items() if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several workers the slow tests come first: at the end one would wait for the other's last one."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Who hands the tests to the workers."""
    return Together(config, log)


@pytest.fixture(scope="session")
def empty_database_url(worker_id: str) -> Iterator[str]:
    """A database with no table in it, dropped at the end."""
    name = f"test_{worker_id}_{os.getpid()}"
    url = private_postgres.ensure(INSTANCE, name=name)
    server = private_postgres.ensure(INSTANCE, name="tests")
    _drop_leftovers(server)
    yield url
    db_drop(server, name)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Sandbox settings that look at no .env file."""
    return Settings(_env_file=None, instance_dir=INSTANCE, public_base_url="http://deskbell.test")


@pytest.fixture(scope="session")
def migrated_app(empty_database_url: str, settings: Settings) -> Iterator[Flask]:
    """The application on this worker's database, migrated once."""
    application = create_app(settings, empty_database_url)
    application.config.update(TESTING=True)
    application.test_client_class = Browser
    with application.app_context():
        upgrade()
        with db.engine.begin() as connection:
            connection.execute(text(f"alter database {db.engine.url.database} set synchronous_commit = off"))
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application inside its context, with an empty database."""
    with migrated_app.app_context():
        yield migrated_app
        sweep()
        limiter.reset()  # tests sign in more often in a minute than people do


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies yet."""
    return app.test_client()


def sweep() -> None:
    """Empty every table that holds something, children first.

    The append-only ones know no delete, so they are truncated.
    """
    with db.engine.begin() as connection:
        for name in connection.scalars(_written()).all():
            how = "truncate" if name in APPEND_ONLY else "delete from"
            connection.execute(text(f"{how} {name}"))


@cache
def _written() -> TextClause:
    """Asks for the names of the tables with rows: once for all, since most tests write to a few only."""
    tables = [table.name for table in reversed(db.metadata.sorted_tables) if table.name not in APPEND_ONLY]
    names = [*APPEND_ONLY, *JOB_TABLES, *tables]
    asked = [f"select {at}, '{name}' where exists (select from {name})" for at, name in enumerate(names)]
    return text(f"select name from ({' union all '.join(asked)}) as written (number, name) order by number")


def _drop_leftovers(server: str) -> None:
    """Databases of test runs that were killed before they could drop theirs."""
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        for (name,) in connection.execute("select datname from pg_database where datname like 'test\\_%'"):
            pid = name.rsplit("_", 1)[1]
            if not Path("/proc", pid).exists():
                _drop(connection, name)


def db_drop(server: str, name: str) -> None:
    """Drop a database and end whoever still uses it."""
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        _drop(connection, name)


def _drop(connection: psycopg.Connection, name: str) -> None:
    for _ in range(20):
        try:
            connection.execute(f'drop database if exists "{name}" with (force)')
        except InsufficientPrivilege:  # the server tidies up in there, and that may not be interrupted
            sleep(0.5)
        else:
            return
    raise RuntimeError(f"the database {name} is still in use")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """At the end, one line for each test that left figures a person can quote."""
    passed = terminalreporter.stats.get("passed", [])
    told = [words for report in passed for name, words in report.user_properties if name == "figures"]
    if told:
        terminalreporter.section("figures")
    for words in sorted(set(told)):
        terminalreporter.write_line(words)

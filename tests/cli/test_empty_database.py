"""The first command on a database that holds nothing yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import text

from app import private_postgres
from app.extensions import db
from app.factory import create_app
from app.schema import bring_schema_up_to_date
from app.settings import Settings
from tests.conftest import INSTANCE, db_drop


@pytest.fixture
def empty_app(worker_id: str, settings: Settings) -> Iterator[Flask]:
    """The application on a database without a table."""
    name = f"test_empty_{worker_id}_{os.getpid()}"
    application = create_app(settings, private_postgres.ensure(INSTANCE, name=name))
    yield application
    with application.app_context():
        db.engine.dispose()
    db_drop(private_postgres.ensure(INSTANCE, name="tests"), name)


def test_reading_says_what_is_missing_and_making_a_practice_makes_the_tables(empty_app: Flask) -> None:
    run = empty_app.test_cli_runner()
    refused = run.invoke(args=["message", "list", "--practice", "oak"])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "flask db upgrade" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1

    named = ("--name", "Oak Clinic", "--timezone", "America/Denver")
    assert run.invoke(args=["practice", "create", "oak", *named]).exit_code == 0
    assert run.invoke(args=["message", "list", "--practice", "oak", "--json"]).stdout == "[]\n"


def test_two_that_start_at_once_make_the_tables_once(empty_app: Flask) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            with empty_app.app_context():
                bring_schema_up_to_date()
        except BaseException as failure:  # told by the test, not in a thread
            failures.append(failure)

    starts = [Thread(target=start) for _ in range(2)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()
    assert failures == []
    with empty_app.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from practice")) == 0

"""What several house tests stand on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import private_postgres
from app.extensions import db
from app.factory import create_app
from app.settings import Settings
from tests.conftest import INSTANCE, db_drop


@pytest.fixture(scope="session")
def demo_practice(worker_id: str, settings: Settings) -> Iterator[Flask]:
    """The application with the demo practice, in a database of its own: loading takes seconds, so once."""
    name = f"test_demo_{worker_id}_{os.getpid()}"
    app = create_app(settings, private_postgres.ensure(INSTANCE, name=name))
    with app.app_context():
        upgrade()
        loaded = app.test_cli_runner().invoke(args=["demo", "load"])
        assert loaded.exit_code == 0, loaded.output
    # Outside the context: left open, every other test's commands would look into this database.
    yield app
    with app.app_context():
        db.engine.dispose()
    db_drop(private_postgres.ensure(INSTANCE, name="tests"), name)


@pytest.fixture
def demo(demo_practice: Flask) -> Iterator[Flask]:
    """The demo practice, for tests that look and leave nothing behind that others would trip over."""
    with demo_practice.app_context():
        yield demo_practice

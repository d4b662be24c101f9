"""The migrations make exactly the tables the code means, and can be taken back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

from app import private_postgres
from app.extensions import db
from app.factory import create_app
from app.settings import Settings
from tests.conftest import INSTANCE, db_drop
from tests.house.tree import CHECKOUT, files

MIGRATIONS = CHECKOUT / "migrations"

# One line per thing in the schema that is ours: columns, constraints, indexes, triggers, functions.
SCHEMA = """
select 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable || ' '
       || coalesce(column_default, '') from information_schema.columns where table_schema = 'public'
union all select 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
  from pg_constraint where connamespace = 'public'::regnamespace
union all select 'index', tablename, indexdef from pg_indexes where schemaname = 'public'
union all select 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid)
  from pg_trigger where not tgisinternal
union all select 'function', proname, pg_get_function_identity_arguments(oid)
  from pg_proc where pronamespace = 'public'::regnamespace
union all select 'type', typname, ''
  from pg_type where typnamespace = 'public'::regnamespace and typtype = 'e'
order by 1, 2, 3
"""


def script() -> Config:
    config = Config(MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def schema(connection: Connection) -> list[tuple[str, ...]]:
    return [tuple(row) for row in connection.execute(text(SCHEMA)) if row[1] != "alembic_version"]


def is_ours(name: str | None, kind: str, _: object) -> bool:
    """The job queue brings its own tables and keeps them in order itself."""
    return not (kind == "table" and str(name).startswith("procrastinate_"))


def migrate(connection: Connection, direction: str) -> None:
    config = script()
    config.attributes["connection"] = connection
    if direction == "up":
        command.upgrade(config, "head")
    else:
        command.downgrade(config, "base")


@pytest.fixture
def connection(worker_id: str, settings: Settings) -> Iterator[Connection]:
    """A connection inside the application's context to a database with no table in it."""
    name = f"test_migrations_{worker_id}_{os.getpid()}"
    url = private_postgres.ensure(INSTANCE, name=name)
    with create_app(settings, url).app_context():
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            yield connection
            connection.rollback()
    db_drop(private_postgres.ensure(INSTANCE, name="tests"), name)


def test_migrations_are_numbered_and_have_one_head() -> None:
    names = [path.stem for path in files("migrations/versions", suffix=".py")]
    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+", name)] == []
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))

    scripts = ScriptDirectory.from_config(script())
    assert len(scripts.get_heads()) == 1
    assert len(list(scripts.walk_revisions())) == len(names)


@pytest.mark.database
def test_up_down_and_up_again_makes_the_same_tables(connection: Connection) -> None:
    migrate(connection, "up")
    first = schema(connection)
    assert {kind for kind, _, _ in first} >= {"column", "constraint", "index"}

    migrate(connection, "down")
    assert schema(connection) == []

    migrate(connection, "up")
    assert schema(connection) == first


@pytest.mark.database
def test_the_tables_are_those_of_the_models(connection: Connection) -> None:
    migrate(connection, "up")
    options = {"compare_type": True, "include_name": is_ours}
    assert compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata) == []

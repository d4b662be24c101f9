"""Alembic's entry: the application's own engine and metadata, one transaction a migration."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def run() -> None:
    """Apply migrations online; Deskbell never runs them as a script of SQL."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _apply(given)
        return
    with database.engine.connect() as connection:
        _apply(connection)
        connection.commit()


def _apply(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        compare_type=True,
        include_name=lambda name, kind, parents: not (kind == "table" and name.startswith("procrastinate_")),
    )
    with context.begin_transaction():
        context.run_migrations()


run()

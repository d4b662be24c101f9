"""`flask audit list`: who changed what, and when."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli.output import find_practice, json_option, plain_errors, practice_option, show, table
from app.queries.audit_lines import audit_lines
from app.work import work

audit = AppGroup("audit", help="Who changed what, and when.")


@audit.command("list")
@practice_option
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many lines.")
@json_option
@plain_errors
def list_command(slug: str, limit: int, as_json: bool) -> None:
    """Print the latest changes of a practice, newest first."""
    practice_id = find_practice(slug)
    with work(practice_id) as session:
        lines = audit_lines(session, limit)
    columns = ("at", "actor", "action", "subject", "subject_id", "after")
    show(lines, as_json, lambda: table(lines, columns, "Nothing was changed yet."))


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(audit)

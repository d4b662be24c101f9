"""What every command shares: finding the practice, printing, and refusing in one line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

import click
from psycopg import errors
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.private_postgres import PrivatePostgresError
from app.queries.practice_by_slug import practice_by_slug
from app.work import work_everywhere

Given = ParamSpec("Given")
practice_option = click.option(
    "--practice", "slug", required=True, metavar="SLUG", help="The practice, e.g. willow."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def find_practice(slug: str) -> int:
    """The practice's id; refuses a slug that no practice has, naming those there are."""
    with work_everywhere() as session:
        known = practice_by_slug(session)
    if slug not in known:
        there = ", ".join(sorted(known)) or "none yet; make one with: flask practice create SLUG"
        raise click.ClickException(f"There is no practice {slug!r}. Practices here: {there}.")
    return known[slug]


def show(document: Any, as_json: bool, lines: Callable[[], str]) -> None:
    """Print ``document`` as JSON, or the readable ``lines``."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else lines())


def table(rows: Sequence[dict[str, Any]], columns: Sequence[str], nothing: str) -> str:
    """``rows`` as aligned text, the header first; ``nothing`` where there are no rows."""
    if not rows:
        return nothing
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(columns), *cells]
    )


def plain_errors(command: Callable[Given, None]) -> Callable[Given, None]:
    """Say in a line that the database cannot be had or has no tables, instead of a page of trace."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except PrivatePostgresError as error:
            raise click.ClickException(str(error)) from None
        except OperationalError as error:
            reason = str(error.orig).splitlines()[0] if error.orig else "no answer"
            raise click.ClickException(
                f"The database does not answer: {reason}. Is the server of DATABASE_URL running?"
            ) from None
        except ProgrammingError as error:
            if not isinstance(error.orig, (errors.UndefinedTable, errors.UndefinedColumn)):
                raise
            raise click.ClickException(
                "The database does not have the tables of this version yet. Make them with: flask db upgrade"
            ) from None

    return run


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_cell(each) for each in value)
    if isinstance(value, dict):
        return str(value.get("name", value))
    return "" if value is None else str(value).replace("\n", " ")[:60]

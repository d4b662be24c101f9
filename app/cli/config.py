"""`flask config export|import`: a practice's whole set-up as one YAML document."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from app import clock
from app.actions.import_config import import_config
from app.actions.write_audit import COMMAND_LINE
from app.cli.output import find_practice, json_option, plain_errors, practice_option, show
from app.feeds.config.differences import Difference, differences
from app.feeds.config.document import ConfigDocument
from app.feeds.config.reading import ConfigRefused, read_config, write_config
from app.queries.export_config import export_config
from app.work import work

config = AppGroup("config", help="A practice's set-up as one YAML document.")


@config.command("export")
@click.argument("slug")
@plain_errors
def export_command(slug: str) -> None:
    """Print the set-up of practice SLUG as YAML."""
    practice_id = find_practice(slug)
    with work(practice_id) as session:
        document = export_config(session, practice_id)
    click.echo(write_config(document), nl=False)


@config.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@practice_option
@click.option("--dry-run", is_flag=True, help="Show the difference, change nothing.")
@json_option
@plain_errors
def import_command(file: Path, slug: str, dry_run: bool, as_json: bool) -> None:
    """Make practice SLUG's set-up what FILE says: all of it, or nothing when anything is wrong."""
    practice_id = find_practice(slug)
    try:
        document = read_config(file.read_bytes())
    except ConfigRefused as refused:
        raise _unusable(file, refused) from None
    _say(_differences_made(file, practice_id, document, dry_run), dry_run, as_json)


def _differences_made(
    file: Path, practice_id: int, document: ConfigDocument, dry_run: bool
) -> list[Difference]:
    """What ``document`` changes; tried out to its end even in a dry run, which is then taken back."""
    now = clock.now()
    try:
        with work(practice_id) as session:
            changes = differences(export_config(session, practice_id), document)
            import_config(session, now, COMMAND_LINE, practice_id, document, changes)
            if dry_run:
                session.rollback()
    except ConfigRefused as refused:
        raise _unusable(file, refused) from None
    return changes


def _unusable(file: Path, refused: ConfigRefused) -> click.ClickException:
    return click.ClickException(f"{file} changes nothing, since it cannot be used:\n{refused}")


def _say(changes: list[Difference], dry_run: bool, as_json: bool) -> None:
    shown = [{"place": each.place, "before": each.before, "after": each.after} for each in changes]
    words = "Would change" if dry_run else "Changed"
    lines = "\n".join([f"{words}:", *(f"  {each}" for each in changes)]) if changes else "Nothing to change."
    show({"dry_run": dry_run, "changes": shown}, as_json, lambda: lines)


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(config)

"""`flask feed import`: a schedule file into a practice's schedule."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from app import clock
from app.actions.read_import import read_next_chunk, refuse_unreadable
from app.actions.start_import import queue_import, upload_file
from app.actions.write_audit import COMMAND_LINE
from app.cli.output import find_practice, json_option, plain_errors, practice_option, show
from app.feeds.row_reasons import FileRefused
from app.queries.import_report import ImportIssue, ImportReport, import_issues, import_report
from app.work import work

SOME_REJECTED = 3
NOTHING_USABLE = 1

feed = AppGroup("feed", help="Bring schedules in.")


@feed.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@practice_option
@click.option("--profile", help="A saved column mapping; else the one for such a header, else a guess.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--first", is_flag=True, help="A first import: no message goes out because of it.")
@click.option("--date-order", type=click.Choice(["mdy", "dmy"]), help="How to read a date like 03/04/2026.")
@click.option("--clock", type=click.Choice(["24", "office"]), help="How to read 2:30 without AM or PM.")
@click.option("--timezone", help="The file's time zone, if its times are not each location's own.")
@json_option
@plain_errors
def import_command(file: Path, slug: str, as_json: bool, dry_run: bool, first: bool, **reading: Any) -> None:
    """Read the schedule FILE (CSV) into practice SLUG.

    Exit code 0: every row was taken. 3: some rows were rejected. 1: nothing could be used.
    """
    practice_id = find_practice(slug)
    try:
        import_id = _start(practice_id, file, dry_run, first, reading)
    except FileRefused as refused:
        _refuse(str(refused), refused.reason.value, as_json)
    while _read_on(practice_id, import_id):
        pass
    _report(practice_id, import_id, as_json)


def _start(practice_id: int, file: Path, dry_run: bool, first: bool, reading: dict[str, Any]) -> int:
    profile = reading.pop("profile")
    said = {name: value for name, value in reading.items() if value}
    now = clock.now()
    with work(practice_id) as session:
        import_id = upload_file(session, now, COMMAND_LINE, file.name, file.read_bytes(), profile, said)
        refuse_unreadable(session, now, import_id)
        queue_import(session, now, COMMAND_LINE, import_id, dry_run=dry_run, first=first)
    return import_id


def _read_on(practice_id: int, import_id: int) -> bool:
    with work(practice_id) as session:
        return read_next_chunk(session, clock.now(), import_id)


def _report(practice_id: int, import_id: int, as_json: bool) -> None:
    with work(practice_id) as session:
        report = import_report(session, import_id)
        issues = import_issues(session, import_id, ("rejected", "held", "warned"))
    if report is None:
        raise click.ClickException(f"Import {import_id} is gone: was the practice removed meanwhile?")
    document: dict[str, Any] = {"dry_run": report.dry_run, **report.counts, "problem": None}
    for outcome, name in (("rejected", "rejections"), ("held", "held_rows"), ("warned", "warnings")):
        document[name] = [_row(each) for each in issues if each.outcome == outcome]
    show(document, as_json, lambda: _lines(report, issues))
    sys.exit(_exit_code(report.counts))


def _refuse(words: str, reason: str, as_json: bool) -> NoReturn:
    """Nothing usable: one line on stderr, and with --json still one document."""
    if as_json:
        nothing: dict[str, Any] = dict.fromkeys(
            ("created", "updated", "unchanged", "stale", "held", "rejected"), 0
        )
        show({**nothing, "problem": {"reason": reason, "words": words}, "rejections": []}, True, str)
    click.echo(f"Error: {words}", err=True)
    sys.exit(NOTHING_USABLE)


def _row(issue: ImportIssue) -> dict[str, Any]:
    return {"line": issue.line, "column": issue.column, "reason": issue.reason, "words": issue.words}


def _exit_code(counts: dict[str, int]) -> int:
    if counts["rejected"] == 0:
        return 0
    return SOME_REJECTED if sum(counts.values()) > counts["rejected"] else NOTHING_USABLE


def _lines(report: ImportReport, issues: list[ImportIssue]) -> str:
    said = ", ".join(f"{number} {name}" for name, number in report.counts.items())
    head = f"Dry run, nothing was changed: {said}" if report.dry_run else said
    rows = [f"line {each.line}, {each.outcome} ({each.reason}): {each.words}" for each in issues]
    return "\n".join([head, *rows])


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(feed)

"""`flask tick`: one turn of the clock as of a moment. `flask sweep`: tidy up behind killed workers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
from flask import current_app

from app import clock
from app.actions.look_ahead import look_ahead
from app.actions.run_tick import run_tick
from app.actions.sweep_messages import sweep_messages
from app.cli.output import find_practice, json_option, plain_errors, show


class Moment(click.ParamType):
    """An ISO time with its zone, such as 2026-11-23T14:30:00-05:00; without a zone it could be any hour."""

    name = "ISO-TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware UTC datetime; refuses what is no time or names no zone."""
        try:
            at = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time. Write it like 2026-11-23T14:30:00-05:00.", param, ctx)
        if at.tzinfo is None:
            self.fail(f"{value!r} names no time zone. Add it, like {value}Z or {value}-05:00.", param, ctx)
        return at.astimezone(UTC)


@click.command("tick")
@click.option("--at", type=Moment(), help="As of this moment; refused unless every channel is sandbox.")
@click.option("--dry-run", is_flag=True, help="Say what would be planned, write nothing.")
@click.option("--practice", "slug", metavar="SLUG", help="This practice only.")
@json_option
@plain_errors
def tick_command(at: datetime | None, dry_run: bool, slug: str | None, as_json: bool) -> None:
    """Turn the clock once: plan what is due, deliver it, sweep. Running it again changes nothing."""
    wires = current_app.extensions
    if at is not None and not wires["deskbell.settings"].all_sandbox:
        raise click.ClickException("--at is for the sandbox: with a real provider, families would get it.")
    now, practice_id = at or clock.now(), find_practice(slug) if slug else None
    done = run_tick(now, wires["deskbell.exits"], wires["deskbell.signer"], practice_id, dry_run=dry_run)
    if not dry_run:
        look_ahead(now, practice_id)
    document = {**asdict(done), "at": done.at.isoformat(), "dry_run": dry_run}
    show(document, as_json, lambda: _lines(document))


@click.command("sweep")
@json_option
@plain_errors
def sweep_command(as_json: bool) -> None:
    """Give back what killed workers held, settle what they were sending, end what waited too long."""
    swept = asdict(sweep_messages(clock.now(), current_app.extensions["deskbell.exits"]))
    show(swept, as_json, lambda: ", ".join(f"{number} {name}" for name, number in swept.items()))


def _lines(document: dict[str, Any]) -> str:
    head = "Dry run, nothing was written" if document["dry_run"] else f"Clock turned at {document['at']}"
    counts = ("planned", "sent", "superseded", "expired", "notices")
    said = ", ".join(f"{document[name]} {name}" for name in counts)
    skipped = "".join(f"\nskipped {number}: {reason}" for reason, number in document["skipped"].items())
    return f"{head}: {said}{skipped}"


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(tick_command)
    cli.add_command(sweep_command)

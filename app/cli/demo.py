"""`flask demo load`: practices to try everything out with."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.actions.create_staff import UnusableStaff
from app.actions.demo.stage import PASSWORD
from app.actions.load_demo import DemoLoaded, DemoRefused, load_demo
from app.cli.output import json_option, plain_errors, show
from app.schema import bring_schema_up_to_date

demo = AppGroup("demo", help="Practices to try everything out with.")


@demo.command("load")
@click.option("--reset", is_flag=True, help="Take the demo practices away first and make them anew.")
@json_option
@plain_errors
def load_command(reset: bool, as_json: bool) -> None:
    """Make the demo practices willow and maple; those that are there already stay as they are."""
    settings = current_app.extensions["deskbell.settings"]
    if settings.production or not settings.all_sandbox:
        raise click.ClickException(
            "The demo's password is known to everybody, and its families are invented: it is for "
            "DESKBELL_ENV=development with every channel in the sandbox."
        )
    bring_schema_up_to_date()
    wires = current_app.extensions
    try:
        done = load_demo(clock.now(), wires["deskbell.exits"], wires["deskbell.signer"], reset=reset)
    except (DemoRefused, UnusableStaff) as refused:
        raise click.ClickException(str(refused)) from None
    show({"made": done.made, "kept": done.kept}, as_json, lambda: _lines(done))


def _lines(done: DemoLoaded) -> str:
    made = f"Made: {', '.join(done.made)}." if done.made else "The demo is there already."
    kept = (
        f" Left as it was: {', '.join(done.kept)}. New from today: flask demo load --reset"
        if done.kept
        else ""
    )
    return f"{made}{kept}\nSign in as front@willow.example or admin@willow.example, password {PASSWORD}"


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(demo)

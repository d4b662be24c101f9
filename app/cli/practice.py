"""`flask practice create`: a new practice with the defaults."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.actions.create_practice import NewPractice, UnusablePractice, create_practice
from app.actions.write_audit import COMMAND_LINE
from app.cli.output import json_option, plain_errors, show
from app.domain.local_time import UnknownZone
from app.feeds.addresses import read_phone
from app.links import FirstPracticeKey
from app.queries.first_practice import waits_for_practice
from app.schema import bring_schema_up_to_date
from app.work import work_everywhere

practice = AppGroup("practice", help="Practices of this installation.")


@practice.command("create")
@click.argument("slug")
@click.option("--name", required=True, help="e.g. Willow Pediatrics")
@click.option("--timezone", required=True, help="IANA name, e.g. America/New_York")
@click.option("--short-name", default="", help="Stands in text messages; at most 20 letters.")
@click.option("--phone", default="", help="What families call, e.g. (937) 555-0142")
@click.option("--address", default="", help="Stands in emails.")
@click.option("--email", default="", help="Where the departments' alerts go at first.")
@click.option("--location", default="Main office", show_default=True, help="Name of the first office.")
@json_option
@plain_errors
def create_command(as_json: bool, phone: str, **given: Any) -> None:
    """Make the practice SLUG with the usual departments, groups, delivery rules and automated messages."""
    bring_schema_up_to_date()
    read = read_phone(phone) if phone else None
    if read and read.problem:
        raise click.ClickException(f"--phone {phone!r}: {read.problem} Write it like (937) 555-0142.")
    wanted = NewPractice(phone=read.value if read else "", **given)
    try:
        with work_everywhere() as session:
            practice_id = create_practice(session, clock.now(), COMMAND_LINE, wanted)
    except (UnusablePractice, UnknownZone) as refused:
        raise click.ClickException(str(refused)) from None
    document = {"id": practice_id, "slug": wanted.slug}
    hint = f"Next: flask staff create EMAIL --practice {wanted.slug} --group 'System Administrators'"
    show(document, as_json, lambda: f"Made the practice {wanted.slug}. {hint} --password-stdin")


@practice.command("invite")
@json_option
@plain_errors
def invite_command(as_json: bool) -> None:
    """Print the address at which the first practice is set up. It opens for 24 hours, once."""
    bring_schema_up_to_date()
    with work_everywhere() as session:
        waits = waits_for_practice(session)
    if not waits:
        raise click.ClickException(
            "This installation has a practice already. Make another with: flask practice create SLUG"
        )
    settings = current_app.extensions["deskbell.settings"]
    url = FirstPracticeKey(settings.secret_keys, settings.base_url).url(clock.now())
    show({"url": url}, as_json, lambda: f"{url}\nGood for 24 hours. Give it to the administrator only.")


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(practice)

"""`flask link show|revoke`: a parent's link, for support on the phone."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.actions.revoke_link import revoke_links
from app.actions.write_audit import COMMAND_LINE, write_audit
from app.cli.output import json_option, plain_errors, show
from app.queries.link_of import LinkFacts, link_of
from app.work import work, work_everywhere

link = AppGroup("link", help="Parents' links.")
contact_option = click.option("--contact", "contact_id", type=int, required=True, metavar="ID")


@link.command("show")
@click.argument("appointment_id", type=int)
@contact_option
@json_option
@plain_errors
def show_command(appointment_id: int, contact_id: int, as_json: bool) -> None:
    """Print the link of contact ID for APPOINTMENT_ID. Whoever has it can answer: give it to nobody else."""
    found = _find(appointment_id, contact_id)
    with work(found.practice_id) as session:
        write_audit(session, clock.now(), COMMAND_LINE, "show link", "link", found.link_id)
    url = current_app.extensions["deskbell.signer"].url(found.link_id)
    document = {"link": url, "appointment_ids": list(found.appointment_ids), "revoked": found.revoked}
    show(document, as_json, lambda: f"{url}{'  (revoked)' if found.revoked else ''}")


@link.command("revoke")
@click.argument("appointment_id", type=int)
@contact_option
@json_option
@plain_errors
def revoke_command(appointment_id: int, contact_id: int, as_json: bool) -> None:
    """Make the link of contact ID for APPOINTMENT_ID dead from now on."""
    found = _find(appointment_id, contact_id)
    with work(found.practice_id) as session:
        revoke_links(session, clock.now(), COMMAND_LINE, [found.link_id])
    show({"link_id": found.link_id, "revoked": True}, as_json, lambda: "The link is dead.")


def _find(appointment_id: int, contact_id: int) -> LinkFacts:
    with work_everywhere() as session:
        found = link_of(session, appointment_id, contact_id)
    if found is None:
        raise click.ClickException(
            f"No link was made for contact {contact_id} and appointment {appointment_id}. "
            "A link is made with the first message; see: flask message list"
        )
    return found


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(link)

"""`flask channel list|check|sandbox`: where a practice's messages end, from the command line (product L5)."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.actions.activate_channel import deactivate_channel
from app.actions.check_connection import check_connection, note_check
from app.actions.write_audit import COMMAND_LINE
from app.cli.output import find_practice, json_option, plain_errors, practice_option, show, table
from app.domain.preferences import Channel
from app.providers.port import Exits
from app.queries.channels_page import ChannelCard, channel_card, channels_page
from app.work import work

channel = AppGroup("channel", help="Where a practice's messages end: at families, or in the sandbox.")
which = click.argument("name", type=click.Choice([each.value for each in Channel]))
COLUMNS = ("channel", "ends", "sender", "checked", "missing")


@channel.command("list")
@practice_option
@json_option
@plain_errors
def list_command(slug: str, as_json: bool) -> None:
    """Print each channel of a practice, where it ends, and what it lacks to go live."""
    with work(find_practice(slug)) as session:
        rows = [_row(card) for card in channels_page(session, _exits())]
    show(rows, as_json, lambda: table(rows, COLUMNS, "No channels."))


@channel.command("check")
@which
@practice_option
@json_option
@plain_errors
def check_command(name: str, slug: str, as_json: bool) -> None:
    """Ask the vendor of channel NAME whether it would send from the practice's sender."""
    practice_id, asked = find_practice(slug), Channel(name)
    way: Any = _exits().vendors.get(asked)
    if way is None:
        raise click.ClickException(f"This installation is in sandbox for {name}. See docs/settings.md.")
    with work(practice_id) as session:
        senders = channel_card(session, asked, _exits()).senders
    steps = check_connection(way, senders)
    with work(practice_id) as session:
        passed = note_check(session, clock.now(), COMMAND_LINE, asked, senders, steps)
    found = [{"step": each.step, "ok": each.ok, "words": each.words} for each in steps]
    show(
        found, as_json, lambda: "\n".join(f"{'ok   ' if each.ok else 'WRONG'}  {each.step}" for each in steps)
    )
    if not passed:
        raise click.ClickException(next(each.words for each in steps if not each.ok))


@channel.command("sandbox")
@which
@practice_option
@json_option
@plain_errors
def sandbox_command(name: str, slug: str, as_json: bool) -> None:
    """Take channel NAME of a practice back into the sandbox: nothing more leaves over it."""
    with work(find_practice(slug)) as session:
        was_live = deactivate_channel(session, clock.now(), COMMAND_LINE, Channel(name))
    words = "Ends in the sandbox from now on." if was_live else "It was in the sandbox already."
    show({"channel": name, "was_live": was_live}, as_json, lambda: words)


def _exits() -> Exits:
    exits: Exits = current_app.extensions["deskbell.exits"]
    return exits


def _row(card: ChannelCard) -> dict[str, Any]:
    missing = [*card.hindrances.obstacles, *card.hindrances.steps]
    return {
        "channel": card.channel.value,
        "ends": "families" if card.live else "sandbox",
        "sender": card.typed.sender,
        "checked": card.checked,
        "live_since": card.live_since.isoformat() if card.live_since else None,
        "missing": [each.value for each in missing],
    }


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(channel)

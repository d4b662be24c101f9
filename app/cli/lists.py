"""`flask appointment|message|notice|problem list`: the contract's arrays of objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app import clock
from app.cli.output import find_practice, json_option, plain_errors, practice_option, show, table
from app.queries.appointment_list import appointment_list
from app.queries.message_list import message_list
from app.queries.notice_list import notice_list
from app.queries.problems import problems
from app.work import work

Rows = Sequence[dict[str, Any]]
appointment = AppGroup("appointment", help="Appointments of a practice.")
message = AppGroup("message", help="Messages of a practice.")
notice = AppGroup("notice", help="Notices to departments.")
problem = AppGroup("problem", help="What staff should look at.")


def _listing(group: AppGroup, read: Callable[[Session], Rows], columns: Sequence[str], nothing: str) -> None:
    @group.command("list")
    @practice_option
    @json_option
    @plain_errors
    def listing(slug: str, as_json: bool) -> None:
        practice_id = find_practice(slug)
        with work(practice_id) as session:
            rows = read(session)
        show(rows, as_json, lambda: table(rows, columns, nothing))

    listing.help = f"Print {nothing.removeprefix('No ').removesuffix('.')} of a practice."


def _messages(session: Session) -> Rows:
    """Links are shown in sandbox only: a link answers for the family."""
    sandbox = current_app.extensions["deskbell.settings"].all_sandbox
    return message_list(session, current_app.extensions["deskbell.signer"].url if sandbox else None)


def _problems(session: Session) -> Rows:
    return [
        {
            "kind": each.kind,
            "appointment_id": each.appointment_id,
            "contact_id": each.contact_id,
            "words": each.words,
        }
        for each in problems(session, clock.now())
    ]


_listing(
    appointment,
    appointment_list,
    ("id", "external_id", "starts_at", "patient", "provider", "location", "status"),
    "No appointments.",
)
_listing(message, _messages, ("id", "due_at", "type", "channel", "status", "reason", "body"), "No messages.")
_listing(notice, notice_list, ("id", "created_at", "department", "kind", "state"), "No notices.")
_listing(problem, _problems, ("kind", "appointment_id", "contact_id", "words"), "No problems.")


def register(cli: click.Group) -> None:
    """Add these commands."""
    for group in (appointment, message, notice, problem):
        cli.add_command(group)

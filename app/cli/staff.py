"""`flask staff create` and `reset-two-factor`: accounts of people in a practice."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app import clock
from app.actions.change_two_factor import reset_two_factor
from app.actions.check_password import UnusablePassword
from app.actions.create_staff import UnusableStaff, create_staff
from app.actions.write_audit import COMMAND_LINE
from app.cli.output import find_practice, json_option, plain_errors, practice_option, show
from app.queries.people_page import staff_of_address
from app.work import work

staff = AppGroup("staff", help="Accounts of staff.")


@staff.command("create")
@click.argument("email")
@practice_option
@click.option("--group", required=True, help="e.g. 'System Administrators', 'Front Desk', Nursing")
@click.option("--name", default="", help="As colleagues know them; else what stands before the @.")
@click.option("--department", help="e.g. 'Front Desk'")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@json_option
@plain_errors
def create_command(
    email: str,
    slug: str,
    group: str,
    name: str,
    department: str | None,
    password_stdin: bool,  # noqa: ARG001 - the only way there is: a password on a command line is seen by all
    as_json: bool,
) -> None:
    """Make an account for EMAIL. The password is read from standard input, never from the command line."""
    password = sys.stdin.readline().rstrip("\r\n")
    practice_id = find_practice(slug)
    try:
        with work(practice_id) as session:
            staff_id = create_staff(
                session, clock.now(), COMMAND_LINE, email, name, group, password, department=department
            )
    except (UnusableStaff, UnusablePassword) as refused:
        raise click.ClickException(str(refused)) from None
    show({"id": staff_id, "email": email}, as_json, lambda: f"{email} can sign in.")


@staff.command("reset-two-factor")
@click.argument("email")
@practice_option
@json_option
@plain_errors
def reset_command(email: str, slug: str, as_json: bool) -> None:
    """Take two-factor sign-in off EMAIL, for when no administrator can do so on their pages."""
    practice_id = find_practice(slug)
    with work(practice_id) as session:
        staff_id = staff_of_address(session, email)
        if staff_id is None:
            raise click.ClickException(f"Nobody in {slug} signs in with {email!r}.")
        reset = reset_two_factor(session, clock.now(), COMMAND_LINE, staff_id)
    words = "signs in with the password alone now." if reset else "had no two-factor sign-in."
    show({"email": email, "reset": reset}, as_json, lambda: f"{email} {words}")


def register(cli: click.Group) -> None:
    """Add these commands."""
    cli.add_command(staff)

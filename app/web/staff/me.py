"""What people change of their own account: the password, and where they are signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, session, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_password import change_password
from app.actions.check_password import UnusablePassword
from app.actions.end_sessions import end_session, sign_out_everywhere
from app.actions.sign_in import Locked
from app.actions.start_session import Welcome
from app.queries.renewals_page import renewal_lines
from app.queries.staff_sessions import staff_sessions
from app.queries.two_factor import two_factor
from app.web.access import (
    ABSOLUTE_LIMIT,
    begin_session,
    current_actor,
    current_practice_id,
    current_staff,
    signed_in,
)
from app.web.filters import this_moment
from app.web.half_way import locked_words
from app.web.respond import fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("me", __name__)
PAGE = "staff/sign_in/me.html"
FORM = "staff/sign_in/_password.html"


@blueprint.get("/me")
@signed_in
def show() -> Response:
    """Password, two-factor sign-in, and where this person is signed in."""
    return fragment_or_page(PAGE, FORM, **_context())


@blueprint.post("/me/password")
@signed_in
def change() -> Response | AnyResponse:
    """A new password ends every other session of this person; this one goes on."""
    given = request.form
    staff = current_staff()
    try:
        with work(current_practice_id()) as database:
            version = change_password(
                database,
                this_moment(),
                current_actor(),
                staff.id,
                given.get("present", "")[:1000],
                given.get("new", "")[:1000],
                current_app.extensions["deskbell.hasher"],
                keep=staff.session_id,
            )
    except UnusablePassword as error:
        return refused(PAGE, FORM, **_context({"new": str(error)}))
    if version is None or isinstance(version, Locked):
        words = locked_words(version.until) if version else "This is not your present password."
        return refused(PAGE, FORM, **_context({"present": words}))
    begin_session(Welcome(staff.session_id, version))
    return see_other(url_for("me.show"), "Your password is changed. Other sessions of yours are ended.")


@blueprint.post("/me/sessions/<int:session_id>/end")
@signed_in
def end(session_id: int) -> AnyResponse:
    """Sign out one other browser of this person."""
    with work(current_practice_id()) as database:
        known = end_session(database, this_moment(), current_actor(), current_staff().id, session_id)
    return see_other(url_for("me.show"), "That browser is signed out.") if known else abort(404)


@blueprint.post("/me/sessions/end")
@signed_in
def end_all() -> AnyResponse:
    """Sign out everywhere, here too."""
    with work(current_practice_id()) as database:
        sign_out_everywhere(database, this_moment(), current_actor(), current_staff().id)
    logout_user()
    session.clear()
    return see_other(url_for("sign_in.show"), "You are signed out everywhere.")


def _context(errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    staff = current_staff()
    with reading(staff.practice_id) as database:
        return {
            "errors": errors or {},
            "sessions": staff_sessions(database, staff.id, this_moment() - ABSOLUTE_LIMIT),
            "two_factor": two_factor(database, staff.id),
            "renewals": renewal_lines(database, this_moment(), staff.id),
        }

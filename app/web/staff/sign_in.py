"""Sign in and out."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from app.actions import sign_in as action
from app.actions.check_password import Hasher
from app.actions.end_sessions import sign_out
from app.actions.start_session import Welcome
from app.domain.device_words import device_words
from app.extensions import limiter
from app.web.access import (
    begin_session,
    current_actor,
    current_practice_id,
    current_staff,
    own_path,
    signed_in,
)
from app.web.filters import this_moment
from app.web.half_way import locked_words, remember_half_way
from app.web.respond import fragment_or_page, refused, see_other
from app.work import work, work_everywhere

blueprint = Blueprint("sign_in", __name__)

WRONG = "The email address or the password is not right. Check both and try again."
PAGE = "staff/sign_in/page.html"
FORM = "staff/sign_in/_sign_in.html"


@blueprint.get("/login")
def show() -> Response | AnyResponse:
    """The form; somebody who is signed in already goes on."""
    if current_user.is_authenticated:
        return see_other(own_path(request.args.get("next")))
    return fragment_or_page(PAGE, FORM, errors={}, email="", next=request.args.get("next", ""))


@blueprint.post("/login")
@limiter.limit("60/minute")
def enter() -> Response | AnyResponse:
    """Take email and password; 422 says nothing about which of them was wrong."""
    email, wanted = request.form.get("email", "")[:254], request.form.get("next", "")
    with work_everywhere() as database:
        result = action.sign_in(
            database,
            this_moment(),
            email,
            request.form.get("password", "")[:1000],
            device_words(request.user_agent.string),
            _hasher(),
        )
    if isinstance(result, Welcome):
        begin_session(result)
        return see_other(own_path(wanted))
    if isinstance(result, action.SecondStep):
        remember_half_way(result)
        return see_other(url_for("second_step.show", next=wanted or None))
    words = locked_words(result.until) if isinstance(result, action.Locked) else WRONG
    return refused(PAGE, FORM, errors={"email": words}, email=email, next=wanted)


@blueprint.post("/logout")
@signed_in
def leave() -> AnyResponse:
    """End the session of this browser, also where its cookie was copied to."""
    staff = current_staff()
    with work(current_practice_id()) as database:
        sign_out(database, this_moment(), current_actor(), staff.id, staff.session_id)
    logout_user()
    session.clear()
    return see_other(url_for("sign_in.show"), "You are signed out.")


def _hasher() -> Hasher:
    hasher: Hasher = current_app.extensions["deskbell.hasher"]
    return hasher

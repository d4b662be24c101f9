"""Come in with a mail: forgot the password, a new password, join the practice (product A4).

GET shows, POST acts: a mail program that opens every link uses no key up.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.ask_reset import ask_reset
from app.actions.check_password import UnusablePassword
from app.actions.use_staff_key import use_staff_key
from app.extensions import limiter
from app.queries.staff_key import KeyHolder, staff_key
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, refused, see_other
from app.work import reading_everywhere, work_everywhere

blueprint = Blueprint("password_reset", __name__)
ASKED = (
    "If somebody has an account with this address, an email with a link is on its way. It works for 1 hour."
)
FORGOT = "staff/sign_in/forgot.html"
PAGE, FORM = "staff/sign_in/new_password.html", "staff/sign_in/_new_password.html"
INVITATION, RESET = "invitation", "password_reset"


@blueprint.get("/forgot")
def forgot() -> str:
    """The form that asks for a mail."""
    return render_template(FORGOT)


@blueprint.post("/forgot")
@limiter.limit("20/minute")
def ask() -> AnyResponse:
    """Send the mail; the answer is the same whether or not anybody has the address."""
    with work_everywhere() as database:
        ask_reset(database, this_moment(), request.form.get("email", "")[:254])
    return see_other(url_for("sign_in.show"), ASKED)


@blueprint.get("/reset/<key>")
def show_reset(key: str) -> Response:
    """The form for a new password."""
    return _show(RESET, key)


@blueprint.post("/reset/<key>")
@limiter.limit("20/minute")
def reset(key: str) -> Response | AnyResponse:
    """Set the new password; every session of the person ends."""
    return _use(RESET, key, "Your new password is set. Sign in with it.")


@blueprint.get("/join/<key>")
def show_join(key: str) -> Response:
    """The form for the first password."""
    return _show(INVITATION, key)


@blueprint.post("/join/<key>")
@limiter.limit("20/minute")
def join(key: str) -> Response | AnyResponse:
    """Set the first password."""
    return _use(INVITATION, key, "Your account is ready. Sign in with your email address and your password.")


@blueprint.after_request
def _say_nothing_of_the_key(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _show(kind: str, key: str) -> Response:
    holder = _holder(kind, key)
    return fragment_or_page(PAGE, FORM, holder=holder, kind=kind, errors={}) if holder else _dead()


def _use(kind: str, key: str, words: str) -> Response | AnyResponse:
    password, hasher = request.form.get("password", "")[:1000], current_app.extensions["deskbell.hasher"]
    try:
        with work_everywhere() as database:
            done = use_staff_key(database, this_moment(), kind, key, password, hasher)
    except UnusablePassword as error:
        holder = _holder(kind, key)
        errors = {"password": str(error)}
        return refused(PAGE, FORM, holder=holder, kind=kind, errors=errors) if holder else _dead()
    return see_other(url_for("sign_in.show"), words) if done else _dead()


def _holder(kind: str, key: str) -> KeyHolder | None:
    with reading_everywhere() as database:
        return staff_key(database, this_moment(), kind, key)


def _dead() -> Response:
    # One page for a key that never was, was used, or is too old: nobody learns which.
    return make_response(render_template("staff/sign_in/dead_key.html"), 404)

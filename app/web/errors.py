"""Error pages for staff: what happened, one way on, a reference number to quote.

Parents have pages of their own; scripts that ask for JSON get a problem document from their room.
"""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex

from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.web.respond import is_from_htmx


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an error page says."""

    title: str
    words: str


FORM_TOO_OLD = Trouble(
    "This form was open for too long",
    "For safety a form works only in the session it was opened in. Nothing was saved. Go back,"
    " reload the page, and send it again.",
)
_OURS = Trouble(
    "Something went wrong on our side",
    "Nothing was saved. Try again in a minute. If it happens again, tell your administrator the reference"
    " number.",
)
_TROUBLES = {
    400: Trouble("We could not read that request", "Something was missing in it. Go back and try again."),
    401: Trouble(
        "Please sign in again",
        "Your session has ended, so nothing was saved. Sign in, then use the Back button to find your text.",
    ),
    403: Trouble(
        "Your group may not open this", "Ask an administrator of your practice if you need it for your work."
    ),
    404: Trouble(
        "We can't find this page", "The address may be mistyped, or what it showed is not there any more."
    ),
    405: Trouble("This address does not work that way", "Go back and use the button on the page."),
    409: Trouble(
        "Somebody else changed this first", "Nothing of yours was saved. Look at the new state and try again."
    ),
    413: Trouble(
        "This file is too large",
        "The limit is 10 MB. Export fewer days from your schedule, then import that.",
    ),
    422: Trouble("We could not use what was sent", "Go back, check the form and send it again."),
    429: Trouble("Too many tries", "Wait a minute, then try again."),
}

# Two were at the same thing at once: a name was taken, a row went away, or each waited for the other.
_CROSSED = {"23503", "23505", "40P01"}


def explain_errors(app: Flask) -> None:
    """Answer every failure of a page with words."""
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(500, _our_fault)


def _form_too_old(_: CSRFError) -> Response:
    return _page(400, FORM_TOO_OLD)


def _explain(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    return _page(status, _TROUBLES.get(status, _OURS))


def _our_fault(error: Exception) -> Response:
    if _state_of(error) in _CROSSED:
        return _page(409, _TROUBLES[409])
    return _page(500, _OURS)


def _state_of(error: Exception) -> str:
    """What PostgreSQL calls the failure; empty when it is none of the database's."""
    cause = getattr(getattr(error, "original_exception", None), "orig", None)
    return getattr(cause, "sqlstate", None) or ""


def _page(status: int, trouble: Trouble) -> Response:
    way_on = (
        ("Sign in", url_for("sign_in.show"))
        if status == 401 or not _is_known()
        else ("Go to Today", url_for("today.show"))
    )
    reference = g.setdefault("request_id", token_hex(4))
    template = "staff/errors/_trouble.html" if is_from_htmx() else "staff/errors/page.html"
    body = render_template(template, trouble=trouble, status=status, way_on=way_on, reference=reference)
    return make_response(body, status)


def _is_known() -> bool:
    # Where a parent's link or a script fails, nobody must be made to read a session.
    return request.blueprint != "patient" and bool(current_user.is_authenticated)

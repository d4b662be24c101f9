"""The second step of signing in: the code from the phone, or a recovery code (product A4)."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.check_code import check_code
from app.actions.sign_in import Locked, SecondStep
from app.actions.start_session import Welcome
from app.domain.device_words import device_words
from app.extensions import limiter
from app.web.access import begin_session, own_path
from app.web.filters import this_moment
from app.web.half_way import half_way, locked_words
from app.web.respond import fragment_or_page, refused, see_other
from app.work import work_everywhere

blueprint = Blueprint("second_step", __name__)
PAGE, FORM = "staff/sign_in/second_step.html", "staff/sign_in/_second_step.html"
WRONG = {
    "code": "This code is not right, or was used before. Type the newest one your phone shows.",
    "recovery": "This recovery code is not right, or was used before. Each one works once.",
}


@blueprint.get("/login/2fa")
def show() -> Response | AnyResponse:
    """The form for the code; whoever has not given a password goes back to the beginning."""
    if half_way() is None:
        return see_other(url_for("sign_in.show", next=request.args.get("next")))
    return fragment_or_page(PAGE, FORM, errors={}, next=request.args.get("next", ""))


@blueprint.post("/login/2fa")
@limiter.limit("60/minute")
def check() -> Response | AnyResponse:
    """Take the code; each one once."""
    step, wanted = half_way(), request.form.get("next", "")
    if step is None:
        return see_other(url_for("sign_in.show", next=wanted or None), "That took too long. Sign in again.")
    field = "recovery" if request.form.get("recovery") else "code"
    result = _checked(step, request.form.get(field, "")[:100])
    if isinstance(result, Welcome):
        begin_session(result)
        return see_other(own_path(wanted))
    words = locked_words(result.until) if isinstance(result, Locked) else WRONG[field]
    return refused(PAGE, FORM, errors={field: words}, next=wanted)


def _checked(step: SecondStep, typed: str) -> Welcome | Locked | None:
    device = device_words(request.user_agent.string)
    with work_everywhere() as database:
        return check_code(
            database,
            this_moment(),
            step.staff_id,
            step.session_version,
            typed,
            current_app.extensions["deskbell.seal"],
            device,
        )

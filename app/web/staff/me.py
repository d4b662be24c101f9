"""What people change of their own account: the password."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_password import WrongPassword, change_password
from app.actions.check_password import UnusablePassword
from app.actions.start_session import Welcome
from app.web.access import begin_session, current_actor, current_practice_id, current_staff, signed_in
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, refused, see_other
from app.work import work

blueprint = Blueprint("me", __name__)
PAGE = "staff/sign_in/me.html"
FORM = "staff/sign_in/_password.html"


@blueprint.get("/me")
@signed_in
def show() -> Response:
    """The form for a new password."""
    return fragment_or_page(PAGE, FORM, errors={})


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
    except WrongPassword as error:
        return refused(PAGE, FORM, errors={"present": str(error)})
    except UnusablePassword as error:
        return refused(PAGE, FORM, errors={"new": str(error)})
    begin_session(Welcome(staff.session_id, version))
    return see_other(url_for("me.show"), "Your password is changed. Other sessions of yours are ended.")

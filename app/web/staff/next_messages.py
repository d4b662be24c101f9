"""The card of Today that says what goes out next, asked for anew by the open page."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from app.domain.local_time import zone
from app.domain.permissions import Permission
from app.queries.next_messages import next_messages
from app.web.access import current_practice_id, current_staff, requires
from app.web.filters import this_moment
from app.work import reading

blueprint = Blueprint("next_messages", __name__, url_prefix="/today/next")


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING, background=True)
def show() -> Response:
    """The card as it is now."""
    practice_id = current_practice_id()
    with reading(practice_id) as session:
        coming = next_messages(session, this_moment(), practice_id, zone(current_staff().timezone))
    return make_response(render_template("staff/today/_next_messages.html", coming=coming))

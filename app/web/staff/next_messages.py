"""The card of Today that says what goes out next, asked for anew by the open page, and its Pause."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.pause_sending import pause_sending
from app.domain.local_time import zone
from app.domain.permissions import Permission
from app.queries.next_messages import next_messages
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.filters import this_moment
from app.web.respond import see_other
from app.work import reading, work

blueprint = Blueprint("next_messages", __name__, url_prefix="/today/next")


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING, background=True)
def show() -> Response:
    """The card as it is now."""
    practice_id = current_practice_id()
    with reading(practice_id) as session:
        coming = next_messages(session, this_moment(), practice_id, zone(current_staff().timezone))
    return make_response(render_template("staff/today/_next_messages.html", coming=coming))


@blueprint.post("/pause")
@requires(Permission.AUTOMATED_DISABLE)
def pause() -> AnyResponse:
    """Hold everything to families back."""
    with work(current_practice_id()) as session:
        pause_sending(session, this_moment(), current_actor(), paused=True)
    words = "Messages to families are paused. Departments still get their alerts."
    return see_other(url_for("today.show"), words, undo=url_for("next_messages.resume"))


@blueprint.post("/resume")
@requires(Permission.AUTOMATED_ENABLE)
def resume() -> AnyResponse:
    """Let it go again: what is still of use leaves at the next turn of the clock."""
    with work(current_practice_id()) as session:
        pause_sending(session, this_moment(), current_actor(), paused=False)
    return see_other(url_for("today.show"), "Messages go out again. What is still of use leaves now.")

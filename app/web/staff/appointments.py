"""The story of one appointment, what comes next, and what the front desk may decide (product E9, D4)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.settle_visit import NotOnSchedule, cancel_visit, confirm_visit, keep_visit
from app.domain.permissions import Permission
from app.queries.appointment_timeline import Timeline, appointment_timeline
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, see_other
from app.work import reading, work

blueprint = Blueprint("appointments", __name__, url_prefix="/appointments")
PAGE, FRAGMENT = "staff/appointments/show.html", "staff/appointments/_appointment.html"
_VERBS = {
    "confirm": (confirm_visit, "Marked as confirmed."),
    "cancel": (cancel_visit, "Cancelled. The family is told as the automated messages say."),
    "keep": (keep_visit, "Kept on the schedule."),
}


@blueprint.get("/<int:appointment_id>")
@requires(Permission.BASIC_MESSAGING)
def show(appointment_id: int) -> Response:
    """Everything that happened to it, in order, and everything that will."""
    return fragment_or_page(PAGE, FRAGMENT, timeline=_timeline(appointment_id), refusal="")


@blueprint.post("/<int:appointment_id>/<any(confirm, cancel, keep):verb>")
@requires(Permission.ANSWER_CANCELLATIONS)
def decide(appointment_id: int, verb: str) -> Response | AnyResponse:
    """Confirmed on the phone, cancelled, or kept. 409 when the schedule says otherwise by now."""
    timeline = _timeline(appointment_id)
    act, words = _VERBS[verb]
    try:
        with work(current_practice_id()) as session:
            changed = act(session, this_moment(), current_actor(), appointment_id)
    except NotOnSchedule as error:
        return changed_meanwhile(PAGE, FRAGMENT, timeline=timeline, refusal=str(error))
    return see_other(
        url_for("appointments.show", appointment_id=appointment_id),
        words if changed else "It was so already.",
    )


def _timeline(appointment_id: int) -> Timeline:
    with reading(current_practice_id()) as session:
        found = appointment_timeline(session, this_moment(), appointment_id)
    return found or abort(404)

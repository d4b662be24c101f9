"""What a person must look at, grouped by kind, each with the way to put it right (product M3, G3)."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.settle_unknown import Finding, settle_unknown
from app.domain.permissions import Permission
from app.queries.problems import problems
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, see_other
from app.work import reading, work

# Later visits are not urgent, and in a large practice there are very many of them.
AHEAD = timedelta(days=14)

blueprint = Blueprint("problems", __name__, url_prefix="/problems")


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """Problems of the next two weeks, or of all coming visits; most pressing kind first."""
    everything = request.args.get("visits") == "all"
    until = None if everything else this_moment() + AHEAD
    with reading(current_practice_id()) as session:
        found = problems(session, this_moment(), until)
    groups = [(kind, list(each)) for kind, each in groupby(found, key=lambda problem: problem.kind)]
    return fragment_or_page(
        "staff/problems/index.html", "staff/problems/_problems.html", groups=groups, everything=everything
    )


@blueprint.post("/messages/<int:message_id>/settle")
@requires(Permission.PRIVATE_MESSAGES)
def settle(message_id: int) -> AnyResponse:
    """Say what became of a message nobody knows about: delivered, or not."""
    outcome = request.form.get("outcome", "")
    if outcome not in set(Finding):
        abort(422)
    with work(current_practice_id()) as session:
        settled = settle_unknown(session, this_moment(), current_actor(), message_id, outcome)
    words = "Noted. It is not sent again." if settled else "This message was settled already."
    return see_other(url_for("problems.index"), words)

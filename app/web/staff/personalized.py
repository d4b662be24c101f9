"""Personalized messages: what is being written, runs and is done, the archive, and "use again" (K1, K3)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.archive_mailing import archive_mailing, restore_mailing
from app.actions.reuse_mailing import reuse_mailing, try_again
from app.domain.mailings import NEWS, MailingKind
from app.domain.permissions import Permission
from app.queries.mailing_list import mailing_list
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment, today
from app.web.mailing_forms import beginnings, kind_or_leave, kinds_shown
from app.web.mailing_labels import LABELS
from app.web.respond import fragment_or_page, see_other
from app.web.row_id import row_number
from app.work import reading, work

blueprint = Blueprint("personalized", __name__, url_prefix="/messages")
PAGE, FRAGMENT = "staff/mailings/index.html", "staff/mailings/_mailings.html"
_may = requires(Permission.BASIC_MESSAGING)
"""Which kind somebody may touch is asked inside: it stands in the mailing."""


@blueprint.get("")
@requires(Permission.PERSONALIZED_MESSAGES)
def index() -> Response:
    """The mailings this person may see, newest first."""
    archived = request.args.get("show") == "archive"
    before = request.args.get("before", type=row_number)
    with reading(current_practice_id()) as session:
        found = mailing_list(session, today(), kinds_shown(*MailingKind), archived=archived, before=before)
    context: dict[str, Any] = {"found": found, "archived": archived, "before": before, "labels": LABELS}
    return fragment_or_page(PAGE, FRAGMENT, choices=beginnings(), area="personalized.index", **context)


@blueprint.post("/<int:mailing_id>/archive")
@_may
def archive(mailing_id: int) -> AnyResponse:
    """Put one away."""
    kind = kind_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        done = archive_mailing(session, this_moment(), current_actor(), mailing_id)
    if not done:
        return see_other(_list(kind), "It is under way. Stop it first, then put it away.")
    undo = url_for("personalized.restore", mailing_id=mailing_id)
    return see_other(_list(kind), "It is in the archive.", undo)


@blueprint.post("/<int:mailing_id>/restore")
@_may
def restore(mailing_id: int) -> AnyResponse:
    """Take one out of the archive."""
    kind = kind_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        restore_mailing(session, this_moment(), current_actor(), mailing_id)
    return see_other(_list(kind), "It is on the list again.")


@blueprint.post("/<int:mailing_id>/reuse")
@_may
def reuse(mailing_id: int) -> AnyResponse:
    """A new draft with the same words for the same audience."""
    kind_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        new_id = reuse_mailing(session, this_moment(), current_actor(), mailing_id) or abort(404)
    words = "A new draft with the same words. Look at whom it goes to."
    return see_other(url_for("drafts.whom", mailing_id=new_id), words)


@blueprint.post("/<int:mailing_id>/try-again")
@_may
def again(mailing_id: int) -> AnyResponse:
    """A draft with the same words for those alone who did not get it."""
    kind_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        new_id = try_again(session, this_moment(), current_actor(), mailing_id)
    if new_id is None:
        return see_other(url_for("jobs.show", mailing_id=mailing_id), "Nobody is left to try it again with.")
    words = "A draft for those who did not get it. Nothing is sent yet: look at it, then send."
    return see_other(url_for("compose.review", mailing_id=new_id), words)


def _list(kind: MailingKind) -> str:
    return url_for("broadcasts.index" if kind in NEWS else "personalized.index")

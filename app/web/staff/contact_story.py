"""Everything that went to one contact, what did not and why, and what comes next (product E9, C3)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from app.domain.permissions import Permission
from app.queries.contact_story import contact_story
from app.web.access import current_practice_id, requires
from app.web.filters import this_moment
from app.web.report_address import mark_of, mark_words
from app.web.respond import fragment_or_page
from app.work import reading

blueprint = Blueprint("contact_story", __name__, url_prefix="/contacts")
PAGE, FRAGMENT = "staff/contact_story/show.html", "staff/contact_story/_contact_story.html"


@blueprint.get("/<int:contact_id>/messages")
@requires(Permission.BASIC_MESSAGING)
def show(contact_id: int) -> Response:
    """What comes first, then what went, newest first, fifty at a time."""
    mark = mark_of(request.args.get("older", ""))
    with reading(current_practice_id()) as session:
        story = contact_story(session, this_moment(), contact_id, mark)
    if story is None:
        abort(404)
    older = mark_words(story.older)
    return fragment_or_page(PAGE, FRAGMENT, story=story, contact_id=contact_id, older=older, later=mark)

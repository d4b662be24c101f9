"""Find a family from anywhere."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.domain.permissions import Permission
from app.queries.find_families import find_families
from app.web.access import current_practice_id, requires
from app.web.respond import fragment_or_page
from app.work import reading

blueprint = Blueprint("search", __name__)


@blueprint.get("/families")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """What the search box found; the same address is the page of all searches."""
    return _found("staff/search/_found.html")


@blueprint.get("/families/quick")
@requires(Permission.BASIC_MESSAGING)
def quick() -> Response:
    """The first families that fit, for the list under the box; without scripts the page of searches."""
    return _found("staff/search/_quick.html")


def _found(fragment: str) -> Response:
    wanted = request.args.get("q", "").strip()[:80]
    with reading(current_practice_id()) as session:
        found = find_families(session, wanted)
    return fragment_or_page("staff/search/page.html", fragment, wanted=wanted, found=found)

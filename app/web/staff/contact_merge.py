"""One person who is on file twice: find the other record, compare the two, make them one (product B8)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.merge_contacts import FIELDS, merge_contacts
from app.domain.permissions import Permission
from app.queries.merge_page import merge_page
from app.queries.same_person import candidates, contact_name
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, see_other
from app.work import reading, work

blueprint = Blueprint("contact_merge", __name__, url_prefix="/contacts")
_may_edit = requires(Permission.CONTACTS_EDIT)


@blueprint.get("/<int:contact_id>/same-person")
@_may_edit
def choose(contact_id: int) -> Response:
    """Who may be the same person: the likeliest, and whoever fits what was typed."""
    wanted = request.args.get("q", "").strip()[:80]
    with reading(current_practice_id()) as session:
        found = candidates(session, contact_id, wanted)
        name = contact_name(session, contact_id)
    if found is None:
        abort(404)
    return fragment_or_page(
        "staff/contact_merge/choose.html",
        "staff/contact_merge/_candidates.html",
        contact_id=contact_id, name=name, wanted=wanted, found=found,
    )  # fmt: skip


@blueprint.get("/<int:contact_id>/same-person/<int:other_contact_id>")
@_may_edit
def compare(contact_id: int, other_contact_id: int) -> str:
    """Both side by side: what stays, what moves."""
    with reading(current_practice_id()) as session:
        page = merge_page(session, contact_id, other_contact_id)
    if page is None:
        abort(404)
    return render_template("staff/contact_merge/compare.html", page=page)


@blueprint.post("/<int:contact_id>/same-person/<int:other_contact_id>")
@_may_edit
def merge(contact_id: int, other_contact_id: int) -> AnyResponse:
    """Make the two one; for good."""
    taken = [column for column in FIELDS if request.form.get(column) == "gone"]
    with work(current_practice_id()) as session:
        family_id = merge_contacts(
            session, this_moment(), current_actor(), contact_id, other_contact_id, taken
        )
    if family_id is None:
        abort(404)
    return see_other(url_for("families.show", family_id=family_id), "The two contacts are one now.")

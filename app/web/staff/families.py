"""One family: who is reached how, why somebody gets nothing, and what is the same for all children."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_contact import TypedContact, change_contact
from app.actions.mark_deceased import mark_deceased
from app.actions.suppress_address import allow_address, suppress_address
from app.domain.permissions import Permission
from app.domain.preferences import Purpose
from app.queries.waiting_messages import waiting_messages
from app.web.access import current_actor, current_practice_id, requires
from app.web.family_page import answer, show_family, typed, typed_addresses
from app.web.filters import this_moment
from app.web.respond import see_other
from app.work import reading, work

blueprint = Blueprint("families", __name__, url_prefix="/families")
_may_edit = requires(Permission.CONTACTS_EDIT)


@blueprint.get("/<int:family_id>")
@requires(Permission.BASIC_MESSAGING)
def show(family_id: int) -> Response:
    """The record, with the reason wherever somebody gets nothing."""
    return show_family(family_id)


@blueprint.post("/<int:family_id>/contacts/<int:contact_id>")
@_may_edit
def change_person(family_id: int, contact_id: int) -> Response | AnyResponse:
    """Language, preferences and addresses: the same for all children of the contact."""
    said = TypedContact(
        language=typed("language"),
        preferences={purpose: typed(f"prefers_{purpose}") for purpose in Purpose},
        addresses=typed_addresses(),
    )
    seen = typed("seen")
    with work(current_practice_id()) as session:
        errors = change_contact(session, this_moment(), current_actor(), contact_id, said, seen)
    return answer(family_id, f"contact-{contact_id}", errors)


@blueprint.get("/<int:family_id>/children/<int:patient_id>/deceased")
@_may_edit
def ask_deceased(family_id: int, patient_id: int) -> str:
    """What a death would silence, before it is marked."""
    with reading(current_practice_id()) as session:
        waiting = waiting_messages(session, family_id, patient_id)
    if waiting is None:
        abort(404)
    return render_template("staff/families/deceased.html", waiting=waiting, family_id=family_id)


@blueprint.post("/<int:family_id>/children/<int:patient_id>/deceased")
@_may_edit
def set_deceased(family_id: int, patient_id: int) -> Response | AnyResponse:
    """Silence everything about a child at once, or take that back."""
    deceased = typed("deceased") == "yes"
    with work(current_practice_id()) as session:
        if not mark_deceased(session, this_moment(), current_actor(), patient_id, deceased):
            abort(404)
    words = (
        "Nothing is sent about this child any more."
        if deceased
        else "Messages about this child may go again."
    )
    return see_other(url_for("families.show", family_id=family_id), words)


@blueprint.post("/<int:family_id>/addresses/<int:address_id>/suppress")
@_may_edit
def suppress(family_id: int, address_id: int) -> Response | AnyResponse:
    """Nothing goes to this number or address any more, whoever has it."""
    with work(current_practice_id()) as session:
        known = suppress_address(session, this_moment(), current_actor(), address_id, typed("reason"))
    return answer(family_id, "", {} if known else None, "On the do-not-send list.")


@blueprint.post("/<int:family_id>/addresses/<int:address_id>/allow")
@_may_edit
def allow(family_id: int, address_id: int) -> Response | AnyResponse:
    """It may be used again."""
    with work(current_practice_id()) as session:
        known = allow_address(session, this_moment(), current_actor(), address_id)
    return answer(family_id, "", {} if known else None, "Taken off the do-not-send list.")

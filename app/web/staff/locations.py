"""Locations: a place's own zone, telephone, sender and delivery rules (product A2, D1, D4, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_locations import add_location, change_location, remove_location
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.location_form import TypedLocation
from app.domain.permissions import Permission
from app.queries.locations_page import location_page, locations_list, said_at
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.web.zone_choices import zone_choices
from app.work import reading, work

blueprint = Blueprint("locations", __name__, url_prefix="/settings/locations")
PAGE, FRAGMENT = "staff/locations/show.html", "staff/locations/_location.html"
LONGEST = 200
_may = requires(Permission.DELIVERY_RULES_EDIT)


@blueprint.get("")
@_may
def index() -> str:
    """All locations with what each has of its own."""
    with reading(current_practice_id()) as session:
        return render_template("staff/locations/index.html", locations=locations_list(session))


@blueprint.get("/new")
@_may
def new() -> Response:
    """The form for one more."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(None))


@blueprint.get("/<int:location_id>")
@_may
def show(location_id: int) -> Response:
    """One location as saved."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(location_id))


@blueprint.get("/sentences")
@_may
def preview() -> str:
    """What the form as it stands does; nothing is saved."""
    with reading(current_practice_id()) as session:
        said = said_at(session, _typed(request.args))
    return render_template("staff/locations/_place_sentences.html", said=said)


@blueprint.post("")
@_may
def add() -> Response | AnyResponse:
    """One more location."""
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = add_location(session, this_moment(), current_actor(), typed)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(None, typed=typed, errors=result.faults))
    return see_other(url_for("locations.index"), f"{typed.name.strip()} is on the list.")


@blueprint.post("/<int:location_id>")
@_may
def save(location_id: int) -> Response | AnyResponse:
    """All fields at once, or none."""
    typed = _typed(request.form)
    seen = request.form.get("seen", "")
    with work(current_practice_id()) as session:
        result = change_location(session, this_moment(), current_actor(), location_id, typed, seen)
    if result is None:
        abort(404)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(location_id, typed=typed, errors=result.faults))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(location_id, meanwhile=result))
    return see_other(url_for("locations.index"), "Saved." if result.changed else "Nothing was changed.")


@blueprint.post("/<int:location_id>/remove")
@_may
def remove(location_id: int) -> Response | AnyResponse:
    """Gone, unless something needs it."""
    with work(current_practice_id()) as session:
        uses = remove_location(session, this_moment(), current_actor(), location_id)
    if uses is None:
        abort(404)
    if uses:
        return refused(
            PAGE, FRAGMENT, **_context(location_id, errors={"": f"Not deleted: {'; '.join(uses)}."})
        )
    return see_other(url_for("locations.index"), "The location was deleted.")


def _typed(form: MultiDict[str, str]) -> TypedLocation:
    given = {
        field: form.get(field, "")[:LONGEST]
        for field in (
            "name", "timezone", "phone", "address", "sender", "window_from", "window_to",
            "cancellation_mode", "deadline_hours",
        )
    }  # fmt: skip
    return TypedLocation(
        **given,
        days=tuple(form.getlist("days")[:7]),
        own_hours=form.get("own_hours") == "yes",
        own_mode=form.get("own_mode") == "yes",
        own_deadline=form.get("own_deadline") == "yes",
    )


def _context(
    location_id: int | None,
    typed: TypedLocation | None = None,
    errors: Mapping[str, str] | None = None,
    meanwhile: ChangedMeanwhile | None = None,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = location_page(session, location_id)
        if page is None:
            abort(404)
        said = said_at(session, typed or page.typed)
    return {
        "page": page,
        "typed": typed or page.typed,
        "said": said,
        "zones": zone_choices(),
        "errors": errors or {},
        "meanwhile": meanwhile,
    }

"""The rules that say which department is told: in order, the first that matches counts (product D5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_routing import add_route, change_route, move_route, remove_route
from app.actions.write_changes import Refused
from app.domain.department_form import TypedRoute
from app.domain.permissions import Permission
from app.queries.route_choices import route_page
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("routing", __name__, url_prefix="/settings/departments/routing")
PAGE, FRAGMENT = "staff/departments/route.html", "staff/departments/_route.html"
LONGEST, MOST = 200, 500
_STEPS = {"up": -1, "down": 1}
_may = requires(Permission.DELIVERY_RULES_EDIT)


@blueprint.get("/new")
@_may
def new() -> Response:
    """The form for one more rule."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(None))


@blueprint.get("/<int:routing_rule_id>")
@_may
def show(routing_rule_id: int) -> Response:
    """One rule as saved."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(routing_rule_id))


@blueprint.post("")
@_may
def add() -> Response | AnyResponse:
    """One more rule, at the end."""
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = add_route(session, this_moment(), current_actor(), typed)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(None, typed, result.faults))
    return see_other(url_for("departments.index"), "The rule is on the list, after the others.")


@blueprint.post("/<int:routing_rule_id>")
@_may
def save(routing_rule_id: int) -> Response | AnyResponse:
    """All of a rule, or nothing."""
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = change_route(session, this_moment(), current_actor(), routing_rule_id, typed)
    if result is None:
        abort(404)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(routing_rule_id, typed, result.faults))
    return see_other(url_for("departments.index"), "Saved.")


@blueprint.post("/<int:routing_rule_id>/<any(up, down):where>")
@_may
def move(routing_rule_id: int, where: str) -> AnyResponse:
    """One place earlier or later."""
    with work(current_practice_id()) as session:
        known = move_route(session, this_moment(), current_actor(), routing_rule_id, _STEPS[where])
    return see_other(url_for("departments.index"), f"Moved {where}.") if known else abort(404)


@blueprint.post("/<int:routing_rule_id>/remove")
@_may
def remove(routing_rule_id: int) -> AnyResponse:
    """One rule less."""
    with work(current_practice_id()) as session:
        known = remove_route(session, this_moment(), current_actor(), routing_rule_id)
    return see_other(url_for("departments.index"), "The rule is gone.") if known else abort(404)


def _typed(form: MultiDict[str, str]) -> TypedRoute:
    lists = {
        field: tuple(each[:LONGEST] for each in form.getlist(field)[:MOST])
        for field in ("rule_ids", "visit_types", "provider_ids", "location_ids")
    }
    return TypedRoute(department_id=form.get("department_id", "")[:LONGEST], **lists)


def _context(
    routing_rule_id: int | None, typed: TypedRoute | None = None, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = route_page(session, this_moment(), routing_rule_id)
    if page is None:
        abort(404)
    return {"page": page, "typed": typed or page.typed, "errors": errors or {}}

"""Departments and the routing of notices, with a tester (product D5, J2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_departments import add_department, change_department, remove_department
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.department_form import TypedDepartment
from app.domain.permissions import Permission
from app.queries.departments_page import department_page, departments_page, route_names
from app.queries.route_choices import type_names
from app.queries.who_would_get_it import Case, coming_to_try, who_would_get_it
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("departments", __name__, url_prefix="/settings/departments")
INDEX, TESTER = "staff/departments/index.html", "staff/departments/_who.html"
PAGE, FRAGMENT = "staff/departments/show.html", "staff/departments/_department.html"
LONGEST = 254
_may = requires(Permission.DELIVERY_RULES_EDIT)


@blueprint.get("")
@_may
def index() -> Response:
    """Departments, routing in order, and the tester with its answer; the tester's answer alone for htmx."""
    case = _case(request.args)
    with reading(current_practice_id()) as session:
        context: dict[str, Any] = {
            "page": departments_page(session),
            "names": route_names(session),
            "types": type_names(session, this_moment()),
            "visits": coming_to_try(session, this_moment()),
            "case": case,
            "verdict": who_would_get_it(session, case),
        }
    return fragment_or_page(INDEX, TESTER, **context)


@blueprint.get("/new")
@_may
def new() -> Response:
    """The form for one more."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(None))


@blueprint.get("/<int:department_id>")
@_may
def show(department_id: int) -> Response:
    """One department as saved."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(department_id))


@blueprint.post("")
@_may
def add() -> Response | AnyResponse:
    """One more department."""
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = add_department(session, this_moment(), current_actor(), typed)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(None, typed=typed, errors=result.faults))
    return see_other(url_for("departments.index"), f"{typed.name.strip()} is on the list.")


@blueprint.post("/<int:department_id>")
@_may
def save(department_id: int) -> Response | AnyResponse:
    """All fields at once, or none."""
    typed = _typed(request.form)
    seen = request.form.get("seen", "")
    with work(current_practice_id()) as session:
        result = change_department(session, this_moment(), current_actor(), department_id, typed, seen)
    if result is None:
        abort(404)
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(department_id, typed=typed, errors=result.faults))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(department_id, meanwhile=result))
    return see_other(url_for("departments.index"), "Saved." if result.changed else "Nothing was changed.")


@blueprint.post("/<int:department_id>/remove")
@_may
def remove(department_id: int) -> Response | AnyResponse:
    """Gone, unless something needs it."""
    with work(current_practice_id()) as session:
        uses = remove_department(session, this_moment(), current_actor(), department_id)
    if uses is None:
        abort(404)
    if uses:
        words = {"": f"Not deleted: {'; '.join(uses)}."}
        return refused(PAGE, FRAGMENT, **_context(department_id, errors=words))
    return see_other(url_for("departments.index"), "The department was deleted.")


def _case(asked: MultiDict[str, str]) -> Case:
    given = ("visit_type", "provider", "location", "message", "appointment")
    return Case(**{field: asked.get(field, "")[:LONGEST] for field in given})


def _typed(form: MultiDict[str, str]) -> TypedDepartment:
    given = ("name", "email", "text_number", "second_email", "opens_at", "closes_at")
    return TypedDepartment(
        **{field: form.get(field, "")[:LONGEST] for field in given},
        own_hours=form.get("own_hours") == "yes",
        open_days=tuple(form.getlist("open_days")[:7]),
    )


def _context(
    department_id: int | None,
    typed: TypedDepartment | None = None,
    errors: Mapping[str, str] | None = None,
    meanwhile: ChangedMeanwhile | None = None,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = department_page(session, department_id)
    if page is None:
        abort(404)
    return {"page": page, "typed": typed or page.typed, "errors": errors or {}, "meanwhile": meanwhile}

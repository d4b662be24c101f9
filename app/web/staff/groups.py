"""Groups of staff and their permissions, as one matrix (product A3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_groups import UnusableGroup, add_group, change_permissions, delete_group, rename_group
from app.domain.permission_words import PERMISSION_AREAS
from app.domain.permissions import Permission
from app.queries.group_list import group_list
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, is_from_htmx, refused, see_other
from app.work import PracticeSession, reading, work

blueprint = Blueprint("groups", __name__, url_prefix="/settings/people/groups")
PAGE, FRAGMENT = "staff/people/groups.html", "staff/people/_groups.html"
_may = requires(Permission.STAFF_MANAGE)


@blueprint.get("")
@_may
def index() -> Response:
    """Groups beside each other, permissions below each other."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.post("")
@_may
def add() -> Response | AnyResponse:
    """One more group."""
    name = request.form.get("name", "")[:200]
    try:
        with work(current_practice_id()) as session:
            add_group(session, this_moment(), current_actor(), name)
    except UnusableGroup as error:
        return refused(PAGE, FRAGMENT, **_context({"name": str(error)}, name=name))
    return see_other(url_for("groups.index"), "The group is there. Tick what it may do.")


@blueprint.post("/<int:group_id>/permissions")
@_may
def permit(group_id: int) -> Response | AnyResponse:
    """What a group may do, all ticks of its column at once."""
    name = ""
    try:
        with work(current_practice_id()) as session:
            name = _name(session, group_id)
            changed = change_permissions(
                session,
                this_moment(),
                current_actor(),
                group_id,
                request.form.getlist("code"),
                current_staff().permissions,
            )
    except UnusableGroup as error:
        return refused(PAGE, FRAGMENT, **_context({f"group-{group_id}": f"{name}: {error}"}))
    words = f"{name}: saved." if changed else "Nothing was changed."
    if is_from_htmx():
        return fragment_or_page(PAGE, FRAGMENT, **_context(said=words))
    return see_other(url_for("groups.index"), words)


@blueprint.post("/<int:group_id>/rename")
@_may
def rename(group_id: int) -> Response | AnyResponse:
    """Another name for a group."""
    name = request.form.get("name", "")[:200]
    try:
        with work(current_practice_id()) as session:
            _name(session, group_id)
            rename_group(session, this_moment(), current_actor(), group_id, name)
    except UnusableGroup as error:
        return refused(PAGE, FRAGMENT, **_context({f"group-{group_id}": str(error)}))
    return see_other(url_for("groups.index"), "The group has its new name.")


@blueprint.post("/<int:group_id>/delete")
@_may
def delete(group_id: int) -> Response | AnyResponse:
    """Remove a group that nobody is in."""
    try:
        with work(current_practice_id()) as session:
            name = _name(session, group_id)
            delete_group(session, this_moment(), current_actor(), group_id)
    except UnusableGroup as error:
        return refused(PAGE, FRAGMENT, **_context({f"group-{group_id}": str(error)}))
    return see_other(url_for("groups.index"), f"The group {name} is deleted.")


def _name(session: PracticeSession, group_id: int) -> str:
    """The name of a group of this practice; nobody else's is found."""
    return next((each.name for each in group_list(session) if each.id == group_id), "") or abort(404)


def _context(errors: Mapping[str, str] | None = None, name: str = "", said: str = "") -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        groups = group_list(session)
    return {"groups": groups, "areas": PERMISSION_AREAS, "errors": errors or {}, "name": name, "said": said}

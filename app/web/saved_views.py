"""Views of a page that people save: its filters under a name, one's own or shared (product K6).

A page with filters takes part with ``keep_views(blueprint, "schedule", Permission.X)``. Its template includes
``staff/_saved_views.html`` and is handed ``views=views_of("schedule")``, ``query=query_of(filters)`` and
``view_page="schedule"``, the name of its blueprint.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from app.actions.keep_view import keep_view, remove_view
from app.domain.permissions import Permission
from app.queries.list_wishes import View, saved_views
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.filters import this_moment
from app.web.respond import see_other
from app.work import reading, work


def views_of(page: str) -> list[View]:
    """The views the signed-in person may choose on ``page``."""
    with reading(current_practice_id()) as session:
        return saved_views(session, current_staff().id, page)


def query_of(filters: Mapping[str, str]) -> str:
    """The filters of a page as a query string, for the form that saves them; empty ones are left out."""
    return urlencode({name: value for name, value in filters.items() if value})


def keep_views(blueprint: Blueprint, page: str, permission: Permission) -> None:
    """Give a page's blueprint the routes that save and remove views; its list is ``<blueprint>.index``."""

    @blueprint.post("/views")
    @requires(permission)
    def keep_view_here() -> Response:
        query, index = _clean(request.form.get("query", "")), url_for(f"{blueprint.name}.index")
        here = f"{index}?{query}" if query else index
        shared = request.form.get("shared") == "yes"
        with work(current_practice_id()) as session:
            refused = keep_view(
                session,
                this_moment(),
                current_actor(),
                page,
                request.form.get("name", ""),
                query,
                shared=shared,
            )
        words = f"Not saved. {refused.faults['name']}" if refused else "The view is saved."
        return see_other(here, words)

    @blueprint.post("/views/<int:view_id>/remove")
    @requires(permission)
    def remove_view_here(view_id: int) -> Response:
        with work(current_practice_id()) as session:
            if not remove_view(session, this_moment(), current_actor(), page, view_id):
                abort(404)
        return see_other(url_for(f"{blueprint.name}.index"), "The view is removed.")


def _clean(query: str) -> str:
    return urlencode(parse_qsl(query))

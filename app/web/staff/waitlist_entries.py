"""One entry of the waitlist: who wants an earlier time, when it suits, off the list and back (product J4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_waitlist import add_entry, change_entry, put_back, remove_entry
from app.actions.write_changes import Refused
from app.domain.permissions import Permission
from app.domain.waitlist_form import TypedEntry
from app.queries.find_families import find_families
from app.queries.waitlist_form import (
    EntryForm,
    child_of_visit,
    children_of_families,
    new_entry_form,
    saved_entry_form,
)
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.work import reading, work

blueprint = Blueprint("waitlist_entries", __name__, url_prefix="/waitlist/entries")
PAGE, FRAGMENT = "staff/waitlist/entry.html", "staff/waitlist/_waitlist_entry.html"
LONGEST, MOST = 200, 200
_MANY = {"provider_ids", "location_ids", "days"}
_may_change = requires(Permission.ANSWER_CANCELLATIONS)


@blueprint.get("/new")
@_may_change
def new() -> Response | str:
    """The form for a child, or for the child of a visit; without one, the search for it."""
    patient_id = request.args.get("child", type=row_number)
    visit_id = request.args.get("visit", type=row_number)
    if patient_id is None and visit_id is None:
        return _search()
    with reading(current_practice_id()) as session:
        child = patient_id or child_of_visit(session, visit_id)
        form = new_entry_form(session, this_moment(), child, visit_id)
    return _drawn(form)


@blueprint.post("/new")
@_may_change
def add() -> Response | AnyResponse:
    """One more child on the list."""
    patient_id = request.form.get("child", type=row_number) or abort(404)
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = add_entry(session, this_moment(), current_actor(), patient_id, typed)
    if isinstance(result, Refused):
        with reading(current_practice_id()) as session:
            return _refused(new_entry_form(session, this_moment(), patient_id), typed, result.faults)
    return see_other(
        url_for("waitlist.index"), "On the list.", url_for("waitlist_entries.remove", entry_id=result)
    )


@blueprint.get("/<int:entry_id>")
@_may_change
def show(entry_id: int) -> Response:
    """What this child waits for."""
    with reading(current_practice_id()) as session:
        form = saved_entry_form(session, this_moment(), entry_id)
    return _drawn(form)


@blueprint.post("/<int:entry_id>")
@_may_change
def save(entry_id: int) -> Response | AnyResponse:
    """All fields at once, or none; the place on the list stays."""
    typed = _typed(request.form)
    with work(current_practice_id()) as session:
        result = change_entry(session, this_moment(), current_actor(), entry_id, typed)
    if isinstance(result, Refused):
        with reading(current_practice_id()) as session:
            return _refused(saved_entry_form(session, this_moment(), entry_id), typed, result.faults)
    return see_other(url_for("waitlist.index"), "Saved.")


@blueprint.post("/<int:entry_id>/remove")
@_may_change
def remove(entry_id: int) -> AnyResponse:
    """Off the list, which can be undone."""
    with work(current_practice_id()) as session:
        removed = remove_entry(session, this_moment(), current_actor(), entry_id)
    if removed is None:
        abort(404)
    words = "Taken off the list." if removed else "This child does not wait any more."
    undo = url_for("waitlist_entries.restore", entry_id=entry_id) if removed else ""
    return see_other(url_for("waitlist.index"), words, undo)


@blueprint.post("/<int:entry_id>/restore")
@_may_change
def restore(entry_id: int) -> AnyResponse:
    """Back on the list, at the old place."""
    with work(current_practice_id()) as session:
        back = put_back(session, this_moment(), current_actor(), entry_id)
    if back is None:
        abort(404)
    words = "Back on the list, at the old place." if back else "Nothing to take back."
    return see_other(url_for("waitlist.index"), words)


def _search() -> str:
    wanted = request.args.get("q", "").strip()[:80]
    with reading(current_practice_id()) as session:
        families = [each.family_id for each in find_families(session, wanted)]
        found = children_of_families(session, families)
    return render_template("staff/waitlist/choose.html", wanted=wanted, found=found)


def _drawn(form: EntryForm | None) -> Response:
    if form is None:
        abort(404)
    return fragment_or_page(PAGE, FRAGMENT, form=form, types=_types(form))


def _refused(form: EntryForm | None, typed: TypedEntry, faults: Mapping[str, str]) -> Response:
    if form is None:
        abort(404)
    return refused(PAGE, FRAGMENT, form=replace(form, typed=typed, errors=faults), types=_types(form))


def _types(form: EntryForm) -> list[tuple[str, str]]:
    return [("", "Any"), *((each, each) for each in form.child.visit_types)]


def _typed(form: MultiDict[str, str]) -> TypedEntry:
    given: dict[str, Any] = {}
    for each in fields(TypedEntry):
        if each.name in _MANY:
            given[each.name] = tuple(value[:LONGEST] for value in form.getlist(each.name)[:MOST])
        else:
            given[each.name] = form.get(each.name, "")[:LONGEST]
    return TypedEntry(**given)

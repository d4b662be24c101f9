"""Renewals: what of the staff ends, and who is reminded of it (product E1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_renewals import add_renewal, change_renewal, remove_renewal, renew, restore_renewal
from app.actions.export_list import note_export
from app.actions.write_changes import Refused, Saved
from app.domain.permissions import Permission
from app.domain.renewals import TypedRenewal
from app.queries.renewals_page import Part, RenewalLine, renewals_page
from app.web.access import current_actor, current_practice_id, requires
from app.web.csv_file import csv_file
from app.web.filters import moment, this_moment
from app.web.respond import fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.work import reading, work

blueprint = Blueprint("renewals", __name__, url_prefix="/settings/renewals")
PAGE, FRAGMENT = "staff/renewals/index.html", "staff/renewals/_renewals.html"
ONE_PAGE, ONE_FRAGMENT = "staff/renewals/one.html", "staff/renewals/_renewal.html"
HEADER = ("Whose", "What", "Valid up to", "State", "Last reminded")
PARTS = {Part.ALL: "All", Part.OVERDUE: "Overdue", Part.SOON: "Next 90 days"}
LONGEST = 200
_may = requires(Permission.STAFF_MANAGE)


@blueprint.get("")
@_may
def index() -> Response:
    """What ends first comes first, and the form for one more."""
    return fragment_or_page(PAGE, FRAGMENT, **_all())


@blueprint.post("")
@_may
def add() -> AnyResponse:
    """Write one down."""
    with work(current_practice_id()) as session:
        done = add_renewal(session, this_moment(), current_actor(), _typed())
    if isinstance(done, Refused):
        return refused(PAGE, FRAGMENT, **_all(done.faults))
    return see_other(url_for("renewals.index"), "It is on the list. Reminders go by themselves.")


@blueprint.get("/<int:renewal_id>")
@_may
def show(renewal_id: int) -> Response:
    """One of them: renewed, changed or taken off."""
    return fragment_or_page(ONE_PAGE, ONE_FRAGMENT, **_one(renewal_id))


@blueprint.post("/<int:renewal_id>")
@_may
def change(renewal_id: int) -> AnyResponse:
    """Whose, what, until when."""
    with work(current_practice_id()) as session:
        done = change_renewal(session, this_moment(), current_actor(), renewal_id, _typed())
    return _answer(renewal_id, done, "Saved.")


@blueprint.post("/<int:renewal_id>/renewed")
@_may
def renewed(renewal_id: int) -> AnyResponse:
    """It has a new last day; the reminders begin anew."""
    until = request.form.get("until", "")[:LONGEST]
    with work(current_practice_id()) as session:
        done = renew(session, this_moment(), current_actor(), renewal_id, until)
    return _answer(renewal_id, done, "Renewed. Reminders of the new day go by themselves.")


@blueprint.post("/<int:renewal_id>/remove")
@_may
def remove(renewal_id: int) -> AnyResponse:
    """Off the list, which can be undone."""
    with work(current_practice_id()) as session:
        removed = remove_renewal(session, this_moment(), current_actor(), renewal_id)
    if removed is None:
        abort(404)
    words = "It is off the list. Nobody is reminded of it." if removed else "It was off the list already."
    undo = url_for("renewals.restore", renewal_id=renewal_id) if removed else ""
    return see_other(url_for("renewals.index"), words, undo)


@blueprint.post("/<int:renewal_id>/restore")
@_may
def restore(renewal_id: int) -> AnyResponse:
    """Undo of taking off."""
    with work(current_practice_id()) as session:
        restored = restore_renewal(session, this_moment(), current_actor(), renewal_id)
    if restored is None:
        abort(404)
    return see_other(
        url_for("renewals.index"), "It is on the list again." if restored else "Nothing was changed."
    )


@blueprint.post("/export")
@requires(Permission.EXPORT, Permission.STAFF_MANAGE)
def export() -> Response:
    """The list as a file; that somebody took it out is written down."""
    part = _part(request.form)
    with work(current_practice_id()) as session:
        note_export(session, this_moment(), current_actor(), "renewals", {"list": PARTS[part]})
        lines = renewals_page(session, this_moment()).lines
    return csv_file("renewals.csv", HEADER, [_cells(each) for each in lines if each.is_in(part)])


def _cells(line: RenewalLine) -> list[str]:
    told = moment(line.told_at) if line.told_at else ""
    return [line.person, line.what, line.due_on.isoformat(), line.left, told]


def _typed() -> TypedRenewal:
    form = request.form
    return TypedRenewal(
        form.get("staff_id", type=row_number),
        form.get("what", "")[:LONGEST],
        form.get("due_on", "")[:LONGEST],
    )


def _part(given: Mapping[str, str]) -> Part:
    return next((each for each in Part if each == given.get("list")), Part.ALL)


def _answer(renewal_id: int, done: Saved | Refused, words: str) -> AnyResponse:
    if isinstance(done, Refused):
        return refused(ONE_PAGE, ONE_FRAGMENT, **_one(renewal_id, done.faults))
    return see_other(url_for("renewals.index"), words if done.changed else "Nothing was changed.")


def _all(errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    part = _part(request.args)
    with reading(current_practice_id()) as session:
        page = renewals_page(session, this_moment())
    lines = [each for each in page.lines if each.is_in(part)]
    typed = request.form if errors else {}
    return {
        "page": page,
        "lines": lines,
        "part": part,
        "parts": PARTS,
        "errors": errors or {},
        "typed": typed,
    }


def _one(renewal_id: int, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        page = renewals_page(session, this_moment())
    line = next((each for each in page.lines if each.id == renewal_id), None) or abort(404)
    people = {**page.people, line.staff_id: line.person}
    return {
        "line": line,
        "people": people,
        "mail": page.reminder(line),
        "errors": errors or {},
        "typed": request.form if errors else {},
    }

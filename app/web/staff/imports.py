"""Schedule import: upload, columns, trial run, import, report (product B2)."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Blueprint, Response, abort, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.map_statuses import map_statuses
from app.actions.read_import import refuse_unreadable
from app.actions.start_import import choose_columns, nudge_import, queue_import, upload_file
from app.domain.appointments import Status
from app.domain.permissions import Permission
from app.feeds.mapping_form import read_mapping_form
from app.feeds.row_reasons import FileReason, FileRefused
from app.queries.import_preview import ImportPreview, import_preview, profile_names
from app.queries.import_report import (
    ImportReport,
    import_issues,
    import_report,
    recent_imports,
    unknown_words,
)
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, refused, see_other
from app.work import PracticeSession, reading, work

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

ISSUES_SHOWN = 200
_FIELD_OF = {
    FileReason.AMBIGUOUS_DATES: "date_order",
    FileReason.AMBIGUOUS_TIMES: "clock",
    FileReason.UNKNOWN_TIMEZONE: "timezone",
}
_may = requires(Permission.INTEGRATIONS_MANAGE)


@blueprint.get("")
@_may
def index() -> Response:
    """Upload a file; what was imported lately."""
    return fragment_or_page("staff/imports/index.html", "staff/imports/_upload.html", **_index(), errors={})


@blueprint.post("")
@_may
def upload() -> Response | AnyResponse:
    """Take the file in, or say what it is instead of a schedule."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            return _upload_again("Choose a CSV file first.")
        with work(current_practice_id()) as session:
            profile = request.form.get("profile") or None
            content = file.read()
            import_id = upload_file(session, this_moment(), current_actor(), file.filename, content, profile)
    except FileRefused as refusal:
        return _upload_again(str(refusal))
    return see_other(url_for("imports.columns", import_id=import_id))


@blueprint.get("/<int:import_id>/columns")
@_may
def columns(import_id: int) -> Response:
    """What each column is taken for, the first rows, how to read dates and times."""
    return _columns_page(import_id, {})


@blueprint.post("/<int:import_id>/columns")
@_may
def choose(import_id: int) -> Response | AnyResponse:
    """Keep the choice, then try the file or import it. A choice that cannot be used is kept as a draft."""
    form = read_mapping_form(request.form, _preview(import_id).header)
    with work(current_practice_id()) as session:
        name = "" if form.errors else form.profile
        choose_columns(session, import_id, form.mapping, form.options, name)
        _map_words(session, import_id)
    errors = form.errors or _begin(import_id)
    if errors:
        return _columns_page(import_id, errors, 422)
    return see_other(url_for("imports.show", import_id=import_id))


@blueprint.get("/<int:import_id>")
@_may
def show(import_id: int) -> Response:
    """How far it is, what it did, each row that needs a look. Asks again by itself while it runs."""
    return fragment_or_page("staff/imports/show.html", "staff/imports/_report.html", **_report(import_id))


@blueprint.post("/<int:import_id>/start")
@_may
def start(import_id: int) -> AnyResponse:
    """After a trial run: import for real. With ``go_on``: wake a worker for a file that stands still."""
    report = _report_of(import_id)
    with work(current_practice_id()) as session:
        if not report.moving and report.can_read:
            queue_import(
                session, this_moment(), current_actor(), import_id, dry_run=False, first=report.first
            )
        nudge_import(session, current_practice_id(), import_id)
    return see_other(url_for("imports.show", import_id=import_id))


@blueprint.post("/<int:import_id>/statuses")
@_may
def statuses(import_id: int) -> AnyResponse:
    """Say what status words mean; visits that waited for it go on."""
    _report_of(import_id)
    with work(current_practice_id()) as session:
        _map_words(session, import_id)
    return see_other(url_for("imports.show", import_id=import_id), "Saved. Visits with these words go on.")


@blueprint.get("/<int:import_id>/rows.csv")
@_may
def rows(import_id: int) -> Response:
    """Every row that was rejected or held, with line, column and reason, as a spreadsheet can open it."""
    _report_of(import_id)
    with reading(current_practice_id()) as session:
        issues = import_issues(session, import_id, ("rejected", "held", "warned"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Line", "Column", "Outcome", "Reason", "Words", "Row as it was"])
    for each in issues:
        cells = (each.column, each.outcome, each.reason, each.words, *each.cells)
        writer.writerow([each.line, *(_harmless(cell) for cell in cells)])
    response = make_response("\ufeff" + text.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="import-{import_id}-rows.csv"'
    return response


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is made plain text."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _index() -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        return {"recent": recent_imports(session), "profiles": profile_names(session)}


def _upload_again(words: str) -> Response:
    pages = "staff/imports/index.html", "staff/imports/_upload.html"
    return refused(*pages, **_index(), errors={"file": words})


def _begin(import_id: int) -> dict[str, str]:
    """Queue the file as the form asks; what is wrong when it cannot be read so."""
    now = this_moment()
    try:
        with work(current_practice_id()) as session:
            refuse_unreadable(session, now, import_id)
            trial, first = request.form.get("do") != "import", "first" in request.form
            queue_import(session, now, current_actor(), import_id, dry_run=trial, first=first)
            nudge_import(session, current_practice_id(), import_id)
    except FileRefused as refusal:
        return {_FIELD_OF.get(refusal.reason, ""): str(refusal)}
    return {}


def _map_words(session: PracticeSession, import_id: int) -> None:
    """Fields ``word-0`` and ``status-0`` belong together."""
    said = request.form
    asked = [name.removeprefix("word-") for name in said if name.startswith("word-")]
    words = {said[f"word-{number}"]: said.get(f"status-{number}", "") for number in asked}
    if not set(words.values()) <= {"", *(status.value for status in Status)}:
        abort(422)
    map_statuses(session, this_moment(), current_actor(), import_id, words)


def _columns_page(import_id: int, errors: dict[str, str], status: int = 200) -> Response:
    pages = "staff/imports/columns.html", "staff/imports/_columns.html"
    values: dict[str, Any] = {
        "preview": _preview(import_id),
        "import_id": import_id,
        "statuses": list(Status),
    }
    return fragment_or_page(*pages, status, **values, errors=errors)


def _preview(import_id: int) -> ImportPreview:
    with reading(current_practice_id()) as session:
        found = import_preview(session, import_id)
    return found or abort(404)


def _report_of(import_id: int) -> ImportReport:
    with reading(current_practice_id()) as session:
        found = import_report(session, import_id)
    return found or abort(404)


def _report(import_id: int) -> dict[str, Any]:
    report = _report_of(import_id)
    with reading(current_practice_id()) as session:
        words = [] if report.moving else unknown_words(session, report.source_id)
        lost = import_issues(session, import_id, ("rejected", "held"), ISSUES_SHOWN)
        taken = import_issues(session, import_id, ("warned",), ISSUES_SHOWN)
    return {"report": report, "issues": [*lost, *taken], "new_words": words, "statuses": list(Status)}

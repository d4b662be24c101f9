"""The ledger of the plan: every credit or dollar that came in, was put aside, spent or given back (L3)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from app.actions.export_list import note_export
from app.domain.local_time import local_time, zone
from app.domain.permissions import Permission
from app.domain.plan_words import ENTRIES
from app.domain.plans import EntryKind
from app.queries.ledger_page import every_line, ledger_page
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.csv_file import csv_file
from app.web.filters import this_moment
from app.web.report_address import number_of
from app.web.respond import fragment_or_page
from app.work import reading, work

blueprint = Blueprint("ledger", __name__, url_prefix="/settings/plan/ledger")
PAGE, FRAGMENT = "staff/ledger/index.html", "staff/ledger/_ledger.html"
COLUMNS = ("Number", "What", "Unit", "Balance", "Put aside", "About", "Who", "Note")


@blueprint.get("")
@requires(Permission.BILLING_VIEW)
def index() -> Response:
    """Newest first, fifty at a time; the filter stands in the address."""
    kind = _kind(request.args.get("kind", ""))
    with reading(current_practice_id()) as session:
        page = ledger_page(session, kind, number_of(request.args.get("before", "")))
    return fragment_or_page(PAGE, FRAGMENT, page=page, kind=kind or "", kinds=ENTRIES)


@blueprint.post("/export")
@requires(Permission.EXPORT, Permission.BILLING_VIEW)
def export() -> Response:
    """The same lines as a file; that somebody took them out is written down."""
    kind, now = _kind(request.form.get("kind", "")), this_moment()
    with work(current_practice_id()) as session:
        note_export(session, now, current_actor(), "ledger", {"kind": kind or ""})
    header = (f"When ({current_staff().timezone})", *COLUMNS)
    return csv_file(f"ledger-{now:%Y-%m-%d}.csv", header, _rows(kind))


def _rows(kind: EntryKind | None) -> Iterator[list[str]]:
    place = zone(current_staff().timezone)
    with reading(current_practice_id()) as session:
        for line in every_line(session, kind):
            yield [
                f"{local_time(line.at, place):%Y-%m-%d %H:%M:%S}",
                str(line.id),
                line.what,
                line.unit.value,
                f"{line.amount.normalize():f}",
                f"{line.held.normalize():f}",
                line.about,
                line.who,
                line.note,
            ]


def _kind(text: str) -> EntryKind | None:
    return EntryKind(text) if text in set(EntryKind) else None

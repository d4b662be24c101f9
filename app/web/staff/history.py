"""The history of messages to families: filtered, searched, read, taken out (product K6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.choose_columns import choose_columns
from app.actions.export_list import note_export
from app.domain.local_time import zone
from app.domain.message_types import TO_FAMILIES, message_type
from app.domain.permissions import Permission
from app.domain.report_periods import PERIODS
from app.domain.sent_words import COLUMNS, MODES, OUTCOMES, Column, chosen_columns, columns_by_place
from app.queries.history_choices import history_choices
from app.queries.history_file import history_csv, history_header, history_rows
from app.queries.history_filters import messages_asked
from app.queries.list_wishes import column_choice
from app.queries.message_history import history_page, history_totals, told_message
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.csv_file import csv_copied
from app.web.filters import this_moment
from app.web.history_address import Address, read_address
from app.web.report_address import mark_of, mark_words, number_of
from app.web.respond import fragment_or_page, is_from_htmx, see_other
from app.web.saved_views import keep_views, query_of, views_of
from app.web.xlsx_file import xlsx_file
from app.work import reading, work

NAME = "history"
blueprint = Blueprint(NAME, __name__, url_prefix="/messages/history")
keep_views(blueprint, NAME, Permission.REPORTS_VIEW)
LIST, ROWS = "staff/history/_history.html", "staff/history/_history_rows.html"


@blueprint.get("")
@requires(Permission.REPORTS_VIEW)
def index() -> Response | str:
    """Newest first, fifty at a time; the filters stand in the address."""
    address, mark = read_address(request.args), mark_of(request.args.get("older", ""))
    with reading(current_practice_id()) as session:
        meant = messages_asked(session, address.asked, _place())
        page = history_page(session, this_moment(), address.asked, meant, mark)
        columns = chosen_columns(column_choice(session, current_staff().id, NAME))
        shown: dict[str, Any] = {
            "page": page,
            "columns": columns,
            "names": COLUMNS,
            "filters": address.filters,
            "more": mark_words(page.more),
        }
        if is_from_htmx() and request.args.get("part") == "rows":
            return render_template(ROWS, **shown)
        shown |= {"totals": history_totals(session, meant)}
        shown |= {"choices": history_choices(session)}
    return fragment_or_page("staff/history/index.html", LIST, **shown, **_words(address))


def _words(address: Address) -> dict[str, Any]:
    return {
        "days": address.days,
        "filtered": address.filtered,
        "periods": PERIODS,
        "modes": MODES,
        "outcomes": OUTCOMES,
        "categories": {kind: message_type(kind) for kind in TO_FAMILIES},
        "views": views_of(NAME),
        "query": query_of(address.filters),
        "view_page": NAME,
        "later": bool(request.args.get("older")),
    }


@blueprint.get("/<int:message_id>")
@requires(Permission.REPORTS_VIEW)
def text(message_id: int) -> Response:
    """The exact text that was sent."""
    with reading(current_practice_id()) as session:
        told = told_message(session, this_moment(), message_id)
    if told is None:
        abort(404)
    line, subject = told
    return fragment_or_page("staff/history/text.html", "staff/history/_told.html", line=line, subject=subject)


@blueprint.get("/columns")
@requires(Permission.REPORTS_VIEW)
def columns() -> str:
    """Which columns one sees, and in which order."""
    with reading(current_practice_id()) as session:
        chosen = chosen_columns(column_choice(session, current_staff().id, NAME))
    rest = [each for each in Column if each not in chosen]
    return render_template(
        "staff/history/columns.html", chosen=chosen, columns=[*chosen, *rest], names=COLUMNS
    )


@blueprint.post("/columns")
@requires(Permission.REPORTS_VIEW)
def choose() -> AnyResponse:
    """Keep them for this person; the usual ones come back with the button for it."""
    places = [(each.value, number_of(request.form.get(each.value, "")) or None) for each in Column]
    wanted: Sequence[Column] = () if "usual" in request.form else columns_by_place(places)
    with work(current_practice_id()) as session:
        choose_columns(session, this_moment(), current_actor(), NAME, wanted)
    return see_other(url_for("history.index"), "The columns are saved.")


@blueprint.post("/csv")
@requires(Permission.EXPORT, Permission.REPORTS_VIEW)
def export_csv() -> Response:
    """What the filters leave, in the columns chosen; that somebody took it out is written down."""
    address, chosen = _noted()
    return csv_copied(f"{_file(address)}.csv", history_header(chosen, _place()), _lines(address, chosen))


@blueprint.post("/xlsx")
@requires(Permission.EXPORT, Permission.REPORTS_VIEW)
def export_xlsx() -> Response:
    """The same as a spreadsheet."""
    address, chosen = _noted()
    header = history_header(chosen, _place())
    with work(current_practice_id()) as session:
        rows = history_rows(session, this_moment(), address.asked, _place(), chosen)
        return xlsx_file(f"{_file(address)}.xlsx", "Messages", header, rows, (COLUMNS[Column.COST],))


def _noted() -> tuple[Address, Sequence[Column]]:
    address = read_address(request.form)
    with work(current_practice_id()) as session:
        note_export(session, this_moment(), current_actor(), "message_history", address.filters)
        return address, chosen_columns(column_choice(session, current_staff().id, NAME))


def _lines(address: Address, chosen: Sequence[Column]) -> Iterator[bytes]:
    with work(current_practice_id()) as session:
        yield from history_csv(session, this_moment(), address.asked, _place(), chosen)


def _file(address: Address) -> str:
    return f"messages-{address.days.first}-{address.days.last}"


def _place() -> ZoneInfo:
    return zone(current_staff().timezone)

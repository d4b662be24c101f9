"""Letters to print: a PDF for a day or for one letter, and who printed it when (product G1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.mark_printed import mark_not_printed, mark_printed
from app.domain.permissions import Permission
from app.queries.letters import letter_day, letter_days, letter_ids, letters_of
from app.queries.sheets import Sheet, sheets
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import counted, this_moment, today
from app.web.respond import fragment_or_page, go_to, see_other
from app.web.row_id import row_number
from app.work import reading, work

blueprint = Blueprint("letters", __name__, url_prefix="/letters")
PAGE, FRAGMENT = "staff/letters/day.html", "staff/letters/_letters.html"
_may = requires(Permission.BASIC_MESSAGING)


@blueprint.get("")
@_may
def index() -> str:
    """The days on which letters were written, and how many of them wait."""
    with reading(current_practice_id()) as session:
        days = letter_days(session, this_moment())
    return render_template("staff/letters/index.html", days=days)


@blueprint.get("/day")
@_may
def show() -> Response:
    """The letters of the day ``on``: those to print, and those printed. No day is today."""
    on = _asked_day() or today()
    with reading(current_practice_id()) as session:
        letters = letters_of(session, this_moment(), on)
    return fragment_or_page(PAGE, FRAGMENT, day=on, letters=letters)


@blueprint.get("/day/pdf")
@_may
def print_day() -> Response | AnyResponse:
    """Those of the day that wait, in one PDF; ``all=1`` for those printed before too. Marks nothing."""
    on, waiting = _asked_day() or today(), request.args.get("all") != "1"
    with reading(current_practice_id()) as session:
        found = list(sheets(session, letter_ids(session, on, waiting=waiting)))
    return _pdf(found, f"letters-{on.isoformat()}.pdf") if found else go_to(_day_page(on))


@blueprint.get("/<int:message_id>/pdf")
@_may
def print_one(message_id: int) -> Response:
    """One letter or fax as it is printed. Marks nothing."""
    with reading(current_practice_id()) as session:
        found = list(sheets(session, [message_id]))
    return _pdf(found or abort(404), f"letter-{message_id}.pdf")


@blueprint.post("/day/printed")
@_may
def mark_day() -> AnyResponse:
    """The letters that were on the page are printed. One that came since waits for the next time."""
    on, shown = _asked_day() or today(), set(request.form.getlist("letter", type=row_number))
    now = this_moment()
    with work(current_practice_id()) as session:
        ids = [each for each in letter_ids(session, on, waiting=True) if each in shown]
        number = mark_printed(session, now, current_actor(), ids)
    if not number:
        return see_other(_day_page(on), "They were marked already.")
    undo = url_for("letters.unmark_day", on=on.isoformat(), marked=now.isoformat())
    return see_other(_day_page(on), f"{counted(number, 'letter')} marked as printed.", undo)


@blueprint.post("/day/not-printed")
@_may
def unmark_day() -> AnyResponse:
    """Take back what was marked at one moment: those letters wait again."""
    on = _asked_day() or today()
    with work(current_practice_id()) as session:
        ids = letter_ids(session, on, waiting=False)
        number = mark_not_printed(session, this_moment(), current_actor(), ids, _marked_at())
    return see_other(_day_page(on), f"{counted(number, 'letter')} to print again.")


@blueprint.post("/<int:message_id>/printed")
@_may
def mark_one(message_id: int) -> AnyResponse:
    """One letter is printed."""
    with work(current_practice_id()) as session:
        on = letter_day(session, message_id) or abort(404)
        number = mark_printed(session, this_moment(), current_actor(), [message_id])
    words = "Marked as printed." if number else "It was marked already."
    return see_other(_day_page(on), words, url_for("letters.unmark_one", message_id=message_id))


@blueprint.post("/<int:message_id>/not-printed")
@_may
def unmark_one(message_id: int) -> AnyResponse:
    """One letter waits to be printed again."""
    with work(current_practice_id()) as session:
        on = letter_day(session, message_id) or abort(404)
        mark_not_printed(session, this_moment(), current_actor(), [message_id])
    return see_other(_day_page(on), "It waits to be printed again.")


def _pdf(found: Sequence[Sheet], name: str) -> Response:
    document: bytes = current_app.extensions["deskbell.paper"](found)
    return send_file(BytesIO(document), "application/pdf", download_name=name)


def _asked_day() -> date | None:
    """The day of the address; none for no day and for one that does not exist."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


def _marked_at() -> datetime:
    try:
        return datetime.fromisoformat(request.args.get("marked", ""))
    except ValueError:
        abort(404)


def _day_page(day: date) -> str:
    return url_for("letters.show", on=day.isoformat())

"""Messages Sent: how many in a period, by contact mode, and what became of them (product K6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from app.actions.export_list import note_export
from app.domain.local_time import zone
from app.domain.permissions import Permission
from app.domain.report_periods import PERIODS, Days, days_of
from app.domain.sent_words import OUTCOMES, Outcome
from app.queries.sent_report import CATEGORY, DAY, Part, SentReport, sent_report
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.csv_file import csv_file
from app.web.filters import this_moment, today
from app.web.history_address import period_words
from app.web.report_address import day_of
from app.web.respond import fragment_or_page
from app.web.xlsx_file import xlsx_file
from app.work import reading, work

blueprint = Blueprint("sent", __name__, url_prefix="/messages/sent")
SPLITS = {"": "By contact mode only", CATEGORY: "Also by category", DAY: "Also by day"}
FILTERS = ("period", "first", "last", "split")
COUNTS = ("Sent", *OUTCOMES.values())


class Asked(NamedTuple):
    """What the address asks for."""

    days: Days
    split: str


@blueprint.get("")
@requires(Permission.REPORTS_VIEW)
def index() -> Response:
    """This month, or the days asked for; every number leads to its messages."""
    asked = _asked(request.args)
    return fragment_or_page(
        "staff/sent/index.html",
        "staff/sent/_sent.html",
        report=_report(asked),
        days=asked.days,
        split=asked.split,
        periods=PERIODS,
        splits=SPLITS,
        outcomes=OUTCOMES,
        filters={**period_words(asked.days), "split": asked.split},
        day_of=day_of,
    )


@blueprint.post("/csv")
@requires(Permission.EXPORT, Permission.REPORTS_VIEW)
def export_csv() -> Response:
    """The report as a file; that somebody took it out is written down."""
    asked = _noted()
    return csv_file(f"{_name(asked)}.csv", _header(asked), _rows(_report(asked), asked))


@blueprint.post("/xlsx")
@requires(Permission.EXPORT, Permission.REPORTS_VIEW)
def export_xlsx() -> Response:
    """The same as a spreadsheet."""
    asked = _noted()
    header = _header(asked)
    return xlsx_file(
        f"{_name(asked)}.xlsx", "Messages sent", header, _rows(_report(asked), asked), header[2:]
    )


def _noted() -> Asked:
    with work(current_practice_id()) as session:
        note_export(session, this_moment(), current_actor(), "sent_report", _filters(request.form))
    return _asked(request.form)


def _report(asked: Asked) -> SentReport:
    with reading(current_practice_id()) as session:
        place = zone(current_staff().timezone)
        return sent_report(session, asked.days.first, asked.days.last, place, asked.split)


def _name(asked: Asked) -> str:
    return f"messages-sent-{asked.days.first}-{asked.days.last}"


def _header(asked: Asked) -> list[str]:
    """The days of a report are those of a zone, so it is named."""
    return ["Grouped by", f"{asked.days.first} to {asked.days.last} ({current_staff().timezone})", *COUNTS]


def _rows(report: SentReport, asked: Asked) -> Iterator[list[str]]:
    groups = (("Contact mode", report.modes), ("Day" if asked.split == DAY else "Category", report.parts))
    for group, parts in groups:
        for part in parts:
            yield [group, part.words or part.key, *_numbers(part)]
    yield ["All", "All messages", *_numbers(Part("", "", report.total))]


def _numbers(part: Part) -> list[str]:
    return [str(part.count.sent), *(str(part.count.outcomes[each]) for each in Outcome)]


def _filters(given: Any) -> dict[str, str]:
    return {name: given.get(name, "")[:20] for name in FILTERS}


def _asked(given: Any) -> Asked:
    values = _filters(given)
    days = days_of(values["period"], day_of(values["first"]), day_of(values["last"]), today())
    return Asked(days, values["split"] if values["split"] in SPLITS else "")

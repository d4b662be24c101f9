"""What was not sent, why, and what to do about it (product C3, K6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from app.actions.export_list import note_export
from app.domain.local_time import local_time, zone
from app.domain.permissions import Permission
from app.queries.skipped_report import (
    SkippedAsked,
    SkippedMessage,
    choices,
    every_skipped,
    skipped_report,
)
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.csv_file import csv_file
from app.web.filters import this_moment, today
from app.web.report_address import day_of, mark_of, mark_words, number_of
from app.web.respond import fragment_or_page
from app.web.xlsx_file import xlsx_file
from app.work import reading, work

blueprint = Blueprint("skipped", __name__, url_prefix="/messages/skipped")
PAGE, FRAGMENT = "staff/skipped/index.html", "staff/skipped/_skipped.html"
FILTERS = ("first", "last", "rule", "provider", "reason", "everything")
HEADER = ("Message", "Contact", "Children", "Visit (at its place)", "Channel", "What became of it", "Why")
A_WEEK = timedelta(days=6)


@blueprint.get("")
@requires(Permission.REPORTS_VIEW)
def index() -> Response:
    """The last seven days, or the days asked for; the filters stand in the address."""
    asked, place = _asked(request.args), zone(current_staff().timezone)
    with reading(current_practice_id()) as session:
        report = skipped_report(session, this_moment(), asked, place, mark_of(request.args.get("older", "")))
        rules, providers = choices(session)
    return fragment_or_page(
        PAGE,
        FRAGMENT,
        report=report,
        asked=asked,
        filters=_filters(request.args),
        older=mark_words(report.older),
        rules=rules,
        providers=providers,
    )


@blueprint.post("/export")
@requires(Permission.EXPORT, Permission.REPORTS_VIEW)
def export() -> Response:
    """The same lines as a file; that somebody took them out is written down."""
    asked = _noted()
    return csv_file(f"{_name(asked)}.csv", _header(), _rows(asked, this_moment()))


@blueprint.post("/export/xlsx")
@requires(Permission.EXPORT, Permission.REPORTS_VIEW)
def export_xlsx() -> Response:
    """The same as a spreadsheet."""
    asked = _noted()
    return xlsx_file(f"{_name(asked)}.xlsx", "Not sent", _header(), _rows(asked, this_moment()))


def _noted() -> SkippedAsked:
    with work(current_practice_id()) as session:
        note_export(session, this_moment(), current_actor(), "skipped_report", _filters(request.form))
    return _asked(request.form)


def _name(asked: SkippedAsked) -> str:
    return f"not-sent-{asked.first}-{asked.last}"


def _header() -> tuple[str, ...]:
    return (f"Due ({current_staff().timezone})", *HEADER)


def _rows(asked: SkippedAsked, now: datetime) -> Iterator[list[str]]:
    place = zone(current_staff().timezone)
    with reading(current_practice_id()) as session:
        for each in every_skipped(session, now, asked, place):
            yield _cells(each, place)


def _cells(each: SkippedMessage, place: ZoneInfo) -> list[str]:
    visit = _at(each.starts_at, zone(each.zone)) if each.starts_at else ""
    cells = [_at(each.at, place), each.what, each.contact, each.children, visit]
    return [*cells, each.channel, each.outcome, each.why]


def _at(at: datetime, place: ZoneInfo) -> str:
    """As spreadsheet programs read it: 2026-11-22 13:30:00."""
    return f"{local_time(at, place):%Y-%m-%d %H:%M:%S}"


def _filters(given: Any) -> dict[str, str]:
    return {name: given.get(name, "")[:60] for name in FILTERS}


def _asked(given: Any) -> SkippedAsked:
    values = _filters(given)
    last = day_of(values["last"]) or today()
    first = day_of(values["first"]) or last - A_WEEK
    return SkippedAsked(
        first=min(first, last),
        last=max(first, last),
        rule_id=number_of(values["rule"]),
        provider_id=number_of(values["provider"]),
        reason=values["reason"],
        everything=values["everything"] == "yes",
    )

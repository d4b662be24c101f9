"""Reports: what became of visits and of the messages about them, as charts and tables (product M1, M2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, request

from app.actions.export_list import note_export
from app.domain.local_time import zone
from app.domain.permissions import Permission
from app.domain.visit_reports import PERIODS, ReportAsked, begins_on
from app.queries.practice_names import practice_names
from app.queries.visit_report import first_sent
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.filters import this_moment, today
from app.web.numbers_file import numbers_file
from app.web.rate_words import Chart
from app.web.report_address import day_of, number_of
from app.web.report_cards import QUESTIONS, cards
from app.web.respond import fragment_or_page
from app.work import reading, work

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
PAGE, FRAGMENT = "staff/reports/index.html", "staff/reports/_reports.html"
FILTERS = ("weeks", "first", "last", "location", "provider", "by")
LONGEST = timedelta(weeks=53)


@blueprint.get("")
@requires(Permission.REPORTS_VIEW)
def show() -> Response:
    """The last four weeks, or the period asked for; everything asked for stands in the address."""
    asked, given = _asked(request.args), _given(request.args)
    with reading(current_practice_id()) as session:
        begins = begins_on(first_sent(session), this_moment(), current_staff().timezone)
        names = practice_names(session)
    shown = _cards(asked, given) if begins is None else []
    return fragment_or_page(
        PAGE,
        FRAGMENT,
        cards=shown,
        asked=asked,
        filters=given,
        weeks=_weeks(given),
        periods=PERIODS,
        questions=QUESTIONS,
        begins=begins,
        names=names,
    )


@blueprint.post("/export")
@requires(Permission.EXPORT, Permission.REPORTS_VIEW)
def export() -> Response:
    """The table of one chart as a file; that somebody took it out is written down."""
    asked, given = _asked(request.form), _given(request.form)
    chart = next((each for each in _cards(asked, given) if each.id == request.form.get("chart")), None)
    if chart is None:
        abort(404)
    with work(current_practice_id()) as session:
        note_export(session, this_moment(), current_actor(), "report", {"chart": chart.id, **given})
    return numbers_file(chart.id, chart.numbers, asked.first, asked.last, current_staff().timezone)


def _cards(asked: ReportAsked, given: dict[str, str]) -> list[Chart]:
    """A transaction of its own, in which the database may take more room than usual."""
    staff = current_staff()
    with work(staff.practice_id) as session:
        return cards(session, this_moment(), staff.practice_id, asked, given["by"], zone(staff.timezone))


def _given(values: Any) -> dict[str, str]:
    return {name: values.get(name, "")[:20] for name in FILTERS}


def _weeks(given: dict[str, str]) -> int:
    """How many weeks back; 0 where days were asked for."""
    if day_of(given["first"]) or day_of(given["last"]):
        return 0
    return next((weeks for weeks in PERIODS if str(weeks) == given["weeks"]), PERIODS[0])


def _asked(values: Any) -> ReportAsked:
    given = _given(values)
    last = min(day_of(given["last"]) or today(), today())
    weeks = _weeks(given) or PERIODS[0]
    first = day_of(given["first"]) or last - timedelta(days=7 * weeks - 1)
    return ReportAsked(
        first=max(min(first, last), last - LONGEST),
        last=last,
        location_id=number_of(given["location"]),
        provider_id=number_of(given["provider"]),
    )

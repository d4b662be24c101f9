"""Usage statistics: what was bought, used and is left, by month, channel, message and more (product L4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from app.actions.export_list import note_export
from app.domain.local_time import zone
from app.domain.permissions import Permission
from app.domain.well_visits import add_months
from app.queries.usage_page import UsagePage, usage_page
from app.queries.usage_report import UsageAsked, UsageBy
from app.web.access import current_actor, current_practice_id, current_staff, requires
from app.web.credit_charts import left_chart, months_chart, used_rows
from app.web.filters import this_moment, today
from app.web.numbers_file import numbers_file
from app.web.respond import fragment_or_page
from app.work import reading, work

blueprint = Blueprint("usage", __name__, url_prefix="/messages/usage")
PAGE, FRAGMENT = "staff/usage/index.html", "staff/usage/_usage.html"
FILTERS = ("months", "by")
MONTHS = (3, 12, 24)
QUESTIONS = {
    UsageBy.MESSAGE: "Message",
    UsageBy.LANGUAGE: "Language",
    UsageBy.PROVIDER: "Provider",
}


@blueprint.get("")
@requires(Permission.BILLING_VIEW)
def show() -> Response:
    """The last twelve months, or as many as asked for; both questions stand in the address."""
    asked, question = _asked(request.args), _question(request.args)
    page = _page(asked, question)
    return fragment_or_page(
        PAGE,
        FRAGMENT,
        page=page,
        asked=asked,
        months=_months(request.args),
        choices=MONTHS,
        question=question,
        questions=QUESTIONS,
        by_month=months_chart(page.months, page.unit),
        left=left_chart(page.course) if page.course else None,
        parts=used_rows(page.parts, QUESTIONS[question], page.unit),
        filters=_given(request.args),
    )


@blueprint.post("/export")
@requires(Permission.EXPORT, Permission.BILLING_VIEW)
def export() -> Response:
    """One of the tables as a file; that somebody took it out is written down."""
    asked, question = _asked(request.form), _question(request.form)
    page, what = _page(asked, question), request.form.get("chart", "")
    tables = {
        "months": months_chart(page.months, page.unit).numbers,
        "parts": used_rows(page.parts, QUESTIONS[question], page.unit),
    }
    if page.course:
        tables["left"] = left_chart(page.course).numbers
    if what not in tables:
        abort(404)
    with work(current_practice_id()) as session:
        given = {"chart": what, **_given(request.form)}
        note_export(session, this_moment(), current_actor(), "usage_statistics", given)
    return numbers_file(f"usage-{what}", tables[what], asked.first, asked.last, current_staff().timezone)


def _page(asked: UsageAsked, question: UsageBy) -> UsagePage:
    staff = current_staff()
    with reading(staff.practice_id) as session:
        return usage_page(session, this_moment(), staff.practice_id, asked, question, zone(staff.timezone))


def _given(values: Any) -> dict[str, str]:
    return {name: values.get(name, "")[:20] for name in FILTERS}


def _months(values: Any) -> int:
    return next((each for each in MONTHS if str(each) == values.get("months")), MONTHS[1])


def _question(values: Any) -> UsageBy:
    return next((each for each in UsageBy if each == values.get("by")), UsageBy.MESSAGE)


def _asked(values: Any) -> UsageAsked:
    """Whole months, the last of them this one so far."""
    first = add_months(today().replace(day=1), 1 - _months(values))
    return UsageAsked(first, today())

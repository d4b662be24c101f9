"""Recalls: the children due for a check-up, what was tried and what comes next (product K5)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.domain.permissions import Permission
from app.domain.timing import RuleType
from app.domain.well_visits import CHECK_UPS
from app.queries.greeting_rules import greeting_rule
from app.queries.recall_list import PAGE, RecallAsked, provider_names, recall_list
from app.web.access import current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page
from app.web.row_id import row_number
from app.work import reading

blueprint = Blueprint("recalls", __name__, url_prefix="/recalls")
LAST_PAGE = 10_000


@blueprint.get("")
@requires(Permission.AUTOMATED_VIEW)
def index() -> Response:
    """One page of the list, narrowed to a check-up or a provider by the address."""
    asked = _asked()
    now = this_moment()
    with reading(current_practice_id()) as session:
        recall = greeting_rule(session, now, RuleType.RECALL)
        on = recall is not None and recall.on
        found = recall_list(session, now, recall.rule if recall else None, on, asked)
        providers = provider_names(session)
    return fragment_or_page(
        "staff/recalls/index.html",
        "staff/recalls/_recalls.html",
        recall=recall,
        found=found,
        asked=asked,
        providers=providers,
        check_ups={each.key: each.words.en for each in CHECK_UPS},
        filters=_filters(asked),
        pages=-(-found.total // PAGE),
    )


def _asked() -> RecallAsked:
    keys = {each.key for each in CHECK_UPS}
    check_up = request.args.get("check_up", "")
    return RecallAsked(
        check_up=check_up if check_up in keys else "",
        provider_id=request.args.get("provider", 0, type=row_number),
        page=min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE),
    )


def _filters(asked: RecallAsked) -> dict[str, Any]:
    """What narrows the list, for the addresses of its other pages."""
    return {"check_up": asked.check_up or None, "provider": asked.provider_id or None}

"""Foresee what a change of an automated message does, without making it (product E8)."""

from __future__ import annotations

from datetime import datetime

from app.actions.forecast import Forecast, forecast_change
from app.actions.forecast_greetings import forecast_greeting
from app.actions.forecast_renewals import forecast_renewals
from app.actions.reserve_credit import plan_of
from app.domain.reasons import Reason
from app.domain.rule_effect import Expected, RuleEffect, rule_effect
from app.domain.rules import Rule
from app.domain.timing import TO_STAFF, RuleType
from app.models.quote import tariff_of_plan
from app.work import work


def foresee_change(now: datetime, practice_id: int, changed: Rule) -> RuleEffect:
    """The next 14 days from ``now`` (UTC) with ``changed`` in place of the saved rule with its id.

    An id of 0 is a rule that is not saved yet; one without ``enabled_at`` is turned off. In transactions
    of its own, in which nothing is written.
    """
    if changed.type is RuleType.WAITLIST_OFFER:
        # Nobody knows which times will be freed.
        before = after = Forecast({}, {}, {})
    elif changed.type in TO_STAFF:
        before, after = forecast_renewals(now, practice_id, changed)
    elif changed.on_a_date:
        before, after = forecast_greeting(now, practice_id, changed)
    else:
        before, after = forecast_change(now, practice_id, changed, changed.id or None)
    with work(practice_id) as session:
        # What goes to staff costs nothing.
        tariff = None if changed.type in TO_STAFF else tariff_of_plan(plan_of(session))
    return rule_effect(_expected(before), _expected(after), changed.id, tariff)


def _expected(forecast: Forecast) -> Expected:
    gives_way = {(rule_id, Reason.SUPERSEDED): number for rule_id, number in forecast.superseded.items()}
    return Expected(forecast.messages, {**forecast.skipped, **gives_way})

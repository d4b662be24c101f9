"""Forecast of reminders to staff of what ends: what a change of one does (product E1, E8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions.forecast import DAYS, Forecast
from app.actions.plan_renewals import count_renewals
from app.domain.preferences import Channel
from app.domain.rules import Rule
from app.models.renewal_facts import renewal_rules
from app.work import reading


def forecast_renewals(now: datetime, practice_id: int, changed: Rule) -> tuple[Forecast, Forecast]:
    """The 14 days from ``now`` (UTC) without and with ``changed`` in place of the saved rule with its id."""
    until = now + timedelta(days=DAYS)
    with reading(practice_id) as session:
        saved = [rule for rule in renewal_rules(session) if rule.id == changed.id]
        before = sum(count_renewals(session, now, until, rule) for rule in saved)
        after = count_renewals(session, now, until, changed)
    return _of(changed.id, before), _of(changed.id, after)


def _of(rule_id: int, mails: int) -> Forecast:
    return Forecast({(rule_id, Channel.EMAIL): mails} if mails else {}, {}, {})

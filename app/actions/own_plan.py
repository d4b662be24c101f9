"""The practice's plan, held fast for a change."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.plans import PlanKind, Unit
from app.models import Plan, Practice

NOTHING = Decimal(0)


def own_plan(session: Session, now: datetime) -> Plan:
    """Locked until the transaction ends. Where there was none it is the unlimited one, written down now."""
    plan = _locked(session)
    if plan is None:
        # Two who come at once must not both write it down.
        session.get_one(Practice, session.info["practice_id"], with_for_update={"key_share": True})
        plan = _locked(session) or _new(session, now)
    return plan


def _locked(session: Session) -> Plan | None:
    return session.scalar(select(Plan).with_for_update().execution_options(populate_existing=True))


def _new(session: Session, now: datetime) -> Plan:
    plan = Plan(
        kind=PlanKind.UNLIMITED, unit=Unit.CREDITS, balance=NOTHING, reserved=NOTHING, monthly_fee=NOTHING,
        credit_rates={}, prices={}, fault="", since=now, changed_at=now,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    return plan

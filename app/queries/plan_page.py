"""The plan of the practice as its page shows it (product L1 to L4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.local_time import zone
from app.domain.outcomes import MessageStatus
from app.domain.plan_form import TypedPlan
from app.domain.plan_words import lasts_words, switch_words, unit_bought
from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel
from app.domain.purchases import PACKS, price_of
from app.domain.tariffs import Tariff, bare_words, tariff_of
from app.models import Message, Plan, Practice, Provider
from app.queries.credit_course import credit_course
from app.queries.latest_purchases import Bought, latest_purchases


@dataclass(frozen=True, slots=True)
class PlanPage:
    """``unit`` is what the balance counts in; ``low``: it is at the level of the alert or below.

    ``lasts`` and ``follows`` are sentences, empty where there is nothing to say: how long the balance lasts,
    and when the plan that was chosen to follow begins. ``waiting`` messages wait for credit, ``providers``
    is how many a monthly fee is paid for. ``buys`` is what can be bought now, if anything, and ``packs``
    are quantities with their price in dollars. ``typed`` is the form as saved and ``seen`` its moment.
    """

    kind: PlanKind
    unit: Unit
    balance: Decimal
    reserved: Decimal
    low: bool
    since: datetime | None
    next_kind: PlanKind | None
    lasts: str
    follows: str
    waiting: int
    providers: int
    fee: Decimal
    buys: Unit | None
    packs: tuple[tuple[Decimal, Decimal], ...]
    purchases: tuple[Bought, ...]
    typed: TypedPlan
    seen: str
    fault: str

    @property
    def counted(self) -> bool:
        """Is there a balance at all?"""
        return self.kind is not PlanKind.UNLIMITED


def plan_page(session: Session, now: datetime) -> PlanPage:
    """As it stands at ``now`` (UTC); a practice that never chose has the unlimited plan."""
    plan = session.scalar(select(Plan)) or Plan(
        kind=PlanKind.UNLIMITED, unit=Unit.CREDITS, balance=Decimal(0), reserved=Decimal(0),
        credit_rates={}, prices={}, monthly_fee=Decimal(0), fault="",
    )  # fmt: skip
    kind, unit = PlanKind(plan.kind), Unit(plan.unit)
    next_kind = PlanKind(plan.next_kind) if plan.next_kind else None
    buys = unit_bought(kind, next_kind)
    return PlanPage(
        kind=kind,
        unit=unit,
        balance=plan.balance,
        reserved=plan.reserved,
        low=plan.low_balance is not None and plan.balance <= plan.low_balance,
        since=plan.since,
        next_kind=next_kind,
        lasts=_lasts(session, now, plan) if kind is not PlanKind.UNLIMITED else "",
        follows=switch_words(kind, next_kind, plan.balance, unit) if next_kind else "",
        waiting=_waiting(session),
        providers=session.scalar(select(func.count()).select_from(Provider)) or 0,
        fee=plan.monthly_fee,
        buys=buys,
        packs=tuple((quantity, price_of(quantity, buys)) for quantity in PACKS[buys]) if buys else (),
        purchases=latest_purchases(session),
        typed=_typed(plan, tariff_of(kind, plan.credit_rates, plan.prices)),
        seen=plan.changed_at.isoformat() if plan.changed_at else "",
        fault=plan.fault,
    )


def _waiting(session: Session) -> int:
    waits = Message.status == MessageStatus.NO_CREDIT
    return session.scalar(select(func.count()).select_from(Message).where(waits)) or 0


def _lasts(session: Session, now: datetime, plan: Plan) -> str:
    """At the pace of the last days, which are those of the usage page too."""
    own = session.info["practice_id"]
    place = zone(session.scalars(select(Practice.timezone).where(Practice.id == own)).one())
    course = credit_course(session, now, own, place)
    return lasts_words(plan.balance, course.spent, course.counted) if course else ""


def _typed(plan: Plan, tariff: Tariff | None) -> TypedPlan:
    rates = {}
    if tariff:
        rates = {channel.value: f"{_plain(tariff.each[channel])}" for channel in Channel}
    low = "" if plan.low_balance is None else _plain(plan.low_balance)
    return TypedPlan(rates, bare_words(plan.monthly_fee, Unit.DOLLARS).removeprefix("$"), low)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"

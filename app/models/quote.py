"""What messages would cost, for whoever is about to send them (product L2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel
from app.domain.tariffs import Tariff, amount_words, tariff_of
from app.models.plan import Plan


@dataclass(frozen=True, slots=True)
class Quote:
    """``cost`` is what the messages take from ``balance``; ``missing`` what the balance lacks, 0 if it is
    enough. All in ``unit``.
    """

    unit: Unit
    cost: Decimal
    balance: Decimal
    missing: Decimal

    @property
    def cost_words(self) -> str:
        """E.g. "240 credits" or "$2.40"."""
        return amount_words(self.cost, self.unit)

    @property
    def balance_words(self) -> str:
        """What is left now, before they are sent."""
        return amount_words(self.balance, self.unit)

    @property
    def missing_words(self) -> str:
        """What is to be bought before all of them can go."""
        return amount_words(self.missing, self.unit)


def quote(session: Session, by_channel: Mapping[Channel, int]) -> Quote | None:
    """The cost of so many messages over each channel, in the session's practice.

    None under an unlimited plan: nothing is told and nothing is asked there.
    """
    plan = session.scalar(select(Plan))
    tariff = tariff_of_plan(plan)
    if plan is None or tariff is None:
        return None
    cost = tariff.total(by_channel)
    return Quote(tariff.unit, cost, plan.balance, max(cost - plan.balance, Decimal(0)))


def tariff_of_plan(plan: Plan | None) -> Tariff | None:
    """What messages cost under this plan; None under an unlimited one. Without a plan it is unlimited."""
    return tariff_of(PlanKind(plan.kind), plan.credit_rates, plan.prices) if plan else None

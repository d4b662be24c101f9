"""What messages would cost, for whoever is about to send them (product L2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel
from app.domain.tariffs import Tariff, amount_words, tariff_of
from app.models.plan import Plan

# What was confirmed before and has not been paid for yet.
_WAITING = text("""
select channel, count(*) as number from (
    select m.channel from mailing g join message m on m.mailing_id = g.id
    where g.practice_id = :practice_id and g.state in ('running', 'paused')
      and m.status in ('planned', 'queued') and m.reserved = 0
    union all
    select channel from message where practice_id = :practice_id and status = 'no_credit'
) waiting
where channel is not null
group by channel
""")


@dataclass(frozen=True, slots=True)
class Quote:
    """``cost`` is what the messages take from ``balance``, ``promised`` what mailings on their way and
    messages that wait for credit still take of it. ``missing`` is what it lacks for both, 0 if it is enough.
    All in ``unit``.
    """

    unit: Unit
    cost: Decimal
    balance: Decimal
    promised: Decimal
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
    def promised_words(self) -> str:
        """What others that were confirmed before still take."""
        return amount_words(self.promised, self.unit)

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
    promised = _promised(session, tariff)
    missing = max(cost + promised - plan.balance, Decimal(0))
    return Quote(tariff.unit, cost, plan.balance, promised, missing)


def _promised(session: Session, tariff: Tariff) -> Decimal:
    rows = session.execute(_WAITING, {"practice_id": session.info["practice_id"]})
    return tariff.total({Channel(row.channel): row.number for row in rows})


def tariff_of_plan(plan: Plan | None) -> Tariff | None:
    """What messages cost under this plan; None under an unlimited one. Without a plan it is unlimited."""
    return tariff_of(PlanKind(plan.kind), plan.credit_rates, plan.prices) if plan else None

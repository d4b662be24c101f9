"""How the practice offers freed times, and whether the message for it is on (product J4)?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.timing import RuleType
from app.domain.waitlist_form import Offering, TypedOffering
from app.models import RuleRow
from app.models.waitlist_facts import offer_settings


@dataclass(frozen=True, slots=True)
class WaitlistRulesPage:
    """``rule_id`` is the automated message that offers times, None for none; ``turned_on`` if one is on."""

    offering: Offering
    rule_id: int | None
    turned_on: bool

    def typed(self) -> TypedOffering:
        """The form as it is saved."""
        each = self.offering
        return TypedOffering(each.auto, str(each.batch), str(each.every_minutes), each.order)


def waitlist_rules(session: Session) -> WaitlistRulesPage:
    """Those of the session's practice."""
    rules = session.execute(
        select(RuleRow.id, RuleRow.enabled_at)
        .where(RuleRow.type == RuleType.WAITLIST_OFFER, RuleRow.deleted_at.is_(None))
        .order_by(RuleRow.enabled_at.is_(None), RuleRow.id)
    ).all()
    return WaitlistRulesPage(
        offering=offer_settings(session),
        rule_id=rules[0].id if rules else None,
        turned_on=any(row.enabled_at for row in rules),
    )

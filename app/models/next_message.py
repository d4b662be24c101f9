"""What goes out in the next hours, as the clock last worked it out (product E9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.contacts import Channel
from app.domain.planning import RuleType
from app.models.checks import one_of


class NextMessage(Tenant, Base):
    """Messages of one rule and channel that go in one minute (``at``, its beginning).

    ``families`` counts those who hear of several children in one message. All rows of a practice are
    replaced at once; ``practice.looked_ahead_at`` says when, as there may be none.
    """

    __tablename__ = "next_message"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "at", "rule_id", "channel"),
        one_of("type", RuleType),
        one_of("channel", Channel),
        rule_id="rule",
    )

    at: Mapped[datetime]
    rule_id: Mapped[int]
    type: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    messages: Mapped[int] = mapped_column(Integer)
    families: Mapped[int] = mapped_column(Integer)

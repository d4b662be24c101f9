"""Automated messages as a practice sets them (product E1 to E3, E8) and its own texts (F1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.appointments import Status
from app.domain.contacts import Channel, Purpose
from app.domain.planning import Anchor, RuleType, Unit
from app.models.checks import all_of, one_of


class RuleRow(Tenant, Base):
    """One automated message. Empty filter arrays mean all. Not enabled means nothing goes (E8)."""

    __tablename__ = "rule"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "name"),
        one_of("type", RuleType),
        one_of("anchor", Anchor),
        one_of("unit", Unit),
        one_of("purpose", Purpose),
        all_of("statuses", Status),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("anchor <> 'start' or amount > 0", name="before_start"),
        CheckConstraint("state in ('draft', 'enabled', 'disabled')", name="state_word"),
        CheckConstraint("(state = 'enabled') = (enabled_at is not null)", name="enabled_when"),
    )

    type: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="draft")
    enabled_at: Mapped[datetime | None]
    anchor: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    unit: Mapped[str] = mapped_column(Text, server_default="days")
    purpose: Mapped[str] = mapped_column(Text, server_default="reminders")
    statuses: Mapped[list[str]] = mapped_column(ARRAY(Text))
    visit_types: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    provider_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    location_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    last_useful_minutes: Mapped[int | None]
    changed_at: Mapped[datetime]


class Template(Tenant, Base):
    """A version of a practice's own text for one message kind, channel, language and variant.

    Without a current row the standard text is used; the standard texts are locked and live in
    ``app.domain.wording`` (F1). Versions are kept; ``current`` marks the one in use.
    """

    __tablename__ = "template"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "kind", "channel", "language", "variant", "version"),
        Index(
            "uq_template_current",
            "practice_id",
            "kind",
            "channel",
            "language",
            "variant",
            unique=True,
            postgresql_where=text("current"),
        ),
        one_of("channel", Channel),
    )

    kind: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(SmallInteger)
    current: Mapped[bool] = mapped_column(server_default=text("true"))
    subject: Mapped[str] = mapped_column(Text, server_default="")
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

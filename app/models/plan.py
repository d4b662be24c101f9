"""What a practice pays with, what it bought, and the ledger of every credit or dollar (product L1 to L4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.plans import EntryKind, PlanKind, PurchaseStatus, Unit
from app.models.checks import one_of

AMOUNT = Numeric(14, 4)
"""Credits, or dollars down to a hundredth of a cent."""


class Plan(Tenant, Base):
    """The plan of a practice. A practice without a row has the unlimited one without a fee.

    ``balance`` is what may still be spent, ``reserved`` what is put aside for messages on their way; both
    are what the ledger adds up to, and neither is ever below zero (L3). ``unit`` is what they are counted in;
    it stays when the unlimited plan begins, since the rest of the old balance stays too. ``credit_rates`` and
    ``prices`` say by channel what a message costs under either plan; ``monthly_fee`` is for each provider
    (L1). ``next_kind`` is the plan that begins when the old balance is used up (L2). At ``low_balance`` an
    alert goes out, once until something is bought. ``fault`` says what did not add up when the ledger was
    last checked, at ``checked_at``; empty where all did.
    """

    __tablename__ = "plan"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id"),
        one_of("kind", PlanKind),
        one_of("next_kind", PlanKind),
        one_of("unit", Unit),
        CheckConstraint("balance >= 0", name="balance"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("low_balance >= 0", name="low_balance"),
    )

    kind: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text, server_default="credits")
    balance: Mapped[Decimal] = mapped_column(AMOUNT, server_default=text("0"))
    reserved: Mapped[Decimal] = mapped_column(AMOUNT, server_default=text("0"))
    credit_rates: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    prices: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    monthly_fee: Mapped[Decimal] = mapped_column(AMOUNT, server_default=text("0"))
    low_balance: Mapped[Decimal | None] = mapped_column(AMOUNT)
    low_told_at: Mapped[datetime | None]
    next_kind: Mapped[str | None] = mapped_column(Text)
    checked_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(Text, server_default="")
    since: Mapped[datetime]
    changed_at: Mapped[datetime]


class Purchase(Tenant, Base):
    """An order of credits, or of money paid in (L1, L4). It counts once it is paid."""

    __tablename__ = "purchase"
    __table_args__ = within_practice(
        one_of("unit", Unit),
        one_of("status", PurchaseStatus),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price >= 0", name="price"),
        Index("ix_purchase_recent", "practice_id", "id"),
        ordered_by="staff_user",
    )

    unit: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(AMOUNT)
    price: Mapped[Decimal] = mapped_column(AMOUNT)
    status: Mapped[str] = mapped_column(Text, server_default="ordered")
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[int | None]
    paid_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class LedgerEntry(Tenant, Base):
    """One movement (L3). Append-only: the database refuses to change or delete one.

    ``amount`` is what it does to the balance and ``held`` what it does to what is put aside, both signed:
    reserving 3 credits is (-3, +3), settling them (0, -3), giving them back (+3, -3). ``message_id`` holds on
    to nothing: the ledger outlives sample families that are taken away.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = within_practice(
        one_of("kind", EntryKind),
        one_of("unit", Unit),
        Index("ix_ledger_entry_recent", "practice_id", "id"),
        # The few lines that no message stands behind: what was bought, corrected, switched.
        Index("ix_ledger_entry_other", "practice_id", "id", postgresql_where=text("message_id is null")),
        Index("ix_ledger_entry_message", "message_id", postgresql_where=text("message_id is not null")),
        purchase_id="purchase",
        staff_id="staff_user",
    )

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    amount: Mapped[Decimal] = mapped_column(AMOUNT, server_default=text("0"))
    held: Mapped[Decimal] = mapped_column(AMOUNT, server_default=text("0"))
    message_id: Mapped[int | None]
    purchase_id: Mapped[int | None]
    staff_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, server_default="")

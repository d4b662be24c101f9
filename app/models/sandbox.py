"""What the sandbox provider took: the pretend phone, inbox and telephone (product G1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class SandboxDelivery(Tenant, Base):
    """A message as it arrived. ``times`` counts how often it came: more than one is a defect of ours."""

    __tablename__ = "sandbox_delivery"
    __table_args__ = within_practice(
        UniqueConstraint("reference"),
        Index("ix_sandbox_delivery_recent", "practice_id", "arrived_at"),
        Index(
            "ix_sandbox_delivery_receipt",
            "receipt_due_at",
            postgresql_where=text("receipt_due_at is not null"),
        ),
    )

    reference: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(Text, server_default="")
    address: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text, server_default="")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, server_default="")
    arrived_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    outcome: Mapped[str] = mapped_column(Text, server_default="delivered")
    category: Mapped[str] = mapped_column(Text, server_default="")
    receipt_due_at: Mapped[datetime | None]
    receipts: Mapped[int] = mapped_column(Integer, server_default=text("0"))


class SandboxOutcome(Tenant, Base):
    """What the next message to an address shall meet; ``category`` is the ``Failure`` of a bounce."""

    __tablename__ = "sandbox_outcome"
    __table_args__ = within_practice(UniqueConstraint("practice_id", "address"))

    address: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text, server_default="")


class Heartbeat(Base):
    """When each part of the product was last seen alive: one row a role."""

    __tablename__ = "heartbeat"

    role: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]
    detail: Mapped[str] = mapped_column(Text, server_default="")

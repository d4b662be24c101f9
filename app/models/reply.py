"""What families write and press back (product I1 to I3), and receipts that came before their message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.preferences import Channel
from app.models.checks import one_of


class Reply(Tenant, Base):
    """A text, or the keys pressed in a call, as it came in. Nobody's words are lost (I1).

    ``address`` is the number it came from (E.164), ``contact_id`` who that is, if it is known.
    ``meaning`` is what it was understood as. ``needs_staff`` marks what a person must read; it is unread
    until ``seen_at``.
    """

    __tablename__ = "reply"
    __table_args__ = within_practice(
        UniqueConstraint("provider_event_id"),
        one_of("channel", Channel),
        Index("ix_reply_contact", "contact_id", "received_at"),
        Index("ix_reply_address", "practice_id", "address", "received_at"),
        Index(
            "ix_reply_unread",
            "practice_id",
            "department_id",
            postgresql_where=text("needs_staff and seen_at is null"),
        ),
        contact_id="contact",
        department_id="department",
        seen_by="staff_user",
    )

    channel: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    contact_id: Mapped[int | None]
    department_id: Mapped[int | None]
    body: Mapped[str] = mapped_column(Text)
    meaning: Mapped[str] = mapped_column(Text)
    needs_staff: Mapped[bool] = mapped_column(server_default=text("true"))
    provider_event_id: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None]


class EarlyReceipt(Base):
    """A report about a message whose provider's name for it we do not know yet.

    Kept until the answer to our own call brings that name, or for three days.
    """

    __tablename__ = "early_receipt"
    __table_args__ = (Index("ix_early_receipt_ref", "provider_ref"),)

    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    provider_ref: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text, server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    at: Mapped[datetime]
    received_at: Mapped[datetime]

"""What came back, what is not sent to any more, and what staff must put right (product C6, G6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice


class AddressEvent(Tenant, Base):
    """Something that happened to a phone number or email address: a failure, a delivery that ended a row of
    failures, a stop, a return, a block, its end.

    ``category`` is one of the failure categories. Written once for each message and kind.
    """

    __tablename__ = "address_event"
    __table_args__ = within_practice(
        Index("ix_address_event_address", "address_id", "at"),
        address_id="address",
        message_id="message",
        staff_id="staff_user",
    )

    address_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text, server_default="")
    message_id: Mapped[int | None]
    staff_id: Mapped[int | None]


class BlockedDomain(Tenant, Base):
    """An email domain that gets nothing (C6). ``domain`` is in lower case, without the @."""

    __tablename__ = "blocked_domain"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "domain"),
        staff_id="staff_user",
    )

    domain: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, server_default="")
    staff_id: Mapped[int | None]
    created_at: Mapped[datetime]


class FixTask(Tenant, Base):
    """An address that staff must look at: it failed for good, failed often, complained, or is wrong (G6).

    One open task an address and kind; ``message_id`` is the message that opened it.
    """

    __tablename__ = "fix_task"
    __table_args__ = within_practice(
        Index(
            "uq_fix_task_open",
            "address_id",
            "kind",
            unique=True,
            postgresql_where=text("done_at is null"),
        ),
        Index("ix_fix_task_open", "practice_id", "opened_at", postgresql_where=text("done_at is null")),
        address_id="address",
        contact_id="contact",
        message_id="message",
        done_by="staff_user",
    )

    address_id: Mapped[int]
    contact_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text, server_default="")
    message_id: Mapped[int | None]
    opened_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None]

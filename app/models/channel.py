"""How a practice sends over each channel, and how each way out is doing (product G4, G8, L5)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, Float, Integer, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.preferences import Channel
from app.models.checks import one_of


class ChannelSetup(Tenant, Base):
    """One channel of a practice. Without a row, and until ``activated_at``, it ends in the sandbox (L5).

    ``sender`` is the number, or the address mails come from; ``sender_name`` and ``reply_to`` are for
    mails. After a failure that may pass the message goes out again ``resends`` times, ``resend_minutes``
    apart, and never after ``stop_at`` o'clock at the visit's place (G4). ``restart_unfinished`` says
    whether what a killed worker had surely not handed over goes out again by itself.

    ``checks`` holds what "check connection" last found, one object a step; ``verified_sender`` is the
    sender it was found for, so a changed one is checked anew.
    """

    __tablename__ = "channel_setup"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "channel"),
        one_of("channel", Channel),
        CheckConstraint("resends between 0 and 5", name="resends"),
        CheckConstraint("resend_minutes between 1 and 1440", name="resend_minutes"),
        activated_by="staff_user",
    )

    channel: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(Text, server_default="")
    sender_name: Mapped[str] = mapped_column(Text, server_default="")
    reply_to: Mapped[str] = mapped_column(Text, server_default="")
    resends: Mapped[int] = mapped_column(SmallInteger, server_default=text("2"))
    resend_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text("15"))
    stop_at: Mapped[time | None]
    restart_unfinished: Mapped[bool] = mapped_column(server_default=text("true"))
    checked_at: Mapped[datetime | None]
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    verified_at: Mapped[datetime | None]
    verified_sender: Mapped[str] = mapped_column(Text, server_default="")
    activated_at: Mapped[datetime | None]
    activated_by: Mapped[int | None]
    changed_at: Mapped[datetime]


class ProviderGate(Base):
    """One way out, shared by every worker and every practice (G8).

    ``tokens`` are what may be sent right now, as of ``filled_at``. While ``open_until`` is ahead, nothing
    is sent: ``failures`` calls in a row failed for the ``reason`` given, since ``opened_at``.
    """

    __tablename__ = "provider_gate"

    provider: Mapped[str] = mapped_column(Text, primary_key=True)
    tokens: Mapped[float] = mapped_column(Float, server_default=text("0"))
    filled_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    opened_at: Mapped[datetime | None]
    open_until: Mapped[datetime | None]

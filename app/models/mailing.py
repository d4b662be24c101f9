"""Messages that staff send to many at once (product K1 to K4): personalized, confirmations, broadcasts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.contacts import Channel, Purpose
from app.domain.mailings import MailingKind, MailingState, PauseReason
from app.models.checks import one_of


class Mailing(Tenant, Base):
    """One mailing, from its draft to its archive. Its messages stand in the outbox and name it.

    ``type`` is the type of its messages: that of an automated message for one about visits, else
    ``kind``. ``audience`` is the question whose answer are its recipients, ``left_out`` the contacts that
    staff took off by hand. Without a ``channel`` each contact is reached as preferred. ``texts`` are the
    words by language, ``{"en": {"subject": …, "text": …, "email": …}}``; empty for one that uses the texts
    of a template set or the standard ones.

    It goes at ``send_at`` (UTC), the broadcast date. ``recipients`` and ``cost`` are what was told before it
    was confirmed. ``filled_upto`` is the last recipient written to the outbox, in the order of contact ids:
    a killed worker's filling goes on from there; ``filled_at`` when all were. ``tried_at`` is when
    somebody let it go on although too many of its first fifty had failed.
    """

    __tablename__ = "mailing"
    __table_args__ = within_practice(
        one_of("kind", MailingKind),
        one_of("state", MailingState),
        one_of("channel", Channel),
        one_of("purpose", Purpose),
        one_of("paused_reason", PauseReason),
        CheckConstraint("(state = 'paused') = (paused_at is not null)", name="paused_when"),
        CheckConstraint("(state = 'draft') = (confirmed_at is null)", name="confirmed_when"),
        Index("ix_mailing_recent", "practice_id", "id"),
        Index("ix_mailing_open", "send_at", postgresql_where=text("state in ('scheduled', 'running')")),
        template_set_id="template_set",
        created_by="staff_user",
        confirmed_by="staff_user",
        reused_from_id="mailing",
    )

    kind: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    audience: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    left_out: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    channel: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text, server_default="notices")
    template_set_id: Mapped[int | None]
    texts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(Text, server_default="draft")
    send_at: Mapped[datetime | None]
    recipients: Mapped[int] = mapped_column(server_default=text("0"))
    cost: Mapped[Decimal] = mapped_column(Numeric(14, 4), server_default=text("0"))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None]
    filled_upto: Mapped[int] = mapped_column(server_default=text("0"))
    filled_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    reused_from_id: Mapped[int | None]
    changed_at: Mapped[datetime]

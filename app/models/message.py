"""The outbox (product G2): one row a message, its lines (which appointments), its story."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, Numeric, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.contacts import Channel
from app.domain.outcomes import MessageStatus
from app.domain.preferences import ContactMode
from app.models.checks import one_of

_TO_STAFF = "contact_id is null and reply_id is null"


class Message(Tenant, Base):
    """One message to one contact (or to a department for a notice's alert, to a staff user, or to whoever
    wrote ``reply_id``).

    ``due_at`` is the moment it may leave, ``expires_at`` its last useful moment (D3). ``reason`` names
    why it was skipped, cancelled, failed or expired. ``key`` makes planning it twice impossible (E5).
    Text, address and template version are stored as sent (F1). ``step`` counts the channels tried before
    without an answer (E4), ``resends`` the times it went out again over the same one (G4).

    ``mailing_id`` names the mailing it belongs to (K1 to K4). ``mode`` is how its contact was reached, as
    reports group it (K6). ``reserved`` is what is put aside for it, ``cost`` what was spent on it, in the
    unit of the practice's plan (L3).
    """

    __tablename__ = "message"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "key"),
        one_of("channel", Channel),
        one_of("status", MessageStatus),
        CheckConstraint("num_nonnulls(contact_id, department_id, staff_id, reply_id) >= 1", name="someone"),
        CheckConstraint("(status in ('queued', 'sending')) <= (channel is not null)", name="channel_known"),
        Index("ix_message_due", "due_at", "id", postgresql_where=text("status = 'queued'")),
        Index(
            "ix_message_open",
            "status",
            "claimed_at",
            postgresql_where=text("status in ('sending', 'unknown')"),
        ),
        Index("ix_message_recent", "practice_id", "id"),
        # What went unheard is looked for among what its rule sent and is still of use (E4).
        Index("ix_message_rule", "rule_id", "expires_at"),
        Index("ix_message_contact", "contact_id", "id"),
        Index("ix_message_provider_ref", "provider_ref", postgresql_where=text("provider_ref is not null")),
        # Alerts and mails to staff: few, and looked through for those that did not arrive.
        Index("ix_message_to_staff", "practice_id", "address", "id", postgresql_where=text(_TO_STAFF)),
        Index(
            "ix_message_to_staff_lost",
            "practice_id",
            "settled_at",
            postgresql_where=text(f"{_TO_STAFF} and status in ('failed', 'bounced')"),
        ),
        Index("ix_message_letter", "practice_id", "sent_at", postgresql_where=text("channel = 'letter'")),
        Index("ix_message_reply", "reply_id", postgresql_where=text("reply_id is not null")),
        # What was said to a number lately, by staff or by itself: looked for with every text that comes in.
        Index(
            "ix_message_spoken",
            "practice_id",
            "address",
            "created_at",
            postgresql_where=text("type in ('private', 'reply')"),
        ),
        Index(
            "ix_message_mailing",
            "mailing_id",
            "status",
            "id",
            postgresql_where=text("mailing_id is not null"),
        ),
        # What families were sent in a period, counted from the index alone (K6).
        Index(
            "ix_message_sent",
            "practice_id",
            "sent_at",
            "id",
            postgresql_include=["mode", "status", "type", "language", "rule_id", "cost"],
            postgresql_where=text("sent_at is not null and contact_id is not null"),
        ),
        # What ended without leaving, which a history may show on the day it was due.
        Index(
            "ix_message_never_sent",
            "practice_id",
            "due_at",
            "id",
            postgresql_where=text(
                "sent_at is null and contact_id is not null and status in"
                " ('bounced', 'cancelled', 'expired', 'failed', 'skipped', 'suppressed')"
            ),
        ),
        Index("ix_message_reserved", "practice_id", "id", postgresql_where=text("reserved > 0")),
        Index("ix_message_no_credit", "practice_id", "due_at", postgresql_where=text("status = 'no_credit'")),
        one_of("mode", ContactMode),
        CheckConstraint("reserved >= 0 and cost >= 0", name="amounts"),
        rule_id="rule",
        mailing_id="mailing",
        contact_id="contact",
        department_id="department",
        staff_id="staff_user",
        notice_id="notice",
        link_id="link",
        reply_id="reply",
    )

    key: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    rule_id: Mapped[int | None]
    mailing_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    department_id: Mapped[int | None]
    staff_id: Mapped[int | None]
    notice_id: Mapped[int | None]
    link_id: Mapped[int | None]
    reply_id: Mapped[int | None]
    channel: Mapped[str | None] = mapped_column(Text)
    mode: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, server_default="")
    language: Mapped[str] = mapped_column(Text, server_default="")
    status: Mapped[str] = mapped_column(Text, server_default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    step: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    resends: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    sent_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    subject: Mapped[str] = mapped_column(Text, server_default="")
    body: Mapped[str] = mapped_column(Text, server_default="")
    html: Mapped[str] = mapped_column(Text, server_default="")
    variant: Mapped[str] = mapped_column(Text, server_default="")
    template_version: Mapped[str] = mapped_column(Text, server_default="")
    segments: Mapped[int | None] = mapped_column(SmallInteger)
    reserved: Mapped[Decimal] = mapped_column(Numeric(10, 4), server_default=text("0"))
    cost: Mapped[Decimal] = mapped_column(Numeric(10, 4), server_default=text("0"))
    provider: Mapped[str] = mapped_column(Text, server_default="")
    provider_ref: Mapped[str | None] = mapped_column(Text)


class MessageLine(Tenant, Base):
    """An appointment (of one version) that a message speaks of. Unique as E5 says.

    It stands for an automated message, or for a mailing.
    """

    __tablename__ = "message_line"
    __table_args__ = within_practice(
        UniqueConstraint(
            "rule_id",
            "mailing_id",
            "appointment_id",
            "version",
            "contact_id",
            "channel",
            name="uq_message_line_once",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_message_line_message", "message_id"),
        Index("ix_message_line_appointment", "appointment_id"),
        CheckConstraint("num_nonnulls(rule_id, mailing_id) = 1", name="rule_or_mailing"),
        message_id="message",
        rule_id="rule",
        mailing_id="mailing",
        appointment_id="appointment",
        contact_id="contact",
    )

    message_id: Mapped[int]
    rule_id: Mapped[int | None]
    mailing_id: Mapped[int | None]
    appointment_id: Mapped[int]
    version: Mapped[int]
    contact_id: Mapped[int]
    channel: Mapped[str | None] = mapped_column(Text)


class MessagePatient(Tenant, Base):
    """A child that a message about no appointment speaks of: a birthday, a recall (K5), or a mailing.

    ``occasion_on`` is the birthday, the day the check-up is due, or that of the mailing, which has no rule;
    ``try_number`` counts recalls from 1.
    Unique, so that it is told once whatever is restarted (E5).
    """

    __tablename__ = "message_patient"
    __table_args__ = within_practice(
        UniqueConstraint(
            "rule_id", "patient_id", "contact_id", "occasion_on", "try_number", name="uq_message_patient_once"
        ),
        Index("ix_message_patient_message", "message_id"),
        Index("ix_message_patient_patient", "patient_id"),
        message_id="message",
        rule_id="rule",
        patient_id="patient",
        contact_id="contact",
    )

    message_id: Mapped[int]
    rule_id: Mapped[int | None]
    patient_id: Mapped[int]
    contact_id: Mapped[int]
    occasion_on: Mapped[date]
    try_number: Mapped[int] = mapped_column(SmallInteger)


class MessageEvent(Tenant, Base):
    """One step in a message's life: claimed, sent, receipt, forced by staff. Append-only."""

    __tablename__ = "message_event"
    __table_args__ = within_practice(
        Index("ix_message_event_message", "message_id", "at"),
        Index(
            "uq_message_event_receipt",
            "provider_event_id",
            unique=True,
            postgresql_where=text("provider_event_id is not null"),
        ),
        message_id="message",
        staff_id="staff_user",
    )

    message_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Text)
    provider_event_id: Mapped[str | None] = mapped_column(Text)
    staff_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))

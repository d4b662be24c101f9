"""The waitlist: who wants an earlier time, freed times, and the offers of them (product J4)."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.waitlists import EntryState, OfferOrder, OfferState, SlotState
from app.models.checks import one_of


class WaitlistEntry(Tenant, Base):
    """A child that waits for an earlier time. Empty lists mean any.

    ``days`` are 0 Monday to 6 Sunday, ``earliest_on`` the first day that suits, ``from_time`` and ``to_time``
    clock times of the place; ``minutes`` is how long the visit takes. ``appointment_id`` is the later visit
    the family would give up for it, if there is one.
    """

    __tablename__ = "waitlist_entry"
    __table_args__ = within_practice(
        one_of("state", EntryState),
        CheckConstraint("minutes between 1 and 1440", name="minutes"),
        CheckConstraint("days <@ '{0,1,2,3,4,5,6}'::smallint[]", name="week_days"),
        CheckConstraint("(from_time is null) = (to_time is null)", name="both_times"),
        Index(
            "uq_waitlist_entry_waiting",
            "patient_id",
            text("lower(visit_type)"),
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_waitlist_entry_waiting",
            "practice_id",
            "created_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        patient_id="patient",
        contact_id="contact",
        appointment_id="appointment",
        created_by="staff_user",
    )

    patient_id: Mapped[int]
    contact_id: Mapped[int]
    appointment_id: Mapped[int | None]
    visit_type: Mapped[str] = mapped_column(Text, server_default="")
    provider_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    location_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    minutes: Mapped[int] = mapped_column(SmallInteger)
    days: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{}'"))
    from_time: Mapped[time | None]
    to_time: Mapped[time | None]
    earliest_on: Mapped[date]
    latest_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, server_default="")
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]


class Slot(Tenant, Base):
    """A time that a cancelled visit freed. Offers begin at ``offer_from``, after the undo's time (H3).

    ``filled_by`` is the offer that won, ``booked_id`` the appointment that came of it.
    """

    __tablename__ = "slot"
    __table_args__ = within_practice(
        UniqueConstraint("appointment_id", "appointment_version"),
        one_of("state", SlotState),
        CheckConstraint("(state = 'filled') = (filled_at is not null)", name="filled_when"),
        Index(
            "ix_slot_open",
            "practice_id",
            "starts_at",
            postgresql_where=text("state in ('freed', 'offering')"),
        ),
        appointment_id="appointment",
        provider_id="provider",
        location_id="location",
        booked_id="appointment",
    )

    appointment_id: Mapped[int]
    appointment_version: Mapped[int]
    provider_id: Mapped[int | None]
    location_id: Mapped[int]
    visit_type: Mapped[str] = mapped_column(Text, server_default="")
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(Text, server_default="freed")
    freed_at: Mapped[datetime]
    offer_from: Mapped[datetime]
    next_batch_at: Mapped[datetime | None]
    filled_at: Mapped[datetime | None]
    filled_by: Mapped[int | None] = mapped_column(BigInteger)
    booked_id: Mapped[int | None]


class Offer(Tenant, Base):
    """A freed time offered to one family that waits; told once, whatever is restarted.

    ``tries`` counts wrong birth dates in a row; too many lock its page until ``locked_until`` (H4).
    """

    __tablename__ = "offer"
    __table_args__ = within_practice(
        UniqueConstraint("slot_id", "entry_id"),
        one_of("state", OfferState),
        Index("ix_offer_entry", "entry_id"),
        slot_id="slot",
        entry_id="waitlist_entry",
        contact_id="contact",
    )

    slot_id: Mapped[int]
    entry_id: Mapped[int]
    contact_id: Mapped[int]
    batch: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(Text, server_default="open")
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    locked_until: Mapped[datetime | None]


class WaitlistRules(Tenant, Base):
    """How freed times are offered. Without a row: by hand, five families every ten minutes."""

    __tablename__ = "waitlist_rules"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id"),
        one_of("offer_order", OfferOrder),
        CheckConstraint("batch between 1 and 50", name="batch"),
        CheckConstraint("every_minutes between 5 and 240", name="every_minutes"),
    )

    auto: Mapped[bool] = mapped_column(server_default=text("false"))
    batch: Mapped[int] = mapped_column(SmallInteger, server_default=text("5"))
    every_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text("10"))
    offer_order: Mapped[str] = mapped_column(Text, server_default="longest_waiting")
    changed_at: Mapped[datetime]

"""The practice (tenant), its places, departments, providers and holidays (product A2)."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Numbered, Tenant, within_practice
from app.domain.answers import CancellationMode
from app.domain.siblings import SiblingMode
from app.models.checks import one_of, own_hours


class Practice(Numbered, Base):
    """One tenant. ``timezone`` is IANA; a location may have its own.

    From ``confidential_age`` on (whole years) a visit of a confidential type is the patient's own (C7).
    ``ask_birth_date`` has parents' pages ask for a child's date of birth before they show anything (H4).
    ``setup_steps`` names the steps of the set-up and go-live lists that somebody ticked off (L5).

    A ``demo`` practice may be taken away as a whole, its append-only records included. While one is
    ``setting_up`` the clock, which works for all practices, leaves it alone.
    """

    __tablename__ = "practice"
    __table_args__ = (UniqueConstraint("slug"),)

    slug: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text, server_default="")
    address: Mapped[str] = mapped_column(Text, server_default="")
    email: Mapped[str] = mapped_column(Text, server_default="")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{en,es}'"))
    fallback_language: Mapped[str] = mapped_column(Text, server_default="en")
    text_limit: Mapped[int] = mapped_column(SmallInteger, server_default=text("160"))
    keep_accents: Mapped[bool] = mapped_column(server_default=text("false"))
    opens_at: Mapped[time] = mapped_column(server_default=text("'08:00'"))
    closes_at: Mapped[time] = mapped_column(server_default=text("'17:00'"))
    created_at: Mapped[datetime]
    planned_until: Mapped[datetime | None]
    looked_ahead_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    confidential_age: Mapped[int] = mapped_column(SmallInteger, server_default=text("13"))
    ask_birth_date: Mapped[bool] = mapped_column(server_default=text("false"))
    require_two_factor: Mapped[bool] = mapped_column(server_default=text("false"))
    setup_steps: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    demo: Mapped[bool] = mapped_column(server_default=text("false"))
    setting_up: Mapped[bool] = mapped_column(server_default=text("false"))


class Location(Tenant, Base):
    """A place. What is empty is the practice's: zone, phone, address, sender, and its delivery rules (D).

    ``sender`` is the number its texts and calls come from. Window and days are set together or not at all.
    """

    __tablename__ = "location"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "name"),
        *own_hours(),
        CheckConstraint("deadline_hours between 1 and 24", name="deadline"),
        one_of("cancellation_mode", CancellationMode),
    )

    name: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    sender: Mapped[str | None] = mapped_column(Text)
    window_from: Mapped[time | None]
    window_to: Mapped[time | None]
    days: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    cancellation_mode: Mapped[str | None] = mapped_column(Text)
    deadline_hours: Mapped[int | None] = mapped_column(SmallInteger)


class VisitType(Tenant, Base):
    """What the practice says about an appointment type, by the name the schedule gives it.

    A type without a row is neither ``confidential`` (C7) nor a ``well_visit``, the kind that recalls
    ask for (K5). Names are compared without regard to case.
    """

    __tablename__ = "visit_type"
    __table_args__ = within_practice(
        Index("uq_visit_type_name", "practice_id", text("lower(name)"), unique=True),
    )

    name: Mapped[str] = mapped_column(Text)
    confidential: Mapped[bool] = mapped_column(server_default=text("false"))
    well_visit: Mapped[bool] = mapped_column(server_default=text("false"))


class Department(Tenant, Base):
    """An inbox that gets notices (D5, J1).

    ``text_number`` gets the alert as a text too, if it is set (J1). ``second_email`` is told when nobody
    looks in office hours (J2). Empty hours are the practice's, ``open_days`` are 0 Monday to 6 Sunday.
    """

    __tablename__ = "department"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "name"),
        CheckConstraint("(opens_at is null) = (closes_at is null)", name="both_hours"),
        CheckConstraint("opens_at < closes_at", name="hours_forward"),
        CheckConstraint("open_days <@ '{0,1,2,3,4,5,6}'::smallint[]", name="week_days"),
    )

    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    text_number: Mapped[str] = mapped_column(Text, server_default="")
    second_email: Mapped[str] = mapped_column(Text, server_default="")
    opens_at: Mapped[time | None]
    closes_at: Mapped[time | None]
    open_days: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{0,1,2,3,4}'"))


class RoutingRule(Tenant, Base):
    """Notices that match go to this department; the lowest ``position`` that matches counts (D5).

    An empty list means all. ``rule_ids`` are the automated messages whose link was answered.
    """

    __tablename__ = "routing_rule"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "position", deferrable=True, initially="DEFERRED"),
        department_id="department",
    )

    position: Mapped[int] = mapped_column(SmallInteger)
    department_id: Mapped[int]
    rule_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    visit_types: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    provider_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    location_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))


class Provider(Tenant, Base):
    """A doctor or nurse: the name staff read, the one spoken, the one in Spanish.

    ``video_url`` is the room in which they see families by video (E1, telehealth).
    """

    __tablename__ = "provider"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "source_id", "external_id"),
        Index("ix_provider_name", "practice_id", text("lower(name)")),
        source_id="feed_source",
    )

    source_id: Mapped[int | None]
    external_id: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    spoken_name: Mapped[str] = mapped_column(Text, server_default="")
    name_es: Mapped[str] = mapped_column(Text, server_default="")
    video_url: Mapped[str] = mapped_column(Text, server_default="")


class Holiday(Tenant, Base):
    """A closed day: of one location, or of the whole practice when ``location_id`` is empty (D2)."""

    __tablename__ = "holiday"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "location_id", "day", postgresql_nulls_not_distinct=True),
        location_id="location",
    )

    location_id: Mapped[int | None]
    day: Mapped[date]
    name: Mapped[str] = mapped_column(Text, server_default="")


class DeliveryRulesRow(Tenant, Base):
    """The Global Settings of a practice (D1 to D8). ``days`` are 0 Monday to 6 Sunday.

    ``daily_cap`` is the most that goes to one address on one day; empty means no limit.
    """

    __tablename__ = "delivery_rules"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id"),
        CheckConstraint("window_from <= window_to", name="window_forward"),
        CheckConstraint("cardinality(days) between 1 and 7", name="some_day"),
        CheckConstraint("days <@ '{0,1,2,3,4,5,6}'::smallint[]", name="week_days"),
        CheckConstraint("deadline_hours between 1 and 24", name="deadline"),
        CheckConstraint("daily_cap between 1 and 20", name="daily_cap"),
        one_of("cancellation_mode", CancellationMode),
        one_of("sibling_mode", SiblingMode),
        department_id="department",
    )

    window_from: Mapped[time] = mapped_column(server_default=text("'08:00'"))
    window_to: Mapped[time] = mapped_column(server_default=text("'20:00'"))
    days: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{0,1,2,3,4,5,6}'"))
    cancellation_mode: Mapped[str] = mapped_column(Text, server_default="automatic")
    track_cancellations: Mapped[bool] = mapped_column(server_default=text("true"))
    department_id: Mapped[int | None]
    deadline_hours: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    sibling_mode: Mapped[str] = mapped_column(Text, server_default="same_time")
    daily_cap: Mapped[int | None] = mapped_column(SmallInteger)
    changed_at: Mapped[datetime]

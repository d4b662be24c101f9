"""Automated messages as a practice sets them (product E1 to E3, E8) and its own texts (F1)."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.appointments import Status
from app.domain.contacts import Channel, Purpose
from app.domain.planning import Anchor, RuleType, Unit
from app.domain.rules import ChannelMode, NewPatients
from app.models.checks import all_of, one_of, own_hours


class RuleRow(Tenant, Base):
    """One automated message. Empty filter arrays mean all. Not enabled means nothing goes (E8).

    Window and days are its own delivery times, set together or not at all (D1). ``age_from`` and
    ``age_to`` are whole years at the visit, both inclusive (E3). ``at_time`` is the clock time of a
    message on a date; ``tries`` and ``try_every_days`` belong to recalls (K5). A deleted rule keeps its
    row for the messages it sent. Without a ``template_set_id`` the standard texts are used (F1).
    """

    __tablename__ = "rule"
    __table_args__ = within_practice(
        Index(
            "uq_rule_name",
            "practice_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("deleted_at is null"),
        ),
        *own_hours(),
        one_of("channel_mode", ChannelMode),
        one_of("channel", Channel),
        one_of("new_patients", NewPatients),
        CheckConstraint("(channel_mode = 'fixed') = (channel is not null)", name="fixed_channel"),
        CheckConstraint(
            "(channel_mode = 'escalation') = (escalate_after_minutes is not null)", name="escalation"
        ),
        CheckConstraint("escalate_after_minutes between 15 and 10080", name="escalate_after"),
        CheckConstraint("age_from <= age_to", name="ages_forward"),
        CheckConstraint("(anchor in ('date', 'due')) = (at_time is not null)", name="clock_time"),
        CheckConstraint("tries between 1 and 5 and try_every_days between 1 and 90", name="tries"),
        CheckConstraint("(type = 'recall') = (tries is not null)", name="recall_tries"),
        CheckConstraint("(tries is null) = (try_every_days is null)", name="both_tries"),
        CheckConstraint("deleted_at is null or state <> 'enabled'", name="deleted_is_off"),
        one_of("type", RuleType),
        one_of("anchor", Anchor),
        one_of("unit", Unit),
        one_of("purpose", Purpose),
        all_of("statuses", Status),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("anchor <> 'start' or amount > 0", name="before_start"),
        CheckConstraint("state in ('draft', 'enabled', 'disabled')", name="state_word"),
        CheckConstraint("(state = 'enabled') = (enabled_at is not null)", name="enabled_when"),
        template_set_id="template_set",
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
    age_from: Mapped[int | None] = mapped_column(SmallInteger)
    age_to: Mapped[int | None] = mapped_column(SmallInteger)
    new_patients: Mapped[str] = mapped_column(Text, server_default="all")
    window_from: Mapped[time | None]
    window_to: Mapped[time | None]
    days: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    channel_mode: Mapped[str] = mapped_column(Text, server_default="preference")
    channel: Mapped[str | None] = mapped_column(Text)
    escalate_after_minutes: Mapped[int | None]
    at_time: Mapped[time | None]
    tries: Mapped[int | None] = mapped_column(SmallInteger)
    try_every_days: Mapped[int | None] = mapped_column(SmallInteger)
    template_set_id: Mapped[int | None]
    deleted_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class TemplateSet(Tenant, Base):
    """The practice's own texts for one type of automated message, copied from the standard ones (F1).

    A rule names the set it uses. ``archived_at`` takes it out of the choice; its versions are kept.
    """

    __tablename__ = "template_set"
    __table_args__ = within_practice(
        Index(
            "uq_template_set_name",
            "practice_id",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("archived_at is null"),
        ),
        one_of("type", RuleType),
    )

    type: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Template(Tenant, Base):
    """A version of one text of a template set: for one occasion, channel, language and variant.

    Without a current row the standard text is used; the standard texts are locked and live in
    ``app.domain.wording`` (F1). Versions are kept; ``current`` marks the one in use.
    """

    __tablename__ = "template"
    __table_args__ = within_practice(
        UniqueConstraint("set_id", "kind", "channel", "language", "variant", "version"),
        Index(
            "uq_template_current",
            "set_id",
            "kind",
            "channel",
            "language",
            "variant",
            unique=True,
            postgresql_where=text("current"),
        ),
        one_of("channel", Channel),
        set_id="template_set",
        staff_id="staff_user",
    )

    set_id: Mapped[int]
    staff_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    variant: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(SmallInteger)
    current: Mapped[bool] = mapped_column(server_default=text("true"))
    subject: Mapped[str] = mapped_column(Text, server_default="")
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

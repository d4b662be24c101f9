"""Children, the people who answer for them, and their addresses (product C1 to C7)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ARRAY, CheckConstraint, Index, Numeric, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Tenant, within_practice
from app.domain.audiences import Sex
from app.domain.contacts import Authority, Preference
from app.models.checks import one_of


class Family(Tenant, Base):
    """Children who share a contact, and everyone who answers for them: one page for staff."""

    __tablename__ = "family"
    __table_args__ = within_practice()

    created_at: Mapped[datetime]


class Patient(Tenant, Base):
    """A child. ``external_id`` is the chart number, meaningful within its source only (B8).

    ``sex`` and ``unpaid`` (dollars) are as the schedule tells them, for choosing recipients (K3).
    """

    __tablename__ = "patient"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "source_id", "external_id"),
        Index("ix_patient_family", "family_id"),
        Index("ix_patient_birth_date", "practice_id", "birth_date"),
        one_of("sex", Sex),
        source_id="feed_source",
        family_id="family",
    )

    source_id: Mapped[int | None]
    external_id: Mapped[str] = mapped_column(Text)
    family_id: Mapped[int]
    first_name: Mapped[str] = mapped_column(Text)
    last_name: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(Text)
    unpaid: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    deceased_at: Mapped[datetime | None]


class Address(Tenant, Base):
    """A phone or fax number (E.164), an email or a postal address, shared by whoever has it (C6).

    An unusable one is kept as it was typed, with ``problem`` saying why it cannot be used.
    Suppression belongs here, so it holds for every contact with this address; ``stopped`` names the
    channels over which whoever has it wants nothing more ("text", "voice"; I1, I2).
    """

    __tablename__ = "address"
    __table_args__ = within_practice(
        UniqueConstraint("practice_id", "kind", "value"),
        CheckConstraint("kind in ('phone', 'email', 'mail')", name="kind_word"),
    )

    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(Text)
    suppressed_at: Mapped[datetime | None]
    suppressed_reason: Mapped[str | None] = mapped_column(Text)
    stopped: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))


class Contact(Tenant, Base):
    """A person who may be messaged.

    ``staff_fields`` holds the names of the columns staff edited ("language", "cell_id"): feeds leave
    those alone (B8). The same on ``PatientContact``, where "consents" stands for both lists. A contact
    that turned out to be somebody we had already is kept, ``merged_into_id`` names the one that stays.
    """

    __tablename__ = "contact"
    __table_args__ = within_practice(
        one_of("prefers_reminders", Preference),
        one_of("prefers_recalls", Preference),
        one_of("prefers_notices", Preference),
        one_of("prefers_portal", Preference),
        Index("ix_contact_cell", "cell_id"),
        Index("ix_contact_email", "email_id"),
        Index("ix_contact_merged", "merged_into_id", postgresql_where=text("merged_into_id is not null")),
        cell_id="address",
        home_id="address",
        work_phone_id="address",
        email_id="address",
        work_email_id="address",
        fax_id="address",
        mail_id="address",
        merged_into_id="contact",
    )

    name: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(Text)
    cell_id: Mapped[int | None]
    home_id: Mapped[int | None]
    work_phone_id: Mapped[int | None]
    email_id: Mapped[int | None]
    work_email_id: Mapped[int | None]
    fax_id: Mapped[int | None]
    mail_id: Mapped[int | None]
    prefers_reminders: Mapped[str | None] = mapped_column(Text)
    prefers_recalls: Mapped[str | None] = mapped_column(Text)
    prefers_notices: Mapped[str | None] = mapped_column(Text)
    prefers_portal: Mapped[str | None] = mapped_column(Text)
    staff_fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    merged_into_id: Mapped[int | None]
    changed_at: Mapped[datetime]


class PatientContact(Tenant, Base):
    """One contact of one child: place in the order, authority, end date and consent for this child.

    ``consents`` and ``withdrawn`` hold "purpose:channel" pairs, e.g. "reminders:text". A pair in
    neither is unknown, which is no consent (C5). ``own`` marks the patient's own contact (C7),
    ``alternative`` the one who gets this child's messages instead of the family's contacts (C5).
    ``held_at`` is when this person said that it is not their child: nothing goes to them until staff
    have looked (H5).
    """

    __tablename__ = "patient_contact"
    __table_args__ = within_practice(
        UniqueConstraint("patient_id", "contact_id"),
        UniqueConstraint("patient_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("not (consents && withdrawn)", name="consent_one_way"),
        one_of("authority", Authority),
        Index("ix_patient_contact_contact", "contact_id"),
        Index(
            "uq_patient_contact_alternative",
            "patient_id",
            unique=True,
            postgresql_where=text("alternative"),
        ),
        Index("uq_patient_contact_own", "patient_id", unique=True, postgresql_where=text("own")),
        patient_id="patient",
        contact_id="contact",
    )

    patient_id: Mapped[int]
    contact_id: Mapped[int]
    position: Mapped[int] = mapped_column(SmallInteger)
    relationship: Mapped[str] = mapped_column(Text, server_default="")
    authority: Mapped[str] = mapped_column(Text, server_default="blank")
    authority_text: Mapped[str] = mapped_column(Text, server_default="")
    resides_with: Mapped[bool | None]
    end_date: Mapped[date | None]
    own: Mapped[bool] = mapped_column(server_default=text("false"))
    alternative: Mapped[bool] = mapped_column(server_default=text("false"))
    held_at: Mapped[datetime | None]
    consents: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    withdrawn: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    staff_fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))


class FormerContact(Tenant, Base):
    """A contact that staff took off a child (B8): the schedule does not bring it back, staff may."""

    __tablename__ = "former_contact"
    __table_args__ = within_practice(
        UniqueConstraint("patient_id", "contact_id"),
        Index("ix_former_contact_contact", "contact_id"),
        patient_id="patient",
        contact_id="contact",
        staff_id="staff_user",
    )

    patient_id: Mapped[int]
    contact_id: Mapped[int]
    staff_id: Mapped[int | None]
    removed_at: Mapped[datetime]


class ConsentEvent(Tenant, Base):
    """Consent of a contact for a child given or withdrawn: when, by whom, how it was told (C5). Append-only.

    ``at`` is when it was written down, ``said_on`` the day on which the person said so, if another is
    known. It outlives the tie of the two: who once agreed stays readable.
    """

    __tablename__ = "consent_event"
    __table_args__ = within_practice(
        CheckConstraint("state in ('given', 'withdrawn')", name="state_word"),
        Index("ix_consent_event_patient", "patient_id", "contact_id"),
        patient_id="patient",
        contact_id="contact",
        staff_id="staff_user",
    )

    patient_id: Mapped[int]
    contact_id: Mapped[int]
    pairs: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int | None]
    said_on: Mapped[date | None]
    at: Mapped[datetime]

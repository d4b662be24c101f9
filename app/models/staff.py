"""Staff users, their groups and what a group may do (product A3, A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Numbered, Tenant, within_practice


class StaffUser(Tenant, Base):
    """A person who signs in. ``session_version`` is raised to end every session of theirs at once (A4).

    Somebody invited who has not come yet has an empty ``password_hash``, which no password fits.
    ``totp_secret`` is sealed with the installation's key; two-factor counts from ``totp_since`` on, and
    ``totp_last_step`` is the time step of the last code taken, so that no code is taken twice.
    """

    __tablename__ = "staff_user"
    __table_args__ = within_practice(
        Index("uq_staff_user_email", text("lower(email)"), unique=True),
        group_id="staff_group",
        department_id="department",
    )

    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    group_id: Mapped[int]
    department_id: Mapped[int | None]
    session_version: Mapped[int] = mapped_column(server_default=text("1"))
    phone: Mapped[str] = mapped_column(Text, server_default="")
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_since: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class StaffSession(Tenant, Base):
    """One browser somebody signed in with (A4). ``device`` is what it called itself, in few words.

    ``acted_at`` is the last time something was changed from it: looking writes nothing.
    """

    __tablename__ = "staff_session"
    __table_args__ = within_practice(
        Index("ix_staff_session_staff", "staff_id", "started_at"), staff_id="staff_user"
    )

    staff_id: Mapped[int]
    device: Mapped[str] = mapped_column(Text, server_default="")
    started_at: Mapped[datetime]
    acted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class StaffToken(Tenant, Base):
    """A one-time way in that was sent by email: an invitation or a new password (A3, A4).

    Only its ``digest`` is kept. It is of use once, until ``expires_at``.
    """

    __tablename__ = "staff_token"
    __table_args__ = within_practice(
        UniqueConstraint("digest"),
        CheckConstraint("kind in ('invitation', 'password_reset')", name="kind_word"),
        Index("ix_staff_token_staff", "staff_id"),
        staff_id="staff_user",
    )

    staff_id: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Tenant, Base):
    """One of the codes that stand in for a lost phone (A4), as a digest; of use once."""

    __tablename__ = "recovery_code"
    __table_args__ = within_practice(UniqueConstraint("staff_id", "digest"), staff_id="staff_user")

    staff_id: Mapped[int]
    digest: Mapped[str] = mapped_column(Text)
    used_at: Mapped[datetime | None]


class StaffGroup(Tenant, Base):
    """A group of staff. Administrators hold every permission, also those that come later (A3)."""

    __tablename__ = "staff_group"
    __table_args__ = within_practice(UniqueConstraint("practice_id", "name"))

    name: Mapped[str] = mapped_column(Text)
    administrators: Mapped[bool] = mapped_column(server_default=text("false"))


class GroupPermission(Tenant, Base):
    """One permission code of one group."""

    __tablename__ = "group_permission"
    __table_args__ = within_practice(UniqueConstraint("group_id", "code"), group_id="staff_group")

    group_id: Mapped[int]
    code: Mapped[str] = mapped_column(Text)


class SignInAttempt(Numbered, Base):
    """A failed sign-in, kept as a digest of the address tried, to slow guessing down (A4)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_email", "email_digest", "at"),)

    email_digest: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

"""Staff users, their groups and what a group may do (product A3, A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.columns import Base, Numbered, Tenant, within_practice


class StaffUser(Tenant, Base):
    """A person who signs in. ``session_version`` is raised to end every session of theirs at once (A4)."""

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
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


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

"""Give somebody an account in a practice (product A3, A4)."""

from __future__ import annotations

from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.actions.check_password import ARGON2, Hasher, hash_password
from app.actions.write_audit import Actor, write_audit
from app.models import Department, StaffGroup, StaffUser


class UnusableStaff(ValueError):
    """This account cannot be so; the text says what is wrong and what would do, ``field`` where."""

    def __init__(self, words: str, field: str = "email") -> None:
        super().__init__(words)
        self.field = field


def create_staff(  # noqa: PLR0913 - an account is made of these, and each caller names them
    session: Session,
    now: datetime,
    actor: Actor,
    email: str,
    name: str,
    group: str,
    password: str,
    *,
    department: str | None = None,
    hasher: Hasher = ARGON2,
) -> int:
    """The new staff user's id. ``group`` and ``department`` are names, in any letters.

    Raises UnusableStaff (address not usable or taken, group or department not known) or UnusablePassword.
    """
    address = usable_address(email)
    row = StaffUser(
        email=address,
        name=name.strip() or address.partition("@")[0],
        password_hash=hash_password(password, hasher),
        group_id=_named(session, StaffGroup, group, "group"),
        department_id=_named(session, Department, department, "department") if department else None,
        created_at=now,
    )
    insert_staff(session, row)
    write_audit(session, now, actor, "create", "staff_user", row.id, after={"email": address, "group": group})
    return row.id


def usable_address(email: str) -> str:
    """The address as it is kept. Raises UnusableStaff."""
    example = "Write it like dana@practice.example."
    if not email.strip():
        raise UnusableStaff(f"An email address is missing. {example}")
    try:
        address = validate_email(email.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise UnusableStaff(f"This is not an email address. {error} {example}") from error
    return address


def insert_staff(session: Session, row: StaffUser) -> None:
    """Add the account. Raises UnusableStaff when the address has one already."""
    # An address belongs to one person of all practices, and this session sees only one of them:
    # the database is the one to say that it is taken.
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise UnusableStaff(f"{row.email} already has an account. Use another address.") from error


def _named(session: Session, table: type[StaffGroup | Department], name: str, kind: str) -> int:
    ids: dict[str, int] = {row.name: row.id for row in session.execute(select(table.name, table.id))}
    found = next((known for known in ids if known.lower() == name.strip().lower()), None)
    if found is None:
        raise UnusableStaff(f"There is no {kind} called {name!r}. Known: {', '.join(sorted(ids))}.")
    return ids[found]

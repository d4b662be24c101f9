"""Slow guessing down: five failures lock an address for a while (product A4).

What is counted is named by ``email``: the address of who signs in, or another name of a thing guessed at,
such as the codes of one person.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.models import SignInAttempt

WINDOW = timedelta(minutes=15)
TRIES = 5
KEPT = timedelta(days=1)


def codes_of(staff_id: int) -> str:
    """The name under which wrong codes of one person are counted."""
    return f"code of {staff_id}"


def password_of(staff_id: int) -> str:
    """The name under which wrong passwords are counted of somebody who is signed in and wants a new one."""
    return f"present password of {staff_id}"


def wait_for_turn(session: Session, email: str) -> None:
    """Tries for one address go one after the other, so a hundred at once are still only five."""
    # On the connection itself: a turn belongs to no practice, and a session of one would ask for it.
    turn = text("select pg_advisory_xact_lock(hashtext(:digest))")
    session.connection().execute(turn, {"digest": _digest(email)})


def locked_until(session: Session, now: datetime, email: str) -> datetime | None:
    """When sign-in for this address opens again (UTC); None while it is open.

    Five failures within 15 minutes lock it until the oldest of them is 15 minutes old. Addresses that
    nobody has are locked the same way.
    """
    latest = session.scalars(
        select(SignInAttempt.at)
        .where(SignInAttempt.email_digest == _digest(email), SignInAttempt.at > now - WINDOW)
        .order_by(SignInAttempt.at.desc())
        .limit(TRIES)
    ).all()
    return latest[-1] + WINDOW if len(latest) == TRIES else None


def count_failure(session: Session, now: datetime, email: str) -> None:
    """Remember a failed try for a day, as a digest: addresses of strangers are not kept."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
    session.add(SignInAttempt(email_digest=_digest(email), at=now))
    session.flush()


def forget_failures(session: Session, email: str) -> None:
    """A right password ends the count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.email_digest == _digest(email)))


def _digest(email: str) -> str:
    return sha256(email.lower().encode()).hexdigest()

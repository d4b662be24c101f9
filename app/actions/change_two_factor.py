"""Two-factor sign-in of one person: set up, confirmed, dropped (product A4)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.actions.check_code import recovery_digest, take_code, take_recovery_code
from app.actions.check_password import Hasher, is_right_password
from app.actions.end_sessions import end_sessions
from app.actions.hold_visits import SHARED
from app.actions.keep_administrators import is_administrator, only_administrators
from app.actions.seal_secret import Seal
from app.actions.sign_in import Locked
from app.actions.throttle_sign_in import (
    codes_of,
    count_failure,
    forget_failures,
    locked_until,
    wait_for_turn,
)
from app.actions.write_audit import Actor, write_audit
from app.models import Practice, RecoveryCode, StaffUser

CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_GROUPS, _IN_GROUP = 4, 4


class WrongCode(ValueError):
    """The code was not right, so two-factor sign-in is not on."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gave to show who they are, and what it is checked with."""

    password: str
    code: str
    hasher: Hasher
    seal: Seal


def begin_two_factor(session: Session, staff_id: int, seal: Seal) -> None:
    """Make a new secret for somebody's phone; it counts only once a code of it was given."""
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if staff.totp_since is None:
        staff.totp_secret, staff.totp_last_step = seal.close(pyotp.random_base32()), None


def confirm_two_factor(
    session: Session, now: datetime, actor: Actor, staff_id: int, code: str, seal: Seal
) -> list[str]:
    """Two-factor sign-in counts from now on. The recovery codes, to be shown this once. Raises WrongCode."""
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if staff.totp_since is not None:
        raise WrongCode("Two-factor sign-in is on already.")
    if not take_code(staff, now, code, seal):
        raise WrongCode("This code is not right. Wait for the next one on your phone and type its 6 digits.")
    staff.totp_since = now
    write_audit(session, now, actor, "turn_on_two_factor", "staff_user", staff_id)
    return _new_recovery_codes(session, staff_id)


def drop_two_factor(
    session: Session, now: datetime, actor: Actor, staff_id: int, proof: Proof, keep: int
) -> int | Locked | None:
    """Turn two-factor off with password and code, or recovery code. The new session version.

    The session ``keep`` goes on, all others end. None when one of both is not right, without saying
    which: it counts as a failed code.
    """
    turn = codes_of(staff_id)
    wait_for_turn(session, turn)
    until = locked_until(session, now, turn)
    if until is not None:
        return Locked(until)
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    right = is_right_password(staff.password_hash, proof.password, proof.hasher)
    if not right or not _right_code(session, now, staff, proof):
        count_failure(session, now, turn)
        return None
    forget_failures(session, turn)
    _forget(session, staff)
    write_audit(session, now, actor, "turn_off_two_factor", "staff_user", staff_id)
    return end_sessions(session, now, staff_id, keep)


def reset_two_factor(session: Session, now: datetime, actor: Actor, staff_id: int) -> bool:
    """An administrator takes it off somebody who lost phone and codes; ends their sessions.

    False when they have none. Raises NotForYou.
    """
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if staff.totp_secret is None:
        return False
    if is_administrator(session, staff):
        only_administrators(session, actor)
    _forget(session, staff)
    write_audit(session, now, actor, "reset_two_factor", "staff_user", staff_id)
    end_sessions(session, now, staff_id)
    return True


def require_two_factor(session: Session, now: datetime, actor: Actor, *, required: bool) -> bool:
    """From now on everybody of the practice sets it up before anything else. False when nothing changed.

    Raises NotForYou unless an administrator asks for it (A4).
    """
    only_administrators(session, actor, "decide whether everybody needs two-factor sign-in")
    practice = session.get_one(Practice, session.info["practice_id"], with_for_update=SHARED)
    if practice.require_two_factor == required:
        return False
    before, practice.require_two_factor = practice.require_two_factor, required
    write_audit(
        session, now, actor, "change", "practice", practice.id,
        before={"require_two_factor": before}, after={"require_two_factor": required},
    )  # fmt: skip
    return True


def _right_code(session: Session, now: datetime, staff: StaffUser, proof: Proof) -> bool:
    phone = take_code(staff, now, proof.code, proof.seal)
    return phone or take_recovery_code(session, now, staff, proof.code)


def _new_recovery_codes(session: Session, staff_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = [_recovery_code() for _ in range(CODES)]
    session.add_all(RecoveryCode(staff_id=staff_id, digest=recovery_digest(code)) for code in codes)
    return codes


def _recovery_code() -> str:
    """E.g. "k7mq-2fpx-9d3w-h8rt": 79 bits, so a plain digest of it is enough."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _forget(session: Session, staff: StaffUser) -> None:
    staff.totp_secret = staff.totp_since = staff.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))

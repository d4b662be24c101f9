"""Passwords: kept as argon2 hashes, checked in the same time whether or not anybody has the address (A4)."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 10


class UnusablePassword(ValueError):
    """A password that is too easy to guess; the text says what is wanted."""


class Hasher(Protocol):
    """What is needed of argon2, so that tests can bring one with cheap parameters."""

    def __hash__(self) -> int: ...

    def hash(self, password: str) -> str: ...

    def verify(self, hash: str, password: str) -> bool: ...  # noqa: A002 - argon2's own name


ARGON2 = PasswordHasher()


def hash_password(password: str, hasher: Hasher = ARGON2) -> str:
    """The hash to keep. Raises UnusablePassword for one that is too short."""
    if len(password) < LEAST_LENGTH:
        raise UnusablePassword(
            f"A password needs at least {LEAST_LENGTH} characters. A short sentence is easy to remember."
        )
    return hasher.hash(password)


def is_right_password(password_hash: str | None, password: str, hasher: Hasher = ARGON2) -> bool:
    """Does the password fit? With no hash (nobody has the address) it works just as long and says no.

    Nor does any password fit an empty hash: that of somebody invited who has not chosen one yet.
    """
    try:
        return hasher.verify(password_hash or _nobody(hasher), password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=8)
def _nobody(hasher: Hasher) -> str:
    return hasher.hash("nobody has this password")

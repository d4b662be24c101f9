"""What is not sent to any more, in words: one address, or a whole email domain (product C6)."""

from __future__ import annotations

import re

from app.domain.failures import failure_of

WHOLE_DOMAIN = "domain"
"""The reason of an address that is blocked because its domain is."""

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def blocked_because(reason: str | None) -> str:
    """Why nothing goes to an address, from the reason in the data, which staff may have written."""
    if reason == WHOLE_DOMAIN:
        return "Its whole email domain is on the do-not-send list."
    failure = failure_of(reason)
    return failure.words if failure else (reason or "")


def domain_of(value: str) -> str:
    """What stands behind the @ of an email address, in small letters; empty for anything else."""
    _, at, domain = value.rpartition("@")
    return domain.lower() if at else ""


def read_domain(typed: str) -> str | None:
    """A domain as typed ("example.com", "@Example.com"), in small letters; None if it is none."""
    domain = typed.strip().lower().removeprefix("@").rstrip(".")
    return domain if _DOMAIN.fullmatch(domain) else None

"""How the loopback vendor can answer one request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answering:
    """One way to answer. ``takes`` says whether the vendor keeps the message, whatever it answers."""

    kind: str
    takes: bool = False
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


OK = Answering("ok", takes=True)
"""Takes the message and says so, as the vendor does."""

HANG = Answering("hang", takes=True)
"""Takes the message and never answers."""

ACCEPT_AND_DROP = Answering("close", takes=True)
"""Takes the message and closes the connection without an answer."""

DROP = Answering("close")
"""Closes the connection before it reads the message."""

GARBAGE = Answering("garbage", takes=True)
"""Takes the message and answers with something that is not HTTP."""


def throttled(retry_after: str = "", body: Any = None) -> Answering:
    """429, with Retry-After when given (seconds or a date)."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    return Answering("status", status=429, headers=headers, body=body)


def refused(status: int, body: Any = None, headers: dict[str, str] | None = None) -> Answering:
    """Any other status, with a JSON document, text or bytes as its body. 2xx takes the message."""
    return Answering("status", 200 <= status < 300, status, headers or {}, body)


def server_error(status: int = 500) -> Answering:
    """The vendor is in trouble."""
    return Answering("status", status=status, body="<html>Oops</html>")

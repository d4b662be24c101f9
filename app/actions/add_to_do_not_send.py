"""Put what staff typed on the do-not-send list: a number, an email address, a whole domain (product C6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.block_domain import block_domain
from app.actions.keep_address import keep_address
from app.actions.suppress_address import suppress_address
from app.actions.write_audit import Actor
from app.domain.do_not_send import read_domain
from app.feeds.addresses import ReadAddress, read_email, read_phone


@dataclass(frozen=True, slots=True)
class Listed:
    """What is on the list now, as stored. ``domain`` says that it is a whole email domain."""

    value: str
    domain: bool


def add_to_do_not_send(
    session: Session, now: datetime, actor: Actor, typed: str, reason: str
) -> Listed | dict[str, str]:
    """What is on the list from now on, or what is wrong under "what". The first reason given stays."""
    domain = read_domain(typed) if "@" not in typed.strip()[1:] else None
    if domain:
        block_domain(session, now, actor, domain, reason)
        return Listed(domain, True)
    read = _read(typed)
    if read.problem:
        example = (
            "Write a number like (937) 555-0142, an email like ana@example.com, or a domain like example.com."
        )
        return {"what": f"{read.problem} {example}" if typed else f"Nothing is typed. {example}"}
    suppress_address(session, now, actor, keep_address(session, read), reason)
    return Listed(read.value, False)


def _read(typed: str) -> ReadAddress:
    return read_email(typed) if "@" in typed else read_phone(typed)

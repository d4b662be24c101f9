"""Mails to staff as they arrive in the sandbox, and the keys in them."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from app import clock
from app.actions.deliver_messages import deliver_messages
from app.models import SandboxDelivery
from app.work import work_everywhere


def staff_mails(app: Flask, address: str) -> list[SandboxDelivery]:
    """Deliver what waits; the mails to an address, oldest first."""
    extensions = app.extensions
    deliver_messages(clock.now(), extensions["deskbell.exits"], extensions["deskbell.signer"])
    with work_everywhere() as session:
        found = select(SandboxDelivery).where(SandboxDelivery.address == address)
        return list(session.scalars(found.order_by(SandboxDelivery.id)))


def way_in(mail: SandboxDelivery) -> str:
    """The path of the mail's link, e.g. /join/…; the same in text and HTML."""
    found = re.search(r"https?://[^/\s]+(/(?:join|reset)/[\w-]{43})\b", mail.body)
    assert found, mail.body
    assert found[1] in mail.html
    return found[1]

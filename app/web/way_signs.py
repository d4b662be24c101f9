"""What every staff page says of the ways out: that nothing leaves, or what does not work (product L5, G8)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, url_for

from app.domain.going_live import SandboxSign, outage_sentence
from app.domain.going_live import sandbox_sign as sign_for
from app.queries.outages import Outage
from app.queries.ways_out import WaysOut, ways_out
from app.web.access import current_practice_id
from app.web.filters import clock_time, counted, this_moment
from app.work import reading

_VENDORS = {
    "vonage_text": "Vonage",
    "vonage_voice": "Vonage",
    "sendgrid_email": "SendGrid",
    "fax_gateway": "SendGrid",
}


@dataclass(frozen=True, slots=True)
class OutageLine:
    """One way out that does not work: what is wrong, and what happens with the messages."""

    words: str
    rest: str


def lay_signs(app: Flask) -> None:
    """Give the layout its words."""
    app.jinja_env.globals.update(sandbox_sign=sandbox_sign, outage_lines=outage_lines, outbox_url=outbox_url)


def sandbox_sign() -> SandboxSign | None:
    """What the bar says; None once everything really leaves."""
    ways = _ways()
    return sign_for(ways.live, demo=ways.demo)


def outage_lines() -> list[OutageLine]:
    """The banners, the longest outage first."""
    return [_line(each, _ways()) for each in _ways().outages]


def outbox_url() -> str:
    """Where messages of the sandbox arrive."""
    return url_for("sandbox.index")


def _line(outage: Outage, ways: WaysOut) -> OutageLine:
    channels = [each for each in outage.channels if each in ways.live]
    vendor = _VENDORS.get(outage.provider, "The provider")
    if outage.waiting:
        kept = f"{counted(outage.waiting, 'message waits', 'messages wait')}, none is lost."
    else:
        kept = "No message waits."
    again = f"Trying again at {clock_time(outage.next_try_at)}. {kept}"
    return OutageLine(outage_sentence(channels, vendor, outage.reason), again)


def _ways() -> WaysOut:
    """Asked once a request."""
    if "ways_out" not in g:
        with reading(current_practice_id()) as session:
            g.ways_out = ways_out(session, this_moment(), current_app.extensions["deskbell.exits"])
    ways: WaysOut = g.ways_out
    return ways

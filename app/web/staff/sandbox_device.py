"""A family's phone, inbox, fax tray or letter box in the sandbox: read, answer, report (product G1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.force_outcome import force_outcome
from app.actions.receive_text import receive_text
from app.actions.report_arrival import report_arrival
from app.domain.permissions import Permission
from app.domain.preferences import Channel
from app.domain.sandbox_reports import failures_over, reports_over
from app.queries.sandbox_device import Device, sandbox_arrival, sandbox_device
from app.queries.sandbox_reach import kept_here
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, nothing_new, refused, see_other
from app.web.sandbox_pages import OUTCOMES, reader
from app.work import reading, work

blueprint = Blueprint("sandbox_device", __name__, url_prefix="/sandbox/device")
PAGE, FRAGMENT = "staff/sandbox/device.html", "staff/sandbox/_device.html"
LONGEST_TEXT, LONGEST_ADDRESS = 1600, 400
QUICK = ("C", "X", "HELP", "STOP", "START")
_may = requires(Permission.BASIC_MESSAGING)


@blueprint.get("/<any(text, email, voice, fax, letter):channel>")
@_may
def show(channel: str) -> Response | AnyResponse:
    """All that came to ``address``, and what was written back. Without an address: back to all."""
    if not _address():
        return see_other(url_for("sandbox.index", channel=channel))
    return fragment_or_page(PAGE, FRAGMENT, **_context(channel))


@blueprint.get("/<any(text, email, voice, fax, letter):channel>/newest")
@requires(Permission.BASIC_MESSAGING, background=True)
def newest(channel: str) -> Response:
    """What the page asks for every few seconds: nothing while nothing changed."""
    device = _device(channel) if _address() else None
    if device is None or device.mark == request.args.get("mark"):
        return nothing_new()
    return fragment_or_page(PAGE, FRAGMENT, **_context(channel))


@blueprint.post("/text/reply")
@_may
def reply() -> Response | AnyResponse:
    """The family writes a text: the same happens as when the phone company brings it."""
    device, body = _device("text"), request.form.get("body", "").strip()[:LONGEST_TEXT]
    if not device.answers:
        return refused(
            PAGE, FRAGMENT, **_context("text", {"body": "This phone gets its texts for real now."})
        )
    if not body:
        return refused(PAGE, FRAGMENT, **_context("text", {"body": "Write what the family answers."}))
    now, signer = this_moment(), current_app.extensions["deskbell.signer"]
    with work(current_practice_id()) as session:
        event_id = f"sandbox-text-{uuid4().hex}"
        receive_text(session, now, current_practice_id(), device.address, body, event_id, now, signer)
    return see_other(_here(device), "Sent. An automatic answer comes within seconds.")


@blueprint.post("/<any(text, email, voice, fax, letter):channel>/outcome")
@_may
def force(channel: str) -> Response | AnyResponse:
    """Say what the next message to this address shall meet."""
    device, outcome = _device(channel), request.form.get("outcome", "")[:40]
    why = request.form.get("category", "")[:40]
    with work(current_practice_id()) as session:
        errors = force_outcome(session, this_moment(), current_actor(), device.address, outcome, why)
    if errors:
        return refused(PAGE, FRAGMENT, **_context(channel, errors))
    return see_other(_here(device), "The next message meets it." if outcome else "It arrives as usual.")


@blueprint.post("/arrivals/<int:delivery_id>/report")
@_may
def report(delivery_id: int) -> AnyResponse:
    """Say what became of a message that arrived: a receipt, as its vendor would send it."""
    word = request.form.get("report", "")[:40]
    with work(current_practice_id()) as session:
        seen = sandbox_arrival(session, this_moment(), _link_url, reader(), delivery_id) or abort(404)
        back = url_for("sandbox_device.show", channel=seen[0].channel, address=seen[0].address)
        if not kept_here(session, [seen[1].message_id or 0]):
            return see_other(back, "This address gets its messages for real now: nothing was reported.")
        new = report_arrival(session, this_moment(), delivery_id, word)
    return see_other(back, "Reported." if new else "That was reported already: nothing changed.")


def _address() -> str:
    return request.values.get("address", "")[:LONGEST_ADDRESS].strip()


def _link_url(link_id: int) -> str:
    url: str = current_app.extensions["deskbell.signer"].url(link_id)
    return url


def _device(channel: str) -> Device:
    with reading(current_practice_id()) as session:
        way = Channel(channel)
        found = sandbox_device(session, this_moment(), _link_url, reader(), way, _address())
    return found or abort(404)


def _here(device: Device) -> str:
    return url_for("sandbox_device.show", channel=device.channel.value, address=device.address)


def _context(channel: str, errors: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "device": _device(channel),
        "reports": reports_over(channel),
        "failures": failures_over(channel),
        "outcomes": OUTCOMES,
        "quick": QUICK,
        "errors": errors or {},
        "typed": request.form.get("body", ""),
    }

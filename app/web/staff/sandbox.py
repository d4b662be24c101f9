"""The sandbox outbox: every message as it would arrive, and what the next one shall meet (product G1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.force_outcome import force_outcome
from app.actions.run_tick import run_tick
from app.domain.permissions import Permission
from app.domain.staff_words import CHANNELS
from app.queries.sandbox_outbox import NEWEST, email_html, sandbox_outbox
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, nothing_new, refused, see_other
from app.web.sandbox_pages import OUTCOMES, reader
from app.work import reading, work

blueprint = Blueprint("sandbox", __name__, url_prefix="/sandbox")
PAGE, FRAGMENT = "staff/sandbox/index.html", "staff/sandbox/_outbox.html"
MOST = 1000
# A mail may look as it likes and may open its links in a new tab. It may not run, load or send anything.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_may = requires(Permission.BASIC_MESSAGING)


@blueprint.get("")
@_may
def index() -> Response:
    """The newest messages first; texts to one number as one phone."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.get("/newest")
@requires(Permission.BASIC_MESSAGING, background=True)
def newest() -> Response:
    """What the page asks for every few seconds: nothing while nothing changed."""
    context = _context()
    if context["outbox"].mark == request.args.get("mark"):
        return nothing_new()
    return fragment_or_page(PAGE, FRAGMENT, **context)


@blueprint.get("/<int:delivery_id>/mail")
@_may
def mail(delivery_id: int) -> Response:
    """The HTML of an email, for its frame: under a policy of its own, without any script."""
    with reading(current_practice_id()) as session:
        html = email_html(session, delivery_id, reader())
    if html is None:
        abort(404)
    # Its links leave the frame: a parent's page refuses to be framed.
    response = make_response(html.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/outcome")
@_may
def force() -> Response | AnyResponse:
    """Say what the next message to an address shall meet."""
    address, outcome = request.form.get("address", "")[:200], request.form.get("outcome", "")[:40]
    with work(current_practice_id()) as session:
        errors = force_outcome(session, this_moment(), current_actor(), address, outcome)
    if errors:
        return refused(PAGE, FRAGMENT, **_context(errors, {"address": address, "outcome": outcome}))
    words = "The next message to this address meets it." if outcome else "The next message arrives as usual."
    return see_other(url_for("sandbox.index"), words)


@blueprint.post("/tick")
@_may
def turn_clock() -> AnyResponse:
    """One turn of the clock for this practice, now: plan and deliver what is due."""
    extensions = current_app.extensions
    tick = run_tick(
        this_moment(),
        extensions["deskbell.exits"],
        extensions["deskbell.signer"],
        current_practice_id(),
    )
    sent = tick.sent + tick.notices
    words = f"The clock ran. Sent: {sent}. Not sent: {sum(tick.skipped.values())}."
    return see_other(url_for("sandbox.index"), words)


def _context(
    errors: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    channel, address = request.args.get("channel", "")[:20], request.args.get("address", "")[:200]
    limit = min(request.args.get("limit", NEWEST, type=int), MOST)
    link_url = current_app.extensions["deskbell.signer"].url
    with reading(current_practice_id()) as session:
        outbox = sandbox_outbox(session, this_moment(), link_url, reader(), channel, address, max(limit, 1))
    return {
        "outbox": outbox,
        "channels": {each.value: CHANNELS[each] for each in CHANNELS},
        "outcomes": OUTCOMES,
        "asked": {"channel": channel, "address": address, "limit": limit},
        "errors": errors or {},
        "typed": typed or {},
    }

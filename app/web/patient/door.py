"""What all parents' pages share: open to whoever has the link, counted, kept private (H1, H2)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from app.extensions import csrf, limiter
from app.web.patient import failures, throttle


def parents_blueprint(name: str, import_name: str, prefix: str) -> Blueprint:
    """Pages below ``prefix`` whose addresses hold a signed ``token``."""
    room = Blueprint(name, import_name, url_prefix=prefix)
    # No CSRF token: it guards what a browser's cookie could do in somebody's name, and these pages know
    # no cookie. Whoever can send the form knows the signed link, and the link is the right to answer.
    csrf.exempt(room)
    # They count for themselves, see throttle.py.
    limiter.exempt(room)
    room.before_request(throttle_requests)
    room.after_request(keep_private)
    room.register_error_handler(404, no_such_link)
    room.register_error_handler(429, failures.too_many_tries)
    room.register_error_handler(500, failures.our_fault)
    return room


def throttle_requests() -> None:
    """Too many requests of one address or link in a minute get 429."""
    address = request.remote_addr or ""
    # A page without a link in its address counts by who asks.
    link = next(iter((request.view_args or {}).values()), address)[:32]
    if not throttle.admits(address, link, request.method == "POST"):
        abort(429)


def no_such_link(error: HTTPException) -> Response:
    """Whoever guesses is stopped; a family with a good link at the same address is not."""
    if throttle.admits_guess(request.remote_addr or ""):
        return failures.not_found(error)
    return failures.too_many_tries(error)


def keep_private(response: Response) -> Response:
    """Nobody stores, indexes or passes on a parent's page."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

"""A room for one vendor's webhooks: no login, no cookie, a bounded body, answers that a machine can read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import structlog
from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import Counter
from werkzeug.exceptions import HTTPException

from app.extensions import csrf, limiter
from app.web.filters import this_moment
from app.web.health import REGISTRY
from app.web.hooks.signatures import Refusal, check_sendgrid, check_vonage

LARGEST_BODY = 1024 * 1024
"""Bytes. A hundred of SendGrid's events are a tenth of it."""

_KIND = re.compile(r"[a-z_ ]{1,40}", re.ASCII)

log = structlog.get_logger(__name__)
TOLD = Counter(
    "deskbell_webhook_events",
    "What vendors told us, by webhook and what came of it: new, nothing_new, not_ours, not_understood,"
    " refused.",
    ["hook", "outcome"],
    registry=REGISTRY,
)
Asked = ParamSpec("Asked")


def hook_room(name: str, url_prefix: str) -> Blueprint:
    """A blueprint that needs no CSRF token and no login: a signature opens it. Name it in PUBLIC_ROOMS."""
    room = Blueprint(name, __name__, url_prefix=url_prefix)
    csrf.exempt(room)
    limiter.exempt(room)
    room.before_request(_bound_body)
    room.register_error_handler(Refusal, _refuse)
    room.register_error_handler(HTTPException, _explain)
    room.register_error_handler(500, _our_fault)
    return room


def signed_by_vonage(view: Callable[Asked, Response]) -> Callable[Asked, Response]:
    """Only what Vonage signed for this account reaches the view."""

    @wraps(view)
    def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Response:
        settings = current_app.extensions["deskbell.settings"]
        check_vonage(
            request.headers.get("Authorization", ""),
            request.get_data(),
            this_moment(),
            secret=settings.vonage_signature_secret,
            api_key=settings.vonage_api_key,
        )
        return view(*args, **kwargs)

    return guarded


def signed_by_sendgrid(view: Callable[Asked, Response]) -> Callable[Asked, Response]:
    """Only what SendGrid signed with this installation's key reaches the view."""

    @wraps(view)
    def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Response:
        check_sendgrid(
            request.headers.get("X-Twilio-Email-Event-Webhook-Signature", ""),
            request.headers.get("X-Twilio-Email-Event-Webhook-Timestamp", ""),
            request.get_data(),
            this_moment(),
            public_key=current_app.extensions["deskbell.settings"].sendgrid_webhook_public_key,
        )
        return view(*args, **kwargs)

    return guarded


def count(hook: str, outcome: str, number: int = 1) -> None:
    """Count ``number`` things told for /metrics."""
    if number:
        TOLD.labels(hook, outcome).inc(number)


def acknowledge() -> Response:
    """204: heard, whether or not it meant anything to us. The vendor does not send it again."""
    return Response(status=204)


def not_understood(hook: str, what: str) -> Response:
    """Acknowledged, since sending it again would not help; ``what`` names the kind of thing for the log.

    A name that is no plain word of an interface may be anything, also somebody's: it is left out.
    """
    count(hook, "not_understood")
    log.warning("webhook not understood", hook=hook, what=what if _KIND.fullmatch(what) else "other")
    return acknowledge()


def not_ours(hook: str) -> Response:
    """Acknowledged: a report about a message that this installation did not send."""
    count(hook, "not_ours")
    return acknowledge()


def problem(status: int, title: str, detail: str) -> Response:
    """An error as a problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def _bound_body() -> None:
    # What says at once that it is too long is not even read; what does not say its length is read up to the
    # house's own limit.
    if (request.content_length or 0) > LARGEST_BODY or len(request.get_data()) > LARGEST_BODY:
        abort(413)


def _refuse(refusal: Refusal) -> Response:
    count(str(request.endpoint), "refused")
    log.warning("webhook refused", hook=request.endpoint, status=refusal.status, why=refusal.title)
    return problem(refusal.status, refusal.title, refusal.detail)


def _explain(error: HTTPException) -> Response:
    return problem(error.code or 500, error.name, "Send one JSON document of at most 1 MB with POST.")


def _our_fault(_: Exception) -> Response:
    # 503 and not 500: whatever went wrong here, the vendor shall bring it again.
    return problem(503, "Something went wrong on our side", "Nothing was saved. Send it again later.")

"""How a view answers: a page, its fragment, a way on. The only place that reads and writes HX-* headers."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse


def is_from_htmx() -> bool:
    """Was this asked for by a part of a page? A boosted link or the Back button wants a whole page."""
    asked: Any = request
    return bool(asked.htmx) and not asked.htmx.boosted and not asked.htmx.history_restore_request


def fragment_or_page(
    page_template: str, fragment_template: str, status: int = 200, **context: Any
) -> Response:
    """The fragment for htmx, the whole page for everybody else. Both get the same values."""
    template = fragment_template if is_from_htmx() else page_template
    return make_response(render_template(template, **context), status)


def see_other(url: str, words: str = "", undo: str = "") -> AnyResponse:
    """After a POST: on to ``url`` with a line that says what happened.

    ``undo`` is the address of the POST that takes it back. 303; with htmx the browser goes there itself.
    """
    if words:
        flash(words, undo)
    return go_to(url)


def go_to(url: str) -> AnyResponse:
    """To another page: a redirect, or for htmx the header that makes the browser leave the page."""
    if not is_from_htmx():
        return redirect(url, 302 if request.method in {"GET", "HEAD"} else 303)
    response = make_response("", 401 if "/login" in url else 204)
    response.headers["HX-Redirect"] = url
    return response


def refused(page_template: str, fragment_template: str, **context: Any) -> Response:
    """422: the form again, with its errors. Nothing was saved."""
    return fragment_or_page(page_template, fragment_template, 422, **context)


def changed_meanwhile(page_template: str, fragment_template: str, **context: Any) -> Response:
    """409: somebody else was faster; the new state is shown. Nothing was saved."""
    return fragment_or_page(page_template, fragment_template, 409, **context)


def nothing_new() -> Response:
    """204: for a page that asks again and again."""
    return make_response("", 204)


def keep_private(response: Response) -> Response:
    """Headers every answer carries: strict sources, no framing, nothing kept of people's pages.

    A view that needs other sources (a parent's page, a mail in a frame) sets its own first.
    """
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint not in {"static", "vendor.static"}:
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("HX-Request")
    return response


_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " media-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

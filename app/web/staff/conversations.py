"""Conversations: what families wrote, what we answered, and who must still read it (product I3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zlib import crc32

from flask import Blueprint, Response, request, url_for

from app.domain.permissions import Permission
from app.queries.conversation_list import (
    ConversationsAsked,
    Mark,
    ThreadLine,
    conversation_list,
    departments_with_unread,
)
from app.web.access import current_practice_id, requires
from app.web.report_address import number_of
from app.web.respond import fragment_or_page, nothing_new
from app.web.way_signs import outage_lines
from app.work import reading

blueprint = Blueprint("conversations", __name__, url_prefix="/conversations")
PAGE, LIST = "staff/conversations/index.html", "staff/conversations/_conversations.html"
CHANGES = "staff/conversations/changes.html"
FILTERS = ("q", "department", "unread")


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """Who waits for an answer first, then the newest; the filters stand in the address."""
    return fragment_or_page(PAGE, LIST, **_context())


@blueprint.get("/newest")
@requires(Permission.BASIC_MESSAGING, background=True)
def newest() -> Response:
    """What changed since the page was drawn: rows change where they stand, a link offers the new order."""
    context = _context()
    held = request.args.get("held", "").split("-")
    news = [each for each in context["lines"] if digest(each) not in held]
    if not news and request.args.get("outages", "") == _outages():
        return nothing_new()
    return fragment_or_page(CHANGES, CHANGES, **{**context, "news": news, "swapped": True})


def digest(value: Any) -> str:
    """A short name for a state, to tell it from another."""
    return format(crc32(repr(value).encode()), "x")


def _context() -> dict[str, Any]:
    given = {name: request.args.get(name, "")[:80].strip() for name in FILTERS}
    asked = ConversationsAsked(
        department_id=number_of(given["department"]) or None,
        unread=given["unread"] == "yes",
        words=given["q"],
    )
    with reading(current_practice_id()) as session:
        lines, older = conversation_list(session, asked, _mark(request.args.get("older", "")))
        departments = departments_with_unread(session)
    return {
        "lines": lines,
        "asked": asked,
        "filters": {name: value for name, value in given.items() if value},
        "departments": departments,
        "older": f"{int(older.waits)}~{older.at.isoformat()}~{older.last_id}" if older else "",
        "live_url": _live_url(given, lines),
    }


def _live_url(given: dict[str, str], lines: list[ThreadLine]) -> str:
    older = request.args.get("older", "")[:80]
    held = "-".join(map(digest, lines))
    asked: dict[str, Any] = {**given, "held": held, "older": older, "outages": _outages()}
    return url_for("conversations.newest", **{name: value for name, value in asked.items() if value})


def _outages() -> str:
    """What the page says of ways out that do not work, to tell it from another; empty while all work."""
    lines = outage_lines()
    return digest(lines) if lines else ""


def _mark(words: str) -> Mark | None:
    waits, _, rest = words.partition("~")
    at, _, last_id = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return Mark(waits == "1", moment, number_of(last_id)) if moment.tzinfo else None

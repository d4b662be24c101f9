"""One conversation: read it, answer it, hand it to somebody else (product I3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zlib import crc32

from flask import Blueprint, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.mark_conversation import assign_conversation, mark_read, mark_unread
from app.actions.send_private import Sent, SomethingNew, TypedPrivate, send_private
from app.domain.conversations import PrivateText, Thread, private_text
from app.domain.permissions import Permission
from app.domain.sms_length import plain_version
from app.queries.conversation import Conversation, conversation, departments
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment
from app.web.per_person import per_person
from app.web.report_address import number_of
from app.web.respond import changed_meanwhile, fragment_or_page, nothing_new, refused, see_other
from app.work import reading, work

blueprint = Blueprint("conversation", __name__, url_prefix="/conversations")
PAGE, FRAGMENT = "staff/conversations/show.html", "staff/conversations/_conversation.html"
LINES, METER = "staff/conversations/newest.html", "staff/conversations/_meter.html"
LONGEST = 2000
NEWS = "Something new came while you were writing. Read it, then send again."
# A link as long as any within the first 900 million.
_FAR_LINK = 62**5 - 1
_view = requires(Permission.BASIC_MESSAGING)
_act = requires(Permission.PRIVATE_MESSAGES)


@blueprint.get("/contact/<int:contact_id>")
@blueprint.get("/number/<path:number>")
@_view
def show(contact_id: int = 0, number: str = "") -> Response:
    """What was said, the newest last; fifty lines at a time."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(Thread(contact_id or None, number)))


@blueprint.get("/newest/contact/<int:contact_id>")
@blueprint.get("/newest/number/<path:number>")
@requires(Permission.BASIC_MESSAGING, background=True)
def newest(contact_id: int = 0, number: str = "") -> Response:
    """What the page asks for every few seconds: the lines again when something changed."""
    context = _context(Thread(contact_id or None, number))
    if context["mark"] == request.args.get("mark"):
        return nothing_new()
    return fragment_or_page(LINES, LINES, **context, swapped=True)


@blueprint.post("/answer/contact/<int:contact_id>")
@blueprint.post("/answer/number/<path:number>")
@_act
@per_person("30/minute")
def answer(contact_id: int = 0, number: str = "") -> Response | AnyResponse:
    """One text to the family. Whoever wrote meanwhile is read first."""
    thread = Thread(contact_id or None, number)
    context = _context(thread)
    typed = TypedPrivate(
        _body(), number_of(request.form.get("visit", "")) or None, request.form.get("seen", "")
    )
    with work(current_practice_id()) as session:
        done = send_private(
            session, this_moment(), current_actor(), current_app.extensions["deskbell.signer"], thread, typed
        )
    if isinstance(done, Sent):
        return see_other(_url(thread), "Sent. It goes out in a moment.")
    if isinstance(done, SomethingNew):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(thread, typed=typed.body), news=NEWS)
    return refused(PAGE, FRAGMENT, **{**context, **_typed(context["talk"], typed.body)}, errors=done.faults)


@blueprint.post("/measure/contact/<int:contact_id>")
@blueprint.post("/measure/number/<path:number>")
@_act
def measure(contact_id: int = 0, number: str = "") -> Response:
    """How long the words would be as a text, or the same words in plain letters; nothing is sent."""
    body = plain_version(_body()) if "plain" in request.form else _body()
    context = _context(Thread(contact_id or None, number), typed=body)
    return fragment_or_page(PAGE, FRAGMENT if "plain" in request.form else METER, **context)


@blueprint.post("/mark/<any(read, unread):state>/contact/<int:contact_id>")
@blueprint.post("/mark/<any(read, unread):state>/number/<path:number>")
@_act
def mark(state: str, contact_id: int = 0, number: str = "") -> AnyResponse:
    """Everything is read, or the last of it waits for somebody again."""
    thread = Thread(contact_id or None, number)
    _context(thread)
    with work(current_practice_id()) as session:
        if state == "read":
            mark_read(session, this_moment(), current_actor(), thread)
        else:
            mark_unread(session, thread)
    if state == "unread":
        return see_other(url_for("conversations.index"), "Marked as unread.")
    return see_other(_url(thread), "Marked as read.")


@blueprint.post("/department/contact/<int:contact_id>")
@blueprint.post("/department/number/<path:number>")
@_act
def assign(contact_id: int = 0, number: str = "") -> AnyResponse:
    """Hand the conversation to a department."""
    thread = Thread(contact_id or None, number)
    _context(thread)
    department_id = number_of(request.form.get("department", ""))
    with work(current_practice_id()) as session:
        known = assign_conversation(session, this_moment(), current_actor(), thread, department_id)
        name = dict(departments(session)).get(department_id, "")
    if not known:
        abort(404)
    return see_other(_url(thread), f"This conversation is with {name} now.")


def _body() -> str:
    return request.form.get("body", "").replace("\r\n", "\n")[:LONGEST]


def _url(thread: Thread, view: str = "show", **more: Any) -> str:
    who = {"contact_id": thread.contact_id} if thread.contact_id else {"number": thread.number}
    return url_for(f"conversation.{view}", **who, **more)


def _context(thread: Thread, typed: str = "") -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        talk = conversation(session, this_moment(), thread, _before(request.args.get("older", "")))
        places = departments(session)
    if talk is None:
        abort(404)
    mark = format(crc32(repr(talk.lines).encode()), "x")
    older = f"{talk.older[0].isoformat()}~{talk.older[1]}~{talk.older[2]}" if talk.older else ""
    return {
        "talk": talk,
        "departments": places,
        "mark": mark,
        "older_url": _url(thread, older=older) if older else "",
        "to": lambda view, **more: _url(thread, view, **more),
        **_typed(talk, typed),
    }


def _typed(talk: Conversation, body: str) -> dict[str, Any]:
    """What was written, and its size with the practice's name and, if it goes along, a link."""
    link = current_app.extensions["deskbell.signer"].url(_FAR_LINK) if request.form.get("visit") else ""
    said: PrivateText = private_text(talk.practice, body, link)
    return {"typed": body, "said": said, "chosen": request.form.get("visit", "")}


def _before(words: str) -> tuple[datetime, int, int] | None:
    at, _, rest = words.partition("~")
    side, _, last = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, number_of(side), number_of(last)) if moment.tzinfo else None

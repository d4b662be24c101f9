"""A phone call in the sandbox, turn by turn: the words a family hears and the keys it presses (G1, I2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from flask import Blueprint, Response, abort, current_app, request

from app.actions.keep_key import KeyPressed
from app.actions.leave_message import leave_message
from app.actions.pick_up import pick_up
from app.actions.press_key import press_key
from app.domain.call_turns import CallTurn
from app.domain.permissions import Permission
from app.domain.preferences import Channel
from app.links import CallSigner
from app.queries.sandbox_device import sandbox_arrival
from app.queries.sandbox_outbox import Arrival
from app.queries.sandbox_reach import kept_here
from app.web.access import current_practice_id, requires
from app.web.filters import this_moment
from app.web.respond import fragment_or_page, refused
from app.web.sandbox_pages import reader
from app.work import reading, work

blueprint = Blueprint("sandbox_call", __name__, url_prefix="/sandbox/calls")
PAGE, FRAGMENT = "staff/sandbox/call.html", "staff/sandbox/_call.html"
KEYS = "123456789*0#"
MOST_TURNS, LONGEST_TURN = 40, 1000
_may = requires(Permission.BASIC_MESSAGING)


@blueprint.get("/<int:delivery_id>")
@_may
def show(delivery_id: int) -> Response:
    """The call is picked up: its first words, and the keys."""
    call = _call(delivery_id)
    with reading(current_practice_id()) as session:
        turn = pick_up(session, this_moment(), _calls(), call.message_id or 0)
        answers = bool(kept_here(session, [call.message_id or 0]))
    return fragment_or_page(PAGE, FRAGMENT, **_context(call, turn, [], answers=answers))


@blueprint.post("/<int:delivery_id>/key")
@_may
def press(delivery_id: int) -> Response:
    """A key, or none for silence: what is said next. The same as when the phone company asks."""
    call, signed, digit = _call(delivery_id), request.form.get("call", ""), request.form.get("key", "")[:1]
    state = _calls().read(signed)
    if state is None or state[:1] != [call.message_id] or (digit and digit not in KEYS):
        abort(404)
    now = this_moment()
    event_id = f"sandbox-key-{delivery_id}-{request.form.get('turn', '')[:40]}"
    with work(current_practice_id()) as session:
        if not kept_here(session, [call.message_id or 0]):
            return refused(PAGE, FRAGMENT, **_context(call, None, _heard(), answers=False))
        turn = press_key(session, now, _calls(), signed, KeyPressed(digit, event_id, now))
    heard = [*_heard(), f"Key {digit}" if digit else "No key"]
    return fragment_or_page(PAGE, FRAGMENT, **_context(call, turn, heard))


@blueprint.get("/<int:delivery_id>/machine")
@_may
def machine(delivery_id: int) -> Response:
    """What an answering machine would record."""
    call = _call(delivery_id)
    with reading(current_practice_id()) as session:
        turn = leave_message(session, this_moment(), _calls(), call.message_id or 0, after_beep=True)
    return fragment_or_page(PAGE, FRAGMENT, **_context(call, turn, []))


def _call(delivery_id: int) -> Arrival:
    with reading(current_practice_id()) as session:
        signer = current_app.extensions["deskbell.signer"]
        found = sandbox_arrival(session, this_moment(), signer.url, reader(), delivery_id)
        if found is None or found[0].channel != Channel.VOICE:
            abort(404)
    return found[1]


def _calls() -> CallSigner:
    calls: CallSigner = current_app.extensions["deskbell.calls"]
    return calls


def _heard() -> list[str]:
    """What was said and pressed before, as the page brought it back."""
    return [each[:LONGEST_TURN] for each in request.form.getlist("heard")[:MOST_TURNS]]


def _context(
    call: Arrival, turn: CallTurn | None, heard: list[str], *, answers: bool = True
) -> dict[str, Any]:
    """``answers``: may staff press keys here? Not for a family whose calls go out for real by now."""
    keys = parse_qs(urlsplit(turn.keys_url).query) if turn else {}
    says = turn.says if turn else ()
    return {
        "call": call,
        "turn": turn,
        "says": [(each, urlsplit(each.recording_url).path) for each in says],
        "signed": keys.get("call", [""])[0],
        "answers": answers,
        "heard": heard,
        "key_id": uuid4().hex,
        "keys": KEYS,
    }

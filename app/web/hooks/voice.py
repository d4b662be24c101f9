"""What Vonage tells and asks about phone calls (product I2, G5): how they end, and what to say next."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request

from app.actions.keep_key import KeyPressed
from app.actions.leave_message import leave_message
from app.actions.note_webhook import note_webhook
from app.actions.press_key import press_key
from app.actions.record_receipt import message_id_of, record_receipts
from app.domain.call_reports import MACHINE, call_report
from app.domain.call_turns import CallTurn
from app.domain.vendor_reports import Report
from app.providers.port import Receipt
from app.queries.call_back import call_back
from app.queries.practice_of_number import practice_of_number
from app.web.filters import this_moment
from app.web.hooks.bodies import moment, read_json
from app.web.hooks.room import acknowledge, count, hook_room, not_ours, not_understood, signed_by_vonage
from app.web.hooks.signatures import Refusal
from app.web.hooks.voice_bodies import CalledNumber, CallEvent, KeysBody
from app.work import keep_to, work_everywhere

blueprint = hook_room("vonage_voice", "/hooks/vonage/voice")
HOOK = "vonage_voice"


@blueprint.post("/event")
@signed_by_vonage
def event() -> Response:
    """What became of a call. An answering machine is told the short message in place of the menu."""
    try:
        told = CallEvent.model_validate(read_json(request.get_data()))
    except ValueError:
        return not_understood(HOOK, "body")
    report = call_report(told.status, told.code, told.detail)
    if report is None:
        return not_understood(HOOK, f"status {told.status}")
    reference = current_app.extensions["deskbell.references"].read(request.args.get("ref", ""))
    if reference is None:
        return not_ours(HOOK)
    now = this_moment()
    with work_everywhere() as session:
        new = record_receipts(session, now, [_receipt(told, report, reference)])
        note_webhook(session, now, HOOK)
    count(HOOK, "new" if new else "nothing_new")
    return _to_machine(told, reference) if told.status == MACHINE else acknowledge()


def _receipt(told: CallEvent, report: Report, reference: str) -> Receipt:
    name = f"{told.status}:{told.sub_state}" if told.sub_state else told.status
    return Receipt(
        practice_id=0,
        reference=reference,
        event_id=f"vv:{told.uuid}:{name}:{told.timestamp}",
        kind=report.kind,
        at=moment(told.timestamp, this_moment()),
        category=report.category,
        provider_ref=told.uuid,
        note=report.note or "",
        code=told.said_code,
    )


def _to_machine(told: CallEvent, reference: str) -> Response:
    with work_everywhere() as session:
        turn = leave_message(
            session,
            this_moment(),
            current_app.extensions["deskbell.calls"],
            message_id_of(reference) or 0,
            after_beep=bool(told.sub_state),
        )
    return _speak(turn) if turn else acknowledge()


@blueprint.post("/input")
@signed_by_vonage
def keys() -> Response:
    """A key was pressed, or none: what is said next. A call that is not ours ends."""
    try:
        told = KeysBody.model_validate(read_json(request.get_data()))
    except ValueError:
        not_understood(HOOK, "keys")
        return _speak(None)
    now = this_moment()
    event_id = f"vk:{told.uuid}:{told.timestamp}:{told.digits}"
    pressed = KeyPressed(told.digits, event_id, moment(told.timestamp, now))
    with work_everywhere() as session:
        note_webhook(session, now, HOOK)
        calls = current_app.extensions["deskbell.calls"]
        turn = press_key(session, now, calls, request.args.get("call", ""), pressed)
    count(HOOK, "new" if turn else "not_ours")
    return _speak(turn)


@blueprint.post("/answer")
@signed_by_vonage
def answer() -> Response:
    """Somebody calls one of our numbers: who we are, and the practice's own telephone."""
    try:
        told = CalledNumber.model_validate(read_json(request.get_data()))
    except ValueError:
        not_understood(HOOK, "call")
        return _speak(None)
    now = this_moment()
    with work_everywhere() as session:
        note_webhook(session, now, HOOK)
        practice_id = practice_of_number(session, told.to)
        if practice_id is None:
            raise Refusal(503, "Nobody's number", "No practice has this number under Channels yet.")
        keep_to(session, practice_id)
        turn = call_back(session, now, f"+{told.to.removeprefix('+')}")
    count(HOOK, "new")
    return _speak(turn)


def _speak(turn: CallTurn | None) -> Response:
    """The turn as Vonage reads it; nothing to say hangs up."""
    ncco: Callable[[CallTurn], list[dict[str, Any]]] = current_app.extensions["deskbell.ncco"]
    return Response(json.dumps(ncco(turn) if turn else []), mimetype="application/json")

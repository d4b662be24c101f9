"""A key pressed in a phone call: what it does, and what the call says next (product I2, D4, D6, H5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.answer_link import GivenAnswers, answer_link
from app.actions.hold_family import hold_family
from app.actions.keep_key import KeyPressed, keep_key
from app.actions.note_appointment import note_appointment
from app.actions.read_call import read_call
from app.actions.remember_language import remember_language
from app.actions.suppress_address import stop_channel
from app.actions.write_audit import PARENT
from app.domain.call_moves import Meaning, Move, next_move
from app.domain.call_script import spoken
from app.domain.call_state import EVERYONE, Call, CallState, Question, unpacked
from app.domain.call_turns import CallTurn
from app.domain.effects import EffectKind
from app.domain.preferences import Channel
from app.links import CallSigner
from app.models import Message
from app.models.routing_facts import switchboard
from app.work import keep_to

_FOR_STAFF = frozenset({EffectKind.REQUEST_CANCEL, EffectKind.LATE_NOTICE, EffectKind.CONFLICT})


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a key: where the call stands, and whether a person must read it."""

    call: Call
    move: Move
    needs_staff: bool = False


def press_key(
    session: Session, now: datetime, calls: CallSigner, signed: str, pressed: KeyPressed
) -> CallTurn | None:
    """The next words of the call whose state is ``signed``; None for one that we did not sign.

    ``now`` is when the server got the key (D6). The session may see every practice; from here on it sees
    the call's own. A key that the vendor reports again is answered in the same words and does nothing.
    """
    state = _state(calls, signed)
    message = session.get(Message, state.message_id) if state else None
    if state is None or message is None:
        return None
    keep_to(session, message.practice_id)
    if pressed.digits:
        hold_family(session, now, message.address, message.contact_id)
    # Kept first, read second: a report that waited for its twin must see what that one did.
    reply = keep_key(session, now, message, pressed) if pressed.digits else None
    call = read_call(session, now, calls, message)
    if call is None:
        return None
    done = _Done(call, next_move(call, state, pressed.digits))
    if reply:
        done = _act(session, now, calls, message, done)
        reply.meaning, reply.needs_staff = done.move.meaning, done.needs_staff
    return _turn(calls, done)


def _state(calls: CallSigner, signed: str) -> CallState | None:
    packed = calls.read(signed)
    return unpacked(packed) if packed else None


def _turn(calls: CallSigner, done: _Done) -> CallTurn:
    speech = spoken(done.call, done.move)
    return CallTurn(
        speech.says,
        keys_url=calls.keys_url(done.move.state.packed()) if speech.listens else "",
        connect_to=done.call.office_phone if speech.connects else "",
    )


def _act(session: Session, now: datetime, calls: CallSigner, message: Message, done: _Done) -> _Done:
    meaning = done.move.meaning
    if done.move.wishes:
        return _answer(session, now, calls, message, done)
    if meaning is Meaning.STOP_CALLS:
        stop_channel(session, now, PARENT, message.address, Channel.VOICE, "call, key 9")
        _note(session, now, message, done.call, "stopped_calls")
    if meaning is Meaning.TALK:
        _note(session, now, message, done.call, "put_through" if done.call.puts_through else "wants_call")
    if meaning is Meaning.SWITCH_LANGUAGE and message.contact_id:
        remember_language(session, now, message.contact_id, done.move.state.language)
    return replace(done, needs_staff=meaning is Meaning.TALK and not done.call.puts_through)


def _note(session: Session, now: datetime, message: Message, call: Call, kind: str) -> None:
    """On the story of each visit that the call was about."""
    for child in call.children:
        note_appointment(session, now, child.appointment_id, kind, contact_id=message.contact_id, via="phone")


def _answer(session: Session, now: datetime, calls: CallSigner, message: Message, done: _Done) -> _Done:
    """Through the same core as the family's page. Where the schedule was quicker, it is told anew."""
    seen = {each.appointment_id: each.version for each in done.call.children}
    given = GivenAnswers(done.move.wishes, seen=seen)
    result = answer_link(session, now, message.link_id or 0, given, "phone")
    session.flush()
    after = read_call(session, now, calls, message) or done.call
    if not result.effects:
        return _Done(after, _told_anew(after, done.move.state))
    # Where the practice wants no notices, the office would not hear of what it was left to decide.
    for_staff = not _FOR_STAFF.isdisjoint(result.effects.values())
    tracked = switchboard(session).rules.track_cancellations
    return _Done(after, done.move, needs_staff=for_staff and not tracked)


def _told_anew(call: Call, state: CallState) -> Move:
    again = replace(state, question=Question.MENU, chosen=EVERYONE, versions=call.versions)
    return Move(Meaning.CHANGED if call.children else Meaning.SETTLED, again)

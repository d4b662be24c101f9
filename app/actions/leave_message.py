"""What an answering machine hears that took a call of ours (product F4, I2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.read_call import read_call
from app.domain.call_script import occasion_of, voicemail
from app.domain.call_turns import CallTurn
from app.domain.languages import language_for
from app.domain.wording.voice_script import voice_script
from app.links import CallSigner
from app.models import Message
from app.work import keep_to

BEFORE_THE_BEEP = 3
"""How often the message is said while nobody knows when the machine begins to record."""


def leave_message(
    session: Session, now: datetime, calls: CallSigner, message_id: int, *, after_beep: bool
) -> CallTurn | None:
    """The short message without names or keys; None for a call that is none of a rule's.

    The session may see every practice; from here on it sees the call's own. Before the beep it is said
    several times, so that the machine keeps it whole whenever it begins.
    """
    message = session.get(Message, message_id)
    if message is None:
        return None
    keep_to(session, message.practice_id)
    call = read_call(session, now, calls, message)
    if call is None or not call.facts.children:
        return None
    language = language_for(message.language, call.facts.fallback_language).language
    script = voice_script(call.kind, language, call.facts, call.own)
    said = voicemail(script, occasion_of(call), call.recordings)
    return CallTurn(said if after_beep else said * BEFORE_THE_BEEP)

"""Pick up a phone call of the sandbox: its first turn, as the family would hear it (product G1, I2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.read_call import read_call
from app.domain.call_script import occasion_of, opening
from app.domain.call_state import CallState
from app.domain.call_turns import CallTurn, Spoken
from app.domain.languages import Language, language_for
from app.domain.wording.voice_script import voice_script
from app.links import CallSigner
from app.models import Message


def pick_up(session: Session, now: datetime, calls: CallSigner, message_id: int) -> CallTurn | None:
    """What is said first, and where its keys go; None for a message this practice does not have.

    A call that no rule made is read out, and ends. Writes nothing.
    """
    message = session.get(Message, message_id)
    if message is None:
        return None
    call = read_call(session, now, calls, message)
    if call is None or not call.facts.children:
        language = language_for(message.language, Language.ENGLISH).language
        return CallTurn((Spoken(message.body, language),))
    language = language_for(message.language, call.facts.fallback_language).language
    script = voice_script(call.kind, language, call.facts, call.own)
    state = CallState(message.id, language, call.versions)
    says = opening(script, occasion_of(call), call.recordings)
    return CallTurn(says, keys_url=calls.keys_url(state.packed()))

"""The first words of a phone call, ready for the provider that makes it (product I2, F4)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.call_script import opening, voicemail
from app.domain.call_state import CallState
from app.domain.call_turns import CallTurn
from app.domain.timing import RuleType
from app.domain.wording.facts import MessageFacts
from app.domain.wording.occasions import ASKING_NOTHING, occasion
from app.domain.wording.recordings import Recordings
from app.domain.wording.voice_script import VoiceScript
from app.links import CallSigner
from app.models.own_recordings import NOTHING_RECORDED, OwnRecordings


def open_call(
    calls: CallSigner,
    message_id: int,
    kind: RuleType,
    script: VoiceScript,
    facts: MessageFacts,
    versions: Mapping[int, int],
    recorded: OwnRecordings = NOTHING_RECORDED,
) -> CallTurn:
    """What the family hears when it answers, and what its answering machine hears.

    ``script`` was made of ``facts``. ``versions`` are those of the appointments spoken of, by id: a visit
    that moves while the call goes on is told anew. ``recorded`` are the recordings of the rule's own texts.
    """
    told = () if kind in ASKING_NOTHING else tuple(version for _, version in sorted(versions.items()))
    state = CallState(message_id, script.language, told)
    recordings = addresses_of(calls, recorded)
    why = occasion(kind, facts.answered, facts.new_time())
    return CallTurn(
        says=opening(script, why, recordings),
        keys_url=calls.keys_url(state.packed()),
        voicemail=voicemail(script, why, recordings),
    )


def addresses_of(calls: CallSigner, recorded: OwnRecordings) -> Recordings:
    """Where each recording is fetched from."""
    return {key: calls.recording_url(recording_id) for key, recording_id in recorded.items()}

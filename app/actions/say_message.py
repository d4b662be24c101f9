"""Turn the words of a phone call into its first turn (product I2, F4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.actions.fill_envelope import Worded
from app.actions.open_call import open_call
from app.actions.read_claimed import Office
from app.domain.call_turns import CallTurn
from app.domain.rules import Rule
from app.links import CallSigner
from app.models.own_recordings import NOTHING_RECORDED

RECORDED = "(recording)"


def say_message(
    worded: Worded, office: Office, rule: Rule, calls: CallSigner, versions: Mapping[int, int]
) -> Worded:
    """The message with its call, if it is one; ``versions`` are those of its appointments by id.

    What is kept of the words is what the family hears.
    """
    spoken = worded.rendered.spoken
    if spoken is None:
        return worded
    recorded = office.recorded.get(rule.template_set_id or 0, NOTHING_RECORDED)
    turn = open_call(calls, worded.message.id, rule.type, spoken.script, spoken.facts, versions, recorded)
    return worded._replace(call=turn, rendered=replace(worded.rendered, body=heard(turn)))


def heard(turn: CallTurn) -> str:
    """A turn as it is read in a message's story."""
    return " ".join(RECORDED if each.recording_url else each.words for each in turn.says)

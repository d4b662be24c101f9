"""Note calls that came to an end: beside their messages, and in the provider's gate (product G3, G8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from app.actions.hand_over import Answered
from app.actions.note_outage import call_of, note_outage
from app.actions.note_results import note_results
from app.domain.gates import Call, Gate
from app.providers.port import SANDBOX, Result
from app.work import work, work_everywhere

log = structlog.get_logger(__name__)


def note_answers(now: datetime, answered: Sequence[Answered], gates: dict[str, Gate]) -> None:
    """In transactions of its own; ``gates`` are those last read, and kept up to date.

    One result that cannot be written down is logged, stays ``sending`` for the sweep, and stops no other.
    """
    by_practice: dict[int, dict[int, Result]] = defaultdict(dict)
    for each in answered:
        by_practice[each.outgoing.envelope.practice_id][each.outgoing.message_id] = each.result
    for practice_id, results in by_practice.items():
        _note(now, practice_id, results)
    for name, calls in _news(answered, gates).items():
        with work_everywhere() as session:
            gates[name] = note_outage(session, now, name, calls)


def _note(now: datetime, practice_id: int, results: Mapping[int, Result]) -> None:
    try:
        with work(practice_id) as session:
            note_results(session, now, results)
    except Exception:
        if len(results) == 1:
            log.exception(
                "result could not be noted", message_id=next(iter(results)), practice_id=practice_id
            )
            return
        for message_id, result in results.items():
            _note(now, practice_id, {message_id: result})


def _news(answered: Sequence[Answered], gates: Mapping[str, Gate]) -> Mapping[str, list[Call]]:
    """By provider, the calls that may change its gate: all goes well where all went well before."""
    found = defaultdict(list)
    for each in answered:
        if each.outgoing.provider != SANDBOX:
            found[each.outgoing.provider].append(call_of(each.result, probe=each.probe))
    return {
        name: calls
        for name, calls in found.items()
        if any(call.fault for call in calls) or gates.get(name, Gate()) != Gate()
    }

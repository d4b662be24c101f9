"""Phone calls to talk through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.answers import AnswerState, CancellationMode, Wish
from app.domain.call_moves import Move, next_move
from app.domain.call_script import Speech, spoken
from app.domain.call_state import Call, CallChild, CallState
from app.domain.languages import Language
from app.domain.timing import RuleType
from tests.domain.visit_facts import AT_2_30, visit

IN_TIME = frozenset({Wish.COMING, Wish.CANT, Wish.MOVE})
TOO_LATE = frozenset({Wish.COMING, Wish.LATE})
OFFICE = "+19375550142"

_AFTER = {Wish.COMING: AnswerState.CONFIRMED, Wish.LATE: AnswerState.ASK}


def child(number: int, name: str, **changed: Any) -> CallChild:
    given: dict[str, Any] = {"version": 1, "state": AnswerState.ASK, "may": IN_TIME, "starts_local": AT_2_30}
    return CallChild(number, name, **{**given, **changed})


def call_about(*children: CallChild, **changed: Any) -> Call:
    """A confirmation request about these children, while the office is closed."""
    facts = visit(*(each.name for each in children))
    return Call(RuleType.CONFIRMATION_REQUEST, facts, children, office_phone=OFFICE, **changed)


def begin(call: Call, language: Language = Language.ENGLISH) -> CallState:
    return CallState(42, language, call.versions)


def press(call: Call, state: CallState, keys: str) -> tuple[Move, Speech]:
    """The key, its answer taken as the office would take it, and what is said then."""
    move = next_move(call, state, keys)
    return move, spoken(answered(call, move.wishes), move)


def answered(call: Call, wishes: Mapping[int, Wish]) -> Call:
    return replace(call, children=tuple(_answered(each, wishes) for each in call.children))


def _answered(each: CallChild, wishes: Mapping[int, Wish]) -> CallChild:
    wish = wishes.get(each.appointment_id)
    if wish is None:
        return each
    by_request = each.mode is CancellationMode.BY_REQUEST
    cancelled = AnswerState.CANCEL_REQUESTED if by_request else AnswerState.CANCELLED_BY_PARENT
    return replace(each, state=_AFTER.get(wish, cancelled))


def talk_through(call: Call, keys: str, language: Language = Language.ENGLISH) -> str:
    """What is said after the last of ``keys``."""
    state, said = begin(call, language), ""
    for key in keys:
        move, speech = press(call, state, key)
        call, state = answered(call, move.wishes), move.state
        said = " ".join(each.words for each in speech.says)
    return said

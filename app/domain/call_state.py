"""Where a phone call stands, and what it is about (product I2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.answers import AnswerState, CancellationMode, Wish
from app.domain.languages import Language
from app.domain.timing import RuleType
from app.domain.wording.facts import MessageFacts
from app.domain.wording.own_words import OwnTexts
from app.domain.wording.recordings import Recordings

EVERYONE = 0
"""In place of an appointment: all children of the call."""


class Question(StrEnum):
    """What a call is waiting to hear: the menu's key, which child, or that it is sure."""

    MENU = "menu"
    WHO = "who"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class CallState:
    """All that a call remembers from key to key; it travels signed in the address of the next key.

    ``chosen`` is the appointment of the child who cannot come, or EVERYONE. ``unheard`` counts wrong keys
    and silence in a row, ``turns`` everything that was said so far. ``versions`` are those of the
    appointments that the family was told, by the order of their ids.
    """

    message_id: int
    language: Language
    versions: tuple[int, ...] = ()
    question: Question = Question.MENU
    chosen: int = EVERYONE
    unheard: int = 0
    turns: int = 0

    def packed(self) -> list[str | int]:
        """As a short list, for signing."""
        return [
            self.message_id, self.language.value, self.question.value, self.chosen, self.unheard, self.turns,
            *self.versions,
        ]  # fmt: skip


def unpacked(packed: Sequence[str | int]) -> CallState:
    """What ``packed`` made. Raises ValueError for anything else."""
    message_id, language, question, chosen, unheard, turns, *versions = packed
    return CallState(
        message_id=int(message_id),
        language=Language(str(language)),
        versions=tuple(int(each) for each in versions),
        question=Question(str(question)),
        chosen=int(chosen),
        unheard=int(unheard),
        turns=int(turns),
    )


@dataclass(frozen=True, slots=True)
class CallChild:
    """A child of the call as it is now. ``may`` is what can still be answered (D6), ``starts_local`` naive.

    ``contradicted`` says that the one called last said against the family's standing answer (H5).
    """

    appointment_id: int
    name: str
    starts_local: datetime
    version: int
    state: AnswerState
    may: frozenset[Wish]
    mode: CancellationMode = CancellationMode.AUTOMATIC
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """What a call can say now. ``children`` is empty where it asks for no answer.

    ``office_phone`` (E.164, or empty) is where the caller is put through while ``office_open``.
    """

    kind: RuleType
    facts: MessageFacts
    children: tuple[CallChild, ...] = ()
    own: OwnTexts = field(default_factory=dict)
    recordings: Recordings = field(default_factory=dict)
    office_phone: str = ""
    office_open: bool = False

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions of its appointments as a state carries them."""
        return tuple(each.version for each in sorted(self.children, key=lambda each: each.appointment_id))

    @property
    def puts_through(self) -> bool:
        """Is there somebody to talk to right now?"""
        return self.office_open and bool(self.office_phone)

    def chosen(self, state: CallState) -> tuple[CallChild, ...]:
        """The children a state means."""
        if state.chosen == EVERYONE:
            return self.children
        return tuple(each for each in self.children if each.appointment_id == state.chosen)

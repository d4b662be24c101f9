"""The way from an empty practice to the first answered reminder, and on to real sending (product L5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class SetupStep(StrEnum):
    """The five steps of the set-up list, in their order. The members are ``(value, words)``."""

    words: str

    def __new__(cls, value: str, words: str) -> SetupStep:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    PRACTICE = "practice", "Practice"
    RULES = "rules", "Rules"
    VISITS = "visits", "Visits"
    WORDS = "words", "Words"
    TRIAL = "trial", "Try it"


class GoLiveStep(StrEnum):
    """What must be true before anything is really sent. The members are ``(value, words, help)``."""

    words: str
    help: str

    def __new__(cls, value: str, words: str, advice: str) -> GoLiveStep:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words, member.help = words, advice
        return member

    NUMBER = (
        "number_registered",
        "The number that texts come from is registered",
        "Carriers take texts of a practice only from a registered number. It takes them days to weeks.",
    )
    AGREEMENT = (
        "agreement_signed",
        "The agreement with the sending service is signed",
        "A text about a visit is health information: the service signs a business associate agreement.",
    )
    CONSENT = (
        "consent_checked",
        "Consent is checked",
        "Each family has said whether you may text, call or write, and your schedule says so.",
    )
    ADMINISTRATORS = (
        "two_administrators",
        "Two people are administrators",
        "So that nobody is locked out when one of them is away.",
    )
    TRIAL = (
        "trial_answered",
        "A trial reminder was answered",
        "Step 5 of the set-up above.",
    )


TICKED = (GoLiveStep.NUMBER, GoLiveStep.AGREEMENT, GoLiveStep.CONSENT)
"""Those nobody but a person can know; the others are seen from the facts."""

LEAST_ADMINISTRATORS = 2


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What is known of a practice. ``ticked`` are the steps somebody said are done."""

    has_phone: bool
    has_visits: bool
    rules_changed: bool
    own_words: bool
    answered: bool
    administrators: int
    ticked: frozenset[str]


def steps_done(facts: SetupFacts) -> frozenset[SetupStep]:
    """Which of the five steps are done: seen from the facts where they can be, else ticked."""
    done = {
        SetupStep.PRACTICE: facts.has_phone,
        SetupStep.RULES: facts.rules_changed or SetupStep.RULES in facts.ticked,
        SetupStep.VISITS: facts.has_visits,
        SetupStep.WORDS: facts.own_words or SetupStep.WORDS in facts.ticked,
        SetupStep.TRIAL: facts.answered,
    }
    return frozenset(step for step, is_done in done.items() if is_done)


def next_step(done: Collection[SetupStep]) -> SetupStep | None:
    """The first step that is not done; None when all are."""
    return next((step for step in SetupStep if step not in done), None)


def ready_to_go_live(facts: SetupFacts) -> frozenset[GoLiveStep]:
    """Which conditions of real sending hold."""
    ready = {step for step in TICKED if step in facts.ticked}
    if facts.administrators >= LEAST_ADMINISTRATORS:
        ready.add(GoLiveStep.ADMINISTRATORS)
    if facts.answered:
        ready.add(GoLiveStep.TRIAL)
    return frozenset(ready)

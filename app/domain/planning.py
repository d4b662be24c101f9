"""What is due for one family now, and what is skipped (product E5, E6, D7, C3).

For one family and one moment this says what the tick's SQL says for all at once; a property test
holds the two equal. The answer depends only on the facts: asking late, or twice, changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.candidates import Booking, Candidate, Done, Skipped, candidates
from app.domain.preferences import AddressKind, Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode, visits
from app.domain.timing import Anchor, RuleType, Unit

__all__ = ["Anchor", "Booking", "Done", "Message", "Plan", "RuleType", "Skipped", "Unit", "due"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one contact about the children of one visit, earliest first.

    ``due_at`` is the earliest moment one of them was due, ``last_useful`` the earliest end.
    """

    rule_id: int
    contact_id: int
    channel: Channel
    address: AddressKind
    appointment_ids: tuple[int, ...]
    due_at: datetime
    last_useful: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write down now. Each list is sorted, so that the same facts give the same plan."""

    messages: tuple[Message, ...]
    skipped: tuple[Skipped, ...]
    superseded: tuple[Skipped, ...]


def _turn(candidate: Candidate) -> tuple[object, ...]:
    """Candidates of one turn compete (E6): one family for one contact, others only with themselves."""
    key = candidate.key
    rival = candidate.rule.family or candidate.rule.id
    return key.appointment_id, key.version, key.contact_id, rival


def _winners(rivals: Iterable[Candidate]) -> dict[tuple[object, ...], Candidate]:
    """Of each turn the candidate planned nearest the visit; of equals the one with the lower rule id."""
    best: dict[tuple[object, ...], Candidate] = {}
    for candidate in sorted(rivals, key=lambda each: (each.when.nominal, -each.rule.id)):
        best[_turn(candidate)] = candidate
    return best


def _together(passing: Sequence[Candidate], mode: SiblingMode) -> Iterator[tuple[Candidate, ...]]:
    """Candidates that one message could carry: one rule, contact and address, one visit (D7).

    A visit is formed from all that pass, also those already done, so that it stays the same
    visit when one of its children was told earlier.
    """
    groups: dict[tuple[object, ...], dict[int, Candidate]] = defaultdict(dict)
    for candidate in passing:
        groups[candidate.rule.id, candidate.contact_id, candidate.reach][candidate.appointment.id] = candidate
    for members in groups.values():
        for visit in visits([member.appointment for member in members.values()], mode):
            yield tuple(members[appointment.id] for appointment in visit.appointments)


def _message(members: Sequence[Candidate]) -> Message:
    first = members[0]
    return Message(
        rule_id=first.rule.id,
        contact_id=first.contact_id,
        channel=first.reach.channel,
        address=first.reach.address,
        appointment_ids=tuple(member.appointment.id for member in members),
        due_at=min(member.when.send_at for member in members),
        last_useful=min(member.when.last_useful for member in members),
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """The candidates of one ``due`` call, sorted by what can happen to them."""

    late: tuple[Candidate, ...]
    ready: tuple[Candidate, ...]
    waiting: tuple[Candidate, ...]

    @classmethod
    def of(cls, passing: Iterable[Candidate], done: Collection[Done], now: datetime) -> _Round:
        fresh = [each for each in passing if each.key not in done]
        alive = [each for each in fresh if each.when.last_useful >= now]
        return cls(
            late=tuple(each for each in fresh if each.when.last_useful < now),
            ready=tuple(each for each in alive if each.when.send_at <= now),
            waiting=tuple(each for each in alive if each.when.send_at > now),
        )


def _messages(passing: Sequence[Candidate], turns: _Round, mode: SiblingMode) -> Iterator[Message]:
    """A message for each visit with a winner. Siblings whose own moment is a little later ride along,
    unless another message about them goes to the same contact right now."""
    winners = _winners(turns.ready)
    leading = {candidate.key for candidate in winners.values()}
    riding = {candidate.key for candidate in turns.waiting if _turn(candidate) not in winners}
    for visit in _together(passing, mode):
        if any(member.key in leading for member in visit):
            yield _message([member for member in visit if member.key in leading | riding])


def _superseded(turns: _Round) -> Iterator[Skipped]:
    winners = _winners(turns.ready)
    for candidate in turns.ready:
        if winners[_turn(candidate)] is not candidate:
            yield Skipped(candidate.key, Reason.SUPERSEDED)


def decide(passing: Sequence[Candidate], done: Collection[Done], now: datetime, mode: SiblingMode) -> Plan:
    """What becomes at ``now`` (UTC) of one family's candidates, those already ``done`` among them."""
    turns = _Round.of(passing, done, now)
    messages = sorted(
        _messages(passing, turns, mode),
        key=lambda each: (each.due_at, each.rule_id, each.contact_id, each.appointment_ids),
    )
    return Plan(
        messages=tuple(messages),
        skipped=tuple(sorted(Skipped(each.key, Reason.TOO_LATE) for each in turns.late)),
        superseded=tuple(sorted(_superseded(turns))),
    )


def due(
    rules: Iterable[Rule],
    bookings: Sequence[Booking],
    done: Collection[Done],
    now: datetime,
    mode: SiblingMode,
) -> Plan:
    """What is to be written down at ``now`` (UTC) for one family, all contacts of it.

    ``bookings`` are the family's appointments; ``done`` what was planned or skipped before.
    Calling it again with what it returned added to ``done`` gives an empty plan (E5).
    """
    found = list(candidates(rules, bookings, now))
    unreached = [each for each in found if isinstance(each, Skipped) and each.what not in done]
    plan = decide([each for each in found if isinstance(each, Candidate)], done, now, mode)
    return replace(plan, skipped=tuple(sorted([*unreached, *plan.skipped])))

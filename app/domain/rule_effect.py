"""What a change of an automated message does to the coming days (product E8, L1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from app.domain.plans import Unit
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.tariffs import Tariff

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected to go, by rule and channel, and what not, by rule and reason."""

    messages: Mapping[tuple[int, Channel], int]
    skipped: Mapping[tuple[int, Reason], int]


@dataclass(frozen=True, slots=True)
class Shift:
    """A number before and after the change."""

    before: int
    after: int

    @property
    def more(self) -> int:
        """How many more; negative for fewer."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Cost:
    """What all of it costs before and after the change, in ``unit``."""

    unit: Unit
    before: Decimal
    after: Decimal

    @property
    def more(self) -> Decimal:
        """How much more; negative for less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """``more`` and ``fewer`` are messages that are added and that fall away, over all rules and channels.

    ``own`` counts the changed rule's messages, ``others`` those of rules that it pushes aside or makes
    room for, by rule; only those that change. ``together`` are all rules that are counted besides.
    ``skipped`` is of the changed rule. ``cost`` is None under an unlimited plan, where nothing is said of it.
    """

    more: int
    fewer: int
    own: Shift
    channels: Mapping[Channel, Shift]
    cost: Cost | None
    skipped: Mapping[Reason, Shift]
    others: Mapping[int, Shift]
    together: tuple[int, ...]


def rule_effect(before: Expected, after: Expected, rule_id: int, tariff: Tariff | None) -> RuleEffect:
    """``rule_id`` is the changed rule's, 0 for a new one; ``tariff`` what messages cost the practice."""
    cells = _shifts(before.messages, after.messages)
    rules = _shifts(_by_rule(before), _by_rule(after))
    channels = _shifts(_by_channel(before), _by_channel(after))
    skipped = _shifts(_reasons(before, rule_id), _reasons(after, rule_id))
    return RuleEffect(
        more=sum(max(shift.more, 0) for shift in cells.values()),
        fewer=sum(max(-shift.more, 0) for shift in cells.values()),
        own=rules.pop(rule_id, Shift(0, 0)),
        channels={channel: channels[channel] for channel in Channel if channel in channels},
        cost=_cost(before, after, tariff),
        skipped={reason: skipped[reason] for reason in Reason if reason in skipped},
        others={number: shift for number, shift in sorted(rules.items()) if shift.more},
        together=tuple(sorted(rules)),
    )


def _cost(before: Expected, after: Expected, tariff: Tariff | None) -> Cost | None:
    if tariff is None:
        return None
    return Cost(tariff.unit, tariff.total(_by_channel(before)), tariff.total(_by_channel(after)))


def _shifts(before: Mapping[_Key, int], after: Mapping[_Key, int]) -> dict[_Key, Shift]:
    return {key: Shift(before.get(key, 0), after.get(key, 0)) for key in {**before, **after}}


def _by_rule(expected: Expected) -> Counter[int]:
    counts: Counter[int] = Counter()
    for (rule_id, _), number in expected.messages.items():
        counts[rule_id] += number
    return counts


def _by_channel(expected: Expected) -> Counter[Channel]:
    counts: Counter[Channel] = Counter()
    for (_, channel), number in expected.messages.items():
        counts[channel] += number
    return counts


def _reasons(expected: Expected, rule_id: int) -> dict[Reason, int]:
    return {reason: number for (rule, reason), number in expected.skipped.items() if rule == rule_id}


def effect_words(effect: RuleEffect) -> str:
    """The sum in one line: "12 more and 3 fewer messages in the next 14 days"."""
    parts = [
        f"{number:,} {word}" for number, word in ((effect.more, "more"), (effect.fewer, "fewer")) if number
    ]
    if not parts:
        return "no message more or less in the next 14 days"
    one = effect.more + effect.fewer == 1
    return f"{' and '.join(parts)} {'message' if one else 'messages'} in the next 14 days"

"""What a change does: what is added, what falls away, what it costs."""

from __future__ import annotations

from decimal import Decimal

from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.rule_effect import Cost, Expected, Shift, effect_words, rule_effect
from app.domain.tariffs import tariff_of

CREDITS = tariff_of(PlanKind.CREDITS, {}, {})
BEFORE = Expected(
    {(1, Channel.TEXT): 10, (2, Channel.TEXT): 4, (2, Channel.EMAIL): 2}, {(1, Reason.NO_CONSENT): 3}
)
AFTER = Expected(
    {(1, Channel.TEXT): 12, (1, Channel.VOICE): 1, (2, Channel.TEXT): 1, (2, Channel.EMAIL): 2},
    {(1, Reason.NO_CONSENT): 3, (1, Reason.SUPERSEDED): 2, (2, Reason.SUPERSEDED): 3},
)


def test_what_is_added_and_what_falls_away_are_told_apart() -> None:
    effect = rule_effect(BEFORE, AFTER, 1, CREDITS)
    assert (effect.more, effect.fewer) == (3, 3)
    assert effect.own == Shift(10, 13)
    assert effect.others == {2: Shift(6, 3)}
    assert effect.together == (2,)
    assert effect_words(effect) == "3 more and 3 fewer messages in the next 14 days"


def test_channels_and_credits_count_all_of_them() -> None:
    effect = rule_effect(BEFORE, AFTER, 1, CREDITS)
    assert list(effect.channels.items()) == [
        (Channel.TEXT, Shift(14, 13)),
        (Channel.EMAIL, Shift(2, 2)),
        (Channel.VOICE, Shift(0, 1)),
    ]
    assert effect.cost == Cost(Unit.CREDITS, Decimal(14 * 3 + 2), Decimal(13 * 3 + 2 + 5))
    assert effect.cost.more == 2


def test_who_is_left_out_is_told_of_the_changed_message_only() -> None:
    skipped = rule_effect(BEFORE, AFTER, 1, CREDITS).skipped
    assert skipped == {Reason.NO_CONSENT: Shift(3, 3), Reason.SUPERSEDED: Shift(0, 2)}


def test_a_new_message_has_no_number_yet() -> None:
    effect = rule_effect(Expected({}, {}), Expected({(0, Channel.EMAIL): 1}, {}), 0, CREDITS)
    assert effect.own == Shift(0, 1)
    assert effect_words(effect) == "1 more message in the next 14 days"


def test_nothing_changed_is_said_too() -> None:
    assert (
        effect_words(rule_effect(BEFORE, BEFORE, 1, CREDITS)) == "no message more or less in the next 14 days"
    )


def test_under_an_unlimited_plan_nothing_is_said_of_a_cost() -> None:
    assert rule_effect(BEFORE, AFTER, 1, None).cost is None

"""What failures and deliveries come to for an address, as product G6 says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.address_health import (
    ENDS_A_ROW,
    NOTHING,
    AddressStep,
    Consequence,
    FixKind,
    consequence,
    soft_count,
)
from app.domain.failures import Failure, Weight

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def ago(days: float) -> datetime:
    return NOW - days * DAY


@pytest.mark.parametrize(
    ("steps", "counted"),
    [
        ([], 0),
        ([(AddressStep.SOFT, ago(0))], 1),
        ([(AddressStep.SOFT, ago(each)) for each in (0, 5, 30)], 3),
        ([(AddressStep.SOFT, ago(each)) for each in (0, 5, 30.01)], 2),
        ([(AddressStep.SOFT, ago(9)), (AddressStep.DELIVERED, ago(6)), (AddressStep.SOFT, ago(3))], 1),
        ([(AddressStep.SOFT, ago(9)), (AddressStep.SOFT, ago(3)), (AddressStep.DELIVERED, ago(3))], 0),
        ([(AddressStep.SOFT, ago(9)), (AddressStep.CHECKED, ago(6)), (AddressStep.SOFT, ago(3))], 1),
        ([(AddressStep.SOFT, ago(9)), (AddressStep.ALLOWED, ago(6)), (AddressStep.SOFT, ago(3))], 1),
        ([(AddressStep.SOFT, ago(9)), (AddressStep.STOPPED, ago(6)), (AddressStep.SOFT, ago(3))], 2),
        ([(AddressStep.HARD, ago(9)), (AddressStep.SOFT, ago(3))], 1),
    ],
)
def test_soft_failures_count_for_30_days_and_until_one_arrives(
    steps: list[tuple[AddressStep, datetime]], counted: int
) -> None:
    assert soft_count(steps, NOW) == counted
    assert soft_count(list(reversed(steps)), NOW) == counted


_steps = st.lists(
    st.tuples(st.sampled_from(list(AddressStep)), st.integers(0, 50 * 24).map(lambda h: ago(h / 24))),
    max_size=12,
)


@given(steps=_steps, later=st.integers(0, 40))
def test_the_count_is_what_one_gets_by_walking_through_the_days(
    steps: list[tuple[AddressStep, datetime]], later: int
) -> None:
    walked: list[datetime] = []
    # At one and the same moment the delivery is the last word.
    for step, at in sorted(steps, key=lambda each: (each[1], each[0] in ENDS_A_ROW)):
        if step in ENDS_A_ROW:
            walked = []
        elif step is AddressStep.SOFT:
            walked.append(at)
    assert soft_count(steps, NOW) == sum(NOW - at <= 30 * DAY for at in walked)
    assert soft_count(steps, NOW + later * DAY) <= soft_count(steps, NOW), "time alone heals"
    assert soft_count([*steps, (AddressStep.DELIVERED, NOW)], NOW) == 0


HARD = [each for each in Failure if each.hard and each is not Failure.COMPLAINT]
SOFT = [each for each in Failure if each.weight is Weight.SOFT]
OURS = [each for each in Failure if each.weight is Weight.OURS]


@pytest.mark.parametrize("failure", HARD)
def test_a_hard_failure_blocks_at_once_and_is_a_task(failure: Failure) -> None:
    assert consequence(failure, 0) == Consequence(block=True, task=FixKind.HARD)


def test_a_complaint_blocks_and_is_a_task_of_its_own() -> None:
    assert consequence(Failure.COMPLAINT, 0) == Consequence(block=True, task=FixKind.COMPLAINT)


@pytest.mark.parametrize("failure", SOFT)
def test_the_third_soft_failure_is_a_task_and_never_a_block(failure: Failure) -> None:
    assert [consequence(failure, count) for count in (1, 2)] == [NOTHING, NOTHING]
    assert [consequence(failure, count) for count in (3, 9)] == [Consequence(False, FixKind.SOFT)] * 2


@pytest.mark.parametrize("failure", OURS)
def test_our_own_trouble_is_never_held_against_an_address(failure: Failure) -> None:
    assert consequence(failure, 99) == NOTHING


EMAIL_HARD = {"do_not_send", "inactive_mailbox", "bad_domain", "domain_do_not_send", "bad_mailbox"}
EMAIL_SOFT = {
    "policy", "quota", "bad_connection", "routing", "relaying", "bad_configuration", "content",
    "message_expired", "spam", "no_answer_from_host", "other",
}  # fmt: skip


def test_the_categories_of_email_weigh_what_the_product_says() -> None:
    assert {each.value for each in HARD} >= EMAIL_HARD
    assert {each.value for each in SOFT} >= EMAIL_SOFT


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_says_what_happened_and_what_to_do(failure: Failure) -> None:
    assert failure.words.endswith(".")
    assert failure.remedy.endswith(".")
    assert [each for each in Failure if each.words == failure.words] == [failure]

"""Which department hears of it (product D5, H5)."""

from __future__ import annotations

import pytest

from app.domain.answers import NoticeKind
from app.domain.delivery_rules import DeliveryRules
from app.domain.routing import department_for

FRONT_DESK, NURSING = 3, 9
TO_NURSING = DeliveryRules(department_id=NURSING)
UNTRACKED = DeliveryRules(track_cancellations=False, department_id=NURSING)


@pytest.mark.parametrize("kind", NoticeKind)
def test_the_chosen_department_gets_every_notice(kind: NoticeKind) -> None:
    assert department_for(kind, TO_NURSING, [FRONT_DESK, NURSING]) == NURSING


def test_when_the_chosen_department_is_gone_the_first_one_gets_it() -> None:
    assert department_for(NoticeKind.LATE, TO_NURSING, [FRONT_DESK]) == FRONT_DESK
    assert department_for(NoticeKind.LATE, DeliveryRules(), [FRONT_DESK]) == FRONT_DESK
    assert department_for(NoticeKind.LATE, TO_NURSING, []) is None


@pytest.mark.parametrize("kind", NoticeKind)
def test_untracked_only_two_parents_who_disagree_are_told_of(kind: NoticeKind) -> None:
    told = department_for(kind, UNTRACKED, [FRONT_DESK, NURSING])
    assert told == (NURSING if kind is NoticeKind.CONFLICT else None)

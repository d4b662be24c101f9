"""Which department hears of it (product D5, H5)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import NoticeKind
from app.domain.delivery_rules import DeliveryRules
from app.domain.routing import Route, RoutingRule, Subject, outlived, route, shadows
from tests.domain.families import examples

FRONT_DESK, NURSING, BILLING = 3, 9, 11
ALL = [FRONT_DESK, NURSING, BILLING]
TO_NURSING = DeliveryRules(department_id=NURSING)
UNTRACKED = DeliveryRules(track_cancellations=False, department_id=NURSING)
REQUEST, REMINDER = 21, 22
PATEL, KIM = 31, 32
MAIN, NORTH = 41, 42
VACCINE = Subject(REQUEST, "Vaccine", PATEL, MAIN)


def rule(id: int, department: int = BILLING, **chosen: Any) -> RoutingRule:
    return RoutingRule(id, department, **{name: frozenset(values) for name, values in chosen.items()})


def department(kind: NoticeKind, rules: DeliveryRules, departments: list[int]) -> int | None:
    way = route(kind, VACCINE, rules, [], departments)
    return way.department_id if way else None


@pytest.mark.parametrize("kind", NoticeKind)
def test_the_chosen_department_gets_every_notice(kind: NoticeKind) -> None:
    assert department(kind, TO_NURSING, [FRONT_DESK, NURSING]) == NURSING


def test_when_the_chosen_department_is_gone_the_first_one_gets_it() -> None:
    assert department(NoticeKind.LATE, TO_NURSING, [FRONT_DESK]) == FRONT_DESK
    assert department(NoticeKind.LATE, DeliveryRules(), [FRONT_DESK]) == FRONT_DESK
    assert department(NoticeKind.LATE, TO_NURSING, []) is None


@pytest.mark.parametrize("kind", NoticeKind)
def test_untracked_only_what_somebody_must_act_on_is_told(kind: NoticeKind) -> None:
    told = department(kind, UNTRACKED, [FRONT_DESK, NURSING])
    must_act = (
        NoticeKind.CONFLICT,
        NoticeKind.MAYBE_CANCEL,
        NoticeKind.WRONG_PERSON,
        NoticeKind.TIME_TAKEN,
    )
    assert told == (NURSING if kind in must_act else None)


@pytest.mark.parametrize(
    ("chosen", "meant"),
    [
        ({}, True),
        ({"rule_ids": [REQUEST]}, True),
        ({"rule_ids": [REMINDER]}, False),
        ({"visit_types": ["VACCINE", "Sick visit"]}, True),
        ({"visit_types": ["Sick visit"]}, False),
        ({"provider_ids": [PATEL, KIM]}, True),
        ({"provider_ids": [KIM]}, False),
        ({"location_ids": [MAIN]}, True),
        ({"location_ids": [NORTH]}, False),
        ({"visit_types": ["Vaccine"], "location_ids": [NORTH]}, False),
        ({"rule_ids": [REQUEST], "visit_types": ["Vaccine"], "provider_ids": [PATEL]}, True),
    ],
)
def test_a_rule_is_meant_for_what_meets_all_of_it(chosen: dict[str, Any], meant: bool) -> None:
    way = route(NoticeKind.CANCELLED, VACCINE, TO_NURSING, [rule(1, **chosen)], ALL)
    assert way == (Route(BILLING, rule(1, **chosen)) if meant else Route(NURSING))


def test_an_answer_that_came_by_no_message_meets_no_rule_about_messages() -> None:
    subject = Subject(None, "Vaccine", None, MAIN)
    for chosen in ({"rule_ids": [REQUEST]}, {"provider_ids": [PATEL]}):
        assert route(NoticeKind.LATE, subject, TO_NURSING, [rule(1, **chosen)], ALL) == Route(NURSING)


def test_a_rule_to_a_department_that_is_gone_falls_back() -> None:
    way = route(NoticeKind.CANCELLED, VACCINE, TO_NURSING, [rule(1)], [FRONT_DESK, NURSING])
    assert way == Route(NURSING)


def few(*values: Any) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


routing_rules = st.builds(
    RoutingRule,
    id=st.integers(1, 9),
    department_id=st.sampled_from(ALL),
    rule_ids=few(REQUEST, REMINDER),
    visit_types=few("Vaccine", "Well visit", "vaccine"),
    provider_ids=few(PATEL, KIM),
    location_ids=few(MAIN, NORTH),
)
subjects = st.builds(
    Subject,
    st.sampled_from([REQUEST, REMINDER, None]),
    st.sampled_from(["VACCINE", "Well visit", "Other"]),
    st.sampled_from([PATEL, KIM, None]),
    st.sampled_from([MAIN, NORTH]),
)
lists = st.lists(routing_rules, max_size=5, unique_by=lambda each: each.id)


@examples
@given(lists, subjects)
def test_the_first_rule_that_matches_decides(routing: list[RoutingRule], subject: Subject) -> None:
    way = route(NoticeKind.CANCELLED, subject, TO_NURSING, routing, ALL)
    matching = [each for each in routing if each.matches(subject)]
    assert way == (Route(matching[0].department_id, matching[0]) if matching else Route(NURSING))


@examples
@given(lists, subjects)
def test_a_shadowed_rule_never_decides(routing: list[RoutingRule], subject: Subject) -> None:
    way = route(NoticeKind.CANCELLED, subject, TO_NURSING, routing, ALL)
    assert way is not None
    assert way.rule is None or way.rule.id not in shadows(routing)


def test_a_rule_is_shadowed_by_a_wider_one_before_it_and_not_by_one_after_it() -> None:
    narrow, wide = rule(1, visit_types=["Vaccine"], location_ids=[NORTH]), rule(2, visit_types=["vaccine"])
    assert shadows([wide, narrow]) == {1: wide}
    assert shadows([narrow, wide]) == {}
    assert shadows([rule(3, provider_ids=[KIM]), wide]) == {}


def test_a_rule_about_deleted_messages_alone_can_never_match() -> None:
    assert outlived(rule(1, rule_ids=[REMINDER]), [REQUEST])
    assert not outlived(rule(1, rule_ids=[REMINDER, REQUEST]), [REQUEST])
    assert not outlived(rule(1), [])

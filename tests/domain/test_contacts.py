"""Who may be messaged, and the one reason shown when not (product C1 to C3, C6)."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.contacts import (
    Address,
    Authority,
    Consent,
    Eligible,
    Ineligible,
    Preference,
    eligibility,
    may_see,
)
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.reasons import Reason
from tests.domain.families import child, contact

TEXTS = (Purpose.REMINDERS, Channel.TEXT)


def outcome(**changes: Any) -> Eligible | Ineligible:
    parent = contact(**changes)
    return eligibility(parent, child(parent), Purpose.REMINDERS)


@pytest.mark.parametrize("authority", [Authority.BLANK, Authority.JOINT, Authority.EXCLUSIVE])
def test_a_parent_with_authority_is_messaged_as_preferred(authority: Authority) -> None:
    assert outcome(authority=authority) == Eligible(Channel.TEXT, AddressKind.CELL)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"authority": Authority.OTHER}, Reason.AUTHORITY),
        ({"ended": True}, Reason.ENDED),
        ({"preferences": {}}, Reason.NO_PREFERENCE),
        ({"preferences": {Purpose.RECALLS: Preference.TEXT}}, Reason.NO_PREFERENCE),
        ({"preferences": {Purpose.REMINDERS: Preference.NO_CONTACT}}, Reason.WANTS_NO_CONTACT),
        ({"consents": {}}, Reason.NO_CONSENT),
        ({"consents": {TEXTS: Consent.WITHDRAWN}}, Reason.CONSENT_WITHDRAWN),
        ({"addresses": {AddressKind.HOME_PHONE: Address()}}, Reason.NO_ADDRESS),
        ({"addresses": {AddressKind.CELL: Address(usable=False)}}, Reason.UNUSABLE_ADDRESS),
        ({"addresses": {AddressKind.CELL: Address(suppressed=True)}}, Reason.SUPPRESSED_ADDRESS),
    ],
)
def test_each_no_has_its_name(changes: dict[str, Any], reason: Reason) -> None:
    assert outcome(**changes) == Ineligible(reason)


def test_a_way_we_do_not_offer_yet_says_so() -> None:
    by_fax = {
        "preferences": {Purpose.REMINDERS: Preference.FAX},
        "consents": {(Purpose.REMINDERS, Channel.FAX): Consent.GIVEN},
        "addresses": {AddressKind.FAX: Address()},
    }
    assert outcome(**by_fax) == Ineligible(Reason.CHANNEL_NOT_OFFERED)


def test_nothing_is_sent_about_a_child_who_died() -> None:
    parent = contact()
    assert eligibility(parent, child(parent, deceased=True), Purpose.REMINDERS) == Ineligible(Reason.DECEASED)


# From the most to the least telling: with everything wrong the first is shown, mend it and the next one is.
def test_the_first_reason_that_applies_is_shown() -> None:
    worst = {
        "authority": Authority.OTHER,
        "ended": True,
        "preferences": {},
        "consents": {},
        "addresses": {},
    }
    mends: list[tuple[str, Any, Reason]] = [
        ("authority", Authority.BLANK, Reason.ANOTHER_EXCLUSIVE),
        ("other", None, Reason.ENDED),
        ("ended", False, Reason.NO_PREFERENCE),
        ("preferences", {Purpose.REMINDERS: Preference.NO_CONTACT}, Reason.WANTS_NO_CONTACT),
        ("preferences", {Purpose.REMINDERS: Preference.TEXT}, Reason.NO_CONSENT),
        ("consents", {TEXTS: Consent.WITHDRAWN}, Reason.CONSENT_WITHDRAWN),
        ("consents", {TEXTS: Consent.GIVEN}, Reason.NO_ADDRESS),
        ("addresses", {AddressKind.CELL: Address(usable=False, suppressed=True)}, Reason.UNUSABLE_ADDRESS),
        ("addresses", {AddressKind.CELL: Address(suppressed=True)}, Reason.SUPPRESSED_ADDRESS),
    ]
    exclusive = [contact(8, authority=Authority.EXCLUSIVE)]
    shown = [_reason(worst, exclusive)]
    for field, value, _ in mends:
        exclusive, worst = ([], worst) if field == "other" else (exclusive, {**worst, field: value})
        shown.append(_reason(worst, exclusive))
    assert shown == [Reason.AUTHORITY, *(reason for _, _, reason in mends)]


def _reason(changes: dict[str, Any], others: list[Any]) -> Reason:
    parent = contact(**changes)
    found = eligibility(parent, child(parent, *others), Purpose.REMINDERS)
    assert isinstance(found, Ineligible)
    return found.reason


def test_one_exclusive_contact_silences_and_blinds_the_others() -> None:
    mother, father = contact(7, authority=Authority.EXCLUSIVE), contact(8, authority=Authority.JOINT)
    mia = child(mother, father)
    assert isinstance(eligibility(mother, mia, Purpose.REMINDERS), Eligible)
    assert eligibility(father, mia, Purpose.REMINDERS) == Ineligible(Reason.ANOTHER_EXCLUSIVE)
    assert (may_see(mother, mia, False), may_see(father, mia, False)) == (True, False)


def test_two_exclusive_contacts_contradict_each_other_so_neither_is_messaged() -> None:
    both = [contact(each, authority=Authority.EXCLUSIVE) for each in (7, 8)]
    for each in both:
        assert eligibility(each, child(*both), Purpose.REMINDERS) == Ineligible(Reason.ANOTHER_EXCLUSIVE)


def test_an_exclusive_contact_of_one_child_does_not_touch_the_sibling() -> None:
    father = contact(8)
    assert not may_see(father, child(father, contact(7, authority=Authority.EXCLUSIVE)), False)
    assert may_see(father, child(father, contact(7)), False)


@pytest.mark.parametrize(
    ("changes", "sees"),
    [
        ({}, True),
        ({"preferences": {}, "consents": {}, "addresses": {}}, True),
        ({"authority": Authority.OTHER}, False),
        ({"ended": True}, False),
    ],
)
def test_seeing_a_child_needs_authority_but_no_consent(changes: dict[str, Any], sees: bool) -> None:
    parent = contact(**changes)
    assert may_see(parent, child(parent), False) is sees


def test_every_reason_has_words_that_end_in_a_full_stop() -> None:
    assert all(reason.words.endswith(".") and reason.words != reason.value for reason in Reason)
    assert len({reason.words for reason in Reason}) == len(Reason)

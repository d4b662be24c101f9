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
STOPPED = frozenset({Channel.TEXT})


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
        ({"addresses": {AddressKind.CELL: Address(stopped=frozenset({Channel.TEXT}))}}, Reason.OPTED_OUT),
        ({"held": True}, Reason.HELD),
    ],
)
def test_each_no_has_its_name(changes: dict[str, Any], reason: Reason) -> None:
    assert outcome(**changes) == Ineligible(reason)


@pytest.mark.parametrize(
    ("wanted", "channel", "kind"),
    [
        (Preference.FAX, Channel.FAX, AddressKind.FAX),
        (Preference.MAIL, Channel.LETTER, AddressKind.MAIL),
    ],
)
def test_a_family_that_wants_paper_gets_paper(
    wanted: Preference, channel: Channel, kind: AddressKind
) -> None:
    on_paper = {
        "preferences": {Purpose.REMINDERS: wanted},
        "consents": {(Purpose.REMINDERS, channel): Consent.GIVEN},
        "addresses": {kind: Address()},
    }
    assert outcome(**on_paper) == Eligible(channel, kind)


def test_a_stop_of_texts_leaves_calls_to_the_same_phone() -> None:
    by_phone = {
        "preferences": {Purpose.REMINDERS: Preference.CELL_PHONE},
        "consents": {(Purpose.REMINDERS, Channel.VOICE): Consent.GIVEN},
        "addresses": {AddressKind.CELL: Address(stopped=frozenset({Channel.TEXT}))},
    }
    assert outcome(**by_phone) == Eligible(Channel.VOICE, AddressKind.CELL)


def test_nothing_is_sent_about_a_child_who_died() -> None:
    parent = contact()
    assert eligibility(parent, child(parent, deceased=True), Purpose.REMINDERS) == Ineligible(Reason.DECEASED)


# From the most to the least telling: with everything wrong the first is shown, mend it and the next one is.
def test_the_first_reason_that_applies_is_shown() -> None:
    worst = {
        "authority": Authority.OTHER,
        "ended": True,
        "held": True,
        "preferences": {},
        "consents": {},
        "addresses": {},
    }
    mends: list[tuple[str, Any, Reason]] = [
        ("alternative", True, Reason.AUTHORITY),
        ("authority", Authority.BLANK, Reason.ENDED),
        ("ended", False, Reason.CONFIDENTIAL),
        ("own", True, Reason.HELD),
        ("held", False, Reason.NO_PREFERENCE),
        ("preferences", {Purpose.REMINDERS: Preference.NO_CONTACT}, Reason.WANTS_NO_CONTACT),
        ("preferences", {Purpose.REMINDERS: Preference.TEXT}, Reason.NO_CONSENT),
        ("consents", {TEXTS: Consent.WITHDRAWN}, Reason.CONSENT_WITHDRAWN),
        ("consents", {TEXTS: Consent.GIVEN}, Reason.NO_ADDRESS),
        ("addresses", {AddressKind.CELL: Address(usable=False, suppressed=True)}, Reason.UNUSABLE_ADDRESS),
        (
            "addresses",
            {AddressKind.CELL: Address(suppressed=True, stopped=STOPPED)},
            Reason.SUPPRESSED_ADDRESS,
        ),
        ("addresses", {AddressKind.CELL: Address(stopped=STOPPED)}, Reason.OPTED_OUT),
    ]
    shown = [_reason(worst)]
    for field, value, _ in mends:
        worst = {**worst, field: value}
        shown.append(_reason(worst))
    assert shown == [Reason.ALTERNATIVE_CONTACT, *(reason for _, _, reason in mends)]


def _reason(changes: dict[str, Any]) -> Reason:
    parent = contact(**changes)
    others = contact(8, authority=Authority.EXCLUSIVE), contact(9, alternative=True)
    found = eligibility(parent, child(parent, *others), Purpose.REMINDERS, confidential=True)
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
        ({"held": True}, False),
    ],
)
def test_seeing_a_child_needs_authority_but_no_consent(changes: dict[str, Any], sees: bool) -> None:
    parent = contact(**changes)
    assert may_see(parent, child(parent), False) is sees


def test_an_alternative_contact_stands_in_for_the_whole_family() -> None:
    mother, friend = contact(7, authority=Authority.EXCLUSIVE), contact(8, alternative=True)
    mia = child(mother, friend)
    assert isinstance(eligibility(friend, mia, Purpose.REMINDERS), Eligible)
    assert eligibility(mother, mia, Purpose.REMINDERS) == Ineligible(Reason.ALTERNATIVE_CONTACT)
    assert (may_see(mother, mia, False), may_see(friend, mia, False)) == (False, True)


def test_an_alternative_contact_needs_authority_and_no_end_date_like_any_other() -> None:
    for changes, reason in (
        ({"authority": Authority.OTHER}, Reason.AUTHORITY),
        ({"ended": True}, Reason.ENDED),
    ):
        friend = contact(8, alternative=True, **changes)
        assert eligibility(friend, child(friend), Purpose.REMINDERS) == Ineligible(reason)


def test_a_confidential_visit_is_seen_by_the_patients_own_contact_alone() -> None:
    mother, teen = contact(7), contact(8, own=True)
    mia = child(mother, teen)
    assert (may_see(mother, mia, True), may_see(teen, mia, True)) == (False, True)
    assert (may_see(mother, mia, False), may_see(teen, mia, False)) == (True, True)
    assert eligibility(mother, mia, Purpose.REMINDERS, confidential=True) == Ineligible(Reason.CONFIDENTIAL)


def by(fixed: Channel, **changes: Any) -> Eligible | Ineligible:
    consents = {(Purpose.REMINDERS, each): Consent.GIVEN for each in (Channel.EMAIL, Channel.VOICE)}
    parent = contact(**{"consents": consents, **changes})
    return eligibility(parent, child(parent), Purpose.REMINDERS, fixed=fixed)


@pytest.mark.parametrize(
    ("fixed", "on_file", "expected"),
    [
        (Channel.EMAIL, {AddressKind.EMAIL, AddressKind.WORK_EMAIL}, AddressKind.EMAIL),
        (Channel.VOICE, {AddressKind.CELL, AddressKind.HOME_PHONE}, AddressKind.CELL),
        (Channel.VOICE, {AddressKind.HOME_PHONE}, AddressKind.HOME_PHONE),
    ],
)
def test_a_fixed_channel_finds_its_address(
    fixed: Channel, on_file: set[AddressKind], expected: AddressKind
) -> None:
    addresses = {kind: Address() for kind in on_file}
    assert by(fixed, addresses=addresses) == Eligible(fixed, expected)


@pytest.mark.parametrize(
    ("fixed", "changes", "reason"),
    [
        (Channel.EMAIL, {"preferences": {}}, Reason.NO_PREFERENCE),
        (Channel.EMAIL, {"preferences": {Purpose.REMINDERS: Preference.NO_CONTACT}}, Reason.WANTS_NO_CONTACT),
        (Channel.TEXT, {}, Reason.NO_CONSENT),
        (Channel.EMAIL, {"addresses": {AddressKind.WORK_EMAIL: Address()}}, Reason.NO_ADDRESS),
        (Channel.VOICE, {"addresses": {AddressKind.CELL: Address(usable=False)}}, Reason.UNUSABLE_ADDRESS),
    ],
)
def test_a_fixed_channel_needs_a_preference_consent_and_an_address(
    fixed: Channel, changes: dict[str, Any], reason: Reason
) -> None:
    assert by(fixed, **changes) == Ineligible(reason)


def test_every_reason_has_words_that_end_in_a_full_stop() -> None:
    assert all(reason.words.endswith(".") and reason.words != reason.value for reason in Reason)
    assert len({reason.words for reason in Reason}) == len(Reason)

"""What staff read about the future is what the clock will do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.appointments import Appointment, Confirmation, Lifecycle
from app.domain.candidates import Booking, Candidate, Done, candidates
from app.domain.contacts import Address, Channel, ChildContacts, Consent, ContactFacts, Preference, Purpose
from app.domain.open_windows import Window
from app.domain.outlook import Outlook, foresee, outlook
from app.domain.planning import due
from app.domain.preferences import AddressKind
from app.domain.reasons import Reason
from app.domain.rules import STATUSES, Rule
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, RuleType, Timing, Unit

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
START = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=90)
ALWAYS = (Window(LONG_AGO, NOW + timedelta(days=90)),)

REQUEST = Rule(
    1, RuleType.CONFIRMATION_REQUEST, Timing(Anchor.START, 3, Unit.DAYS),
    STATUSES[RuleType.CONFIRMATION_REQUEST], LONG_AGO,
)  # fmt: skip
REMINDER = Rule(
    2, RuleType.REMINDER, Timing(Anchor.START, 1, Unit.DAYS), STATUSES[RuleType.REMINDER], LONG_AGO
)
ANA = ContactFacts(
    7,
    preferences={Purpose.REMINDERS: Preference.TEXT},
    consents={(Purpose.REMINDERS, Channel.TEXT): Consent.GIVEN},
    addresses={AddressKind.CELL: Address()},
)
LUIS = ContactFacts(8, position=2)


def _booking(id: int = 1, *contacts: ContactFacts, windows=ALWAYS, **given) -> Booking:
    facts = {
        "patient_id": id, "provider_id": 1, "location_id": 1, "visit_type": "", "starts_at": START,
        "minutes": 20, "zone": "America/New_York", "lifecycle": Lifecycle.SCHEDULED,
        "confirmation": Confirmation.NONE, "version": 1, "created_at": LONG_AGO, "version_at": LONG_AGO,
    }  # fmt: skip
    return Booking(Appointment(id=id, **{**facts, **given}), ChildContacts(id, contacts or (ANA,)), windows)


def _outlook(*bookings: Booking, done=frozenset(), now: datetime = NOW) -> Outlook:
    return outlook([REQUEST, REMINDER], bookings, done, now, SiblingMode.SAME_TIME)


def test_each_coming_message_has_its_own_moment() -> None:
    found = _outlook(_booking())
    assert [(each.message.rule_id, each.at) for each in found.expected] == [
        (REQUEST.id, START - timedelta(days=3)),
        (REMINDER.id, START - timedelta(days=1)),
    ]
    assert (found.unsent, found.never) == ((), ())


def test_siblings_are_expected_in_one_message() -> None:
    found = _outlook(_booking(1), _booking(2))
    assert [each.message.appointment_ids for each in found.expected] == [(1, 2), (1, 2)]


def test_what_was_decided_before_does_not_come_again() -> None:
    found = _outlook(_booking(), done={Done(REQUEST.id, 1, 1, ANA.id)})
    assert [each.message.rule_id for each in found.expected] == [REMINDER.id]


def test_a_contact_who_gets_nothing_is_told_with_the_moment_and_the_reason() -> None:
    found = _outlook(_booking(1, ANA, LUIS))
    assert {each.message.contact_id for each in found.expected} == {ANA.id}
    assert [(each.what.contact_id, each.at, each.reason) for each in found.unsent] == [
        (LUIS.id, START - timedelta(days=3), Reason.NO_PREFERENCE),
        (LUIS.id, START - timedelta(days=1), Reason.NO_PREFERENCE),
    ]


def test_two_that_wait_for_the_same_opening_become_one() -> None:
    opening = START - timedelta(hours=6)
    found = _outlook(_booking(windows=(Window(LONG_AGO, LONG_AGO), Window(opening, START))))
    assert [(each.message.rule_id, each.at) for each in found.expected] == [(REMINDER.id, opening)]
    assert [(each.what.rule_id, each.reason) for each in found.unsent] == [(REQUEST.id, Reason.SUPERSEDED)]


def test_what_is_due_already_is_expected_now() -> None:
    late = START - timedelta(hours=20)
    found = _outlook(_booking(), now=late)
    assert [(each.message.rule_id, each.at) for each in found.expected] == [(REMINDER.id, late)]


def test_a_rule_with_nothing_to_say_gives_its_reason() -> None:
    found = _outlook(_booking(confirmation=Confirmation.CONFIRMED))
    assert [(each.rule_id, each.appointment_id, each.reason) for each in found.never] == [
        (REQUEST.id, 1, Reason.STATUS_NOT_CHOSEN)
    ]
    assert [each.message.rule_id for each in found.expected] == [REMINDER.id]


def test_a_birthday_greeting_is_no_part_of_an_appointments_outlook() -> None:
    greeting = Rule(9, RuleType.BIRTHDAY, Timing(Anchor.DATE), frozenset(), LONG_AGO)
    found = outlook([greeting], [_booking()], frozenset(), NOW, SiblingMode.SAME_TIME)
    assert (found.expected, found.unsent, found.never) == ((), (), ())


def test_a_rule_for_other_ages_says_so() -> None:
    toddlers = replace(REMINDER, age_to=3)
    found = outlook([toddlers], [_booking()], frozenset(), NOW, SiblingMode.SAME_TIME)
    assert [each.reason for each in found.never] == [Reason.AGE_UNKNOWN]


def test_who_rode_along_is_done_when_its_own_moment_comes() -> None:
    bookings = [_booking(1), _booking(2, starts_at=START + timedelta(minutes=45))]
    passing = [each for each in candidates([REQUEST, REMINDER], bookings, NOW) if isinstance(each, Candidate)]
    told = frozenset({Done(REMINDER.id, 1, 1, ANA.id)})
    plans = foresee(passing, told, NOW, START - timedelta(hours=25), SiblingMode.SAME_DAY)
    assert [(each.rule_id, each.appointment_ids) for plan in plans for each in plan.messages] == [
        (REQUEST.id, (1, 2))
    ]
    rest = foresee(passing, told, NOW, START, SiblingMode.SAME_DAY)
    assert [(each.rule_id, each.appointment_ids) for plan in rest for each in plan.messages] == [
        (REQUEST.id, (1, 2)),
        (REMINDER.id, (2,)),
    ]


def test_the_outlook_is_what_the_plan_does_when_the_time_has_come() -> None:
    bookings = [_booking(1, ANA, LUIS), _booking(2)]
    (first, *_) = _outlook(*bookings).expected
    plan = due([REQUEST, REMINDER], bookings, frozenset(), first.at, SiblingMode.SAME_TIME)
    assert plan.messages == (first.message,)

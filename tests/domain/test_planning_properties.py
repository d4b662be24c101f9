"""Whatever a family looks like and however the clock ticks (product D7, E5, E6)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.appointments import Appointment, Confirmation, Status
from app.domain.candidates import Booking, Done
from app.domain.contacts import Authority, Eligible, eligibility
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import instant, local_day, zone
from app.domain.occurrences import Occurrence, occurrence
from app.domain.planning import Plan, due
from app.domain.preferences import Purpose
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, Timing, Unit
from tests.domain.families import appointment, booking, contact, examples, initial, request, rule, zones

# The visits are near a change of the clocks somewhere in the world: March 8, April 5, October 4, November 1.
ODD_NIGHTS = [datetime(2026, 3, 8), datetime(2026, 4, 5), datetime(2026, 10, 4), datetime(2026, 11, 1)]
LONG_AGO = datetime(2025, 12, 1)

parents = st.builds(
    contact,
    st.sampled_from([7, 8]),
    authority=st.sampled_from([Authority.BLANK, Authority.JOINT, Authority.OTHER, Authority.EXCLUSIVE]),
    ended=st.sampled_from([False, False, True]),
)


answers = st.sampled_from([Confirmation.NONE, Confirmation.NONE, Confirmation.CONFIRMED])


@st.composite
def families(draw: st.DrawFn) -> list[Booking]:
    """One to four children of one practice around an odd night, some booked late."""
    place = draw(zones)
    rules = DeliveryRules(
        window_from=time(draw(st.integers(0, 8))),
        window_to=time(draw(st.sampled_from([8, 12, 23]))),
        days=draw(st.sampled_from([frozenset(range(7)), frozenset(range(5)), frozenset({5})])),
    )
    night = draw(st.sampled_from(ODD_NIGHTS))
    found = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        local = night + timedelta(minutes=15 * draw(st.sampled_from([0, 1, 8, 36, 38, 58, 100])))
        starts_at = instant(local, zone(place))
        booked = starts_at - timedelta(minutes=draw(st.sampled_from([10, 60, 1000, 3000, 9000])))
        visit = appointment(
            number,
            starts_at=starts_at,
            zone=place,
            created_at=booked,
            version_at=booked,
            confirmation=draw(answers),
        )
        around = draw(st.lists(parents, min_size=1, max_size=2, unique_by=lambda each: each.id))
        found.append(booking(visit, *around, rules=rules))
    return found


def house_rules() -> list[Rule]:
    on = instant(LONG_AGO, zone("Etc/UTC"))
    any_answer = frozenset({Status.SCHEDULED, Status.CONFIRMED})
    return [
        initial(1, enabled_at=on),
        request(2, enabled_at=on),
        rule(3, enabled_at=on, statuses=any_answer),
        rule(4, enabled_at=on, timing=Timing(Anchor.START, 2, Unit.HOURS)),
    ]


def written(found: Plan, family: list[Booking]) -> list[Done]:
    versions = {each.appointment.id: each.appointment.version for each in family}
    told = [
        Done(message.rule_id, each, versions[each], message.contact_id)
        for message in found.messages
        for each in message.appointment_ids
    ]
    return told + [each.what for each in (*found.skipped, *found.superseded)]


def ticks(family: list[Booking], gaps: list[int]) -> list[datetime]:
    """Moments from the first booking on, ending a day after the last start."""
    now = min(each.appointment.created_at for each in family)
    end = max(each.appointment.starts_at for each in family) + timedelta(days=1)
    found = []
    for gap in gaps:
        now += timedelta(minutes=gap)
        found.append(min(now, end))
    return [*found, end]


def run(family: list[Booking], gaps: list[int], mode: SiblingMode) -> tuple[list[Done], list[Plan]]:
    """Every tick, with what earlier ticks wrote down. A child not yet booked is not yet known."""
    done: list[Done] = []
    plans = []
    for now in ticks(family, gaps):
        known = [each for each in family if each.appointment.created_at <= now]
        found = due(house_rules(), known, set(done), now, mode)
        done += written(found, family)
        plans.append(found)
    return done, plans


modes = st.sampled_from(SiblingMode)
gaps = st.lists(st.integers(0, 2500), max_size=6)


@examples
@given(families(), gaps, modes)
def test_everything_is_decided_exactly_once_however_the_clock_ticks(
    family: list[Booking], gaps: list[int], mode: SiblingMode
) -> None:
    done, _ = run(family, gaps, mode)
    assert all(count == 1 for count in Counter(done).values())
    expected = {
        Done(each.id, book.appointment.id, 1, parent.id)
        for each in house_rules()
        for book in family
        if _meant(each, book)
        for parent in book.child.contacts
    }
    assert set(done) == expected
    assert due(house_rules(), family, set(done), ticks(family, gaps)[-1], mode) == Plan((), (), ())


def _meant(each: Rule, book: Booking) -> bool:
    outcome = occurrence(each, book.appointment, book.windows)
    return isinstance(outcome, Occurrence) or outcome.nominal is not None


@examples
@given(families(), gaps, modes, st.randoms(use_true_random=False))
def test_the_order_of_children_and_rules_does_not_matter(
    family: list[Booking], gaps: list[int], mode: SiblingMode, order: Any
) -> None:
    now = ticks(family, gaps)[0]
    rules, shuffled = house_rules(), list(family)
    order.shuffle(shuffled)
    order.shuffle(rules)
    assert due(rules, shuffled, (), now, mode) == due(house_rules(), family, (), now, mode)


@examples
@given(families(), gaps, modes)
def test_a_message_speaks_of_one_visit_to_somebody_eligible_in_time_and_of_no_child_twice(
    family: list[Booking], gaps: list[int], mode: SiblingMode
) -> None:
    books = {each.appointment.id: each for each in family}
    for now, found in zip(ticks(family, gaps), run(family, gaps, mode)[1], strict=True):
        heard = Counter((each.contact_id, child) for each in found.messages for child in each.appointment_ids)
        assert all(count == 1 for count in heard.values())
        for message in found.messages:
            told = [books[each] for each in message.appointment_ids]
            assert message.due_at <= now <= message.last_useful
            assert all(_eligible(each, message.contact_id) for each in told)
            assert _one_visit([each.appointment for each in told], mode)


def _eligible(book: Booking, contact_id: int) -> bool:
    parent = next(each for each in book.child.contacts if each.id == contact_id)
    return isinstance(eligibility(parent, book.child, Purpose.REMINDERS), Eligible)


def _one_visit(told: list[Appointment], mode: SiblingMode) -> bool:
    starts = [each.starts_at for each in told]
    if mode is SiblingMode.SAME_DAY:
        return len({local_day(each.starts_at, zone(each.zone)) for each in told}) == 1
    widest = {SiblingMode.OFF: -1, SiblingMode.SAME_TIME: 0, SiblingMode.WITHIN_60_MINUTES: 60}[mode]
    return len(told) == 1 or max(starts) - min(starts) <= timedelta(minutes=widest)

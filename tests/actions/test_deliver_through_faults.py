"""Whatever the vendor does: no message doubles, none is lost, none leaves too late (product G2, G3, G8)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.actions.deliver_messages import Delivered, deliver_messages
from app.actions.sweep_messages import sweep_messages
from app.models import ProviderGate
from app.providers.port import Exits
from app.work import work_everywhere
from tests.actions.test_deliver_messages import SIGNER, arrived
from tests.builders.clinic import NOW
from tests.builders.live_practice import backlog, ends, heard_once, live_clinic, texts_by
from tests.vendor import (
    ACCEPT_AND_DROP,
    DROP,
    GARBAGE,
    HANG,
    OK,
    Answering,
    Loopback,
    refused,
    server_error,
    throttled,
)

Say = Callable[[str, object], None]

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def vendor(app: Flask) -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback


def deliver(exits: Exits, now: datetime = NOW) -> Delivered:
    return deliver_messages(now, exits, SIGNER)


def gate() -> ProviderGate:
    with work_everywhere() as session:
        row = session.scalars(select(ProviderGate)).one()
        session.expunge(row)
        return row


def test_an_activated_channel_leaves_the_house_and_another_practices_does_not(vendor: Loopback) -> None:
    backlog(live_clinic(), 3)
    trying_out = live_clinic("maple")
    backlog(trying_out, 2)
    with work_everywhere() as session:
        session.execute(
            text("update channel_setup set activated_at = null where practice_id = :id"),
            {"id": trying_out.practice_id},
        )
    with texts_by(vendor) as (exits, _):
        assert deliver(exits).sent == 5
    assert len(vendor.taken) == 3
    assert len(arrived()) == 2


def test_hundreds_of_calls_overlap_and_each_family_hears_once(app: Flask) -> None:
    backlog(live_clinic(), 300)
    with Loopback(latency_ms=50) as vendor, texts_by(vendor) as (exits, _):
        began = time.monotonic()
        assert deliver(exits).sent == 300
        assert time.monotonic() - began < 300 * 0.05 / 4, "one call after the other"
        assert len(vendor.counts) == 300
        assert heard_once(vendor)


@pytest.mark.parametrize("answer", [HANG, ACCEPT_AND_DROP, GARBAGE], ids=lambda each: each.kind)
def test_what_was_taken_without_an_answer_is_unknown_and_never_repeated(
    vendor: Loopback, answer: Answering
) -> None:
    backlog(live_clinic(), 3)
    vendor.answer_all(answer)
    with texts_by(vendor, timeout=0.3) as (exits, _):
        deliver(exits)
        vendor.answer_all(OK)
        for minutes in (5, 30, 120):
            sweep_messages(NOW + minutes * MINUTE, exits)
            deliver(exits, NOW + minutes * MINUTE)
    assert ends() == {"unknown: vendor_silent": 3}
    assert sorted(vendor.counts.values()) == [1, 1, 1]


def test_a_hanging_vendor_is_left_alone_after_the_first_calls(vendor: Loopback, record_property: Say) -> None:
    backlog(live_clinic(), 200)
    vendor.answer_all(HANG)
    with texts_by(vendor, timeout=0.3) as (exits, way):
        deliver(exits)
        assert len(way.calls) <= 64, "more calls than may be under way at once"
        vendor.answer_all(OK)
        for minutes in range(1, 40, 3):
            deliver(exits, NOW + minutes * MINUTE)
    lost = ends()["unknown: vendor_silent"]
    assert ends() == {"unknown: vendor_silent": lost, "sent": 200 - lost}
    # The calls under way, and at most one batch that began before the fifth silence was noted.
    assert 0 < lost <= 64 + 32
    assert heard_once(vendor)
    record_property(
        "figures",
        f"vendor takes and never answers, 200 messages: {lost} unknown and not repeated, the rest later",
    )


def outage_of_two_hours(vendor: Loopback, exits: Exits) -> None:
    """The clock turns every minute; after two hours the vendor is back."""
    vendor.answer_all(server_error(503))
    for minutes in range(120):
        at = NOW + minutes * MINUTE
        sweep_messages(at, exits)
        deliver(exits, at)
    vendor.answer_all(OK)


@pytest.mark.slow
def test_two_hours_without_a_vendor_lose_nothing_and_ask_it_rarely(
    vendor: Loopback, record_property: Say
) -> None:
    clinic = live_clinic()
    of_no_use, useful = backlog(clinic, 50, NOW + timedelta(hours=1)), backlog(clinic, 150)
    with texts_by(vendor) as (exits, way):
        outage_of_two_hours(vendor, exits)
        asked = len(way.calls)
        back = NOW + timedelta(hours=2)
        for minutes in range(0, 80, 5):
            deliver(exits, back + minutes * MINUTE)
    assert vendor.counts.keys() == {f"m{each}" for each in useful}
    assert heard_once(vendor)
    assert ends()["sent"] == len(useful)
    # Whichever was tried last before it was of no use any more failed; the others expired unasked.
    assert ends().keys() <= {"sent", "expired: expired", "failed: vendor_down"}
    assert ends().total() == len(useful) + len(of_no_use)
    # Those under way when it began, then one every ten minutes, and no more.
    assert asked <= 64 + 5 + 120 / 10 + 1
    last_try = {reference: at for reference, at in way.calls if reference in {f"m{n}" for n in of_no_use}}
    assert max(last_try.values()) <= NOW + timedelta(minutes=45)
    record_property(
        "figures",
        f"vendor down for two hours, 200 messages: {asked} calls meanwhile, then {len(vendor.counts)} came "
        f"once, {len(of_no_use)} had ended unsent, none twice, none after its last useful moment",
    )


def test_when_the_window_closes_in_the_middle_the_rest_waits_for_the_next(
    vendor: Loopback, record_property: Say
) -> None:
    clinic = live_clinic()
    backlog(clinic, 120, NOW + timedelta(hours=30))
    with work_everywhere() as session:
        session.execute(text("update delivery_rules set window_from = '08:00', window_to = '15:01'"))
    closing = NOW + MINUTE
    with texts_by(vendor, rate=30) as (exits, way):
        first = deliver(exits, closing - 2 * SECOND)
        assert 0 < first.sent <= 2 * 30 + 30 / 4
        assert not deliver(exits, closing).sent
        assert not deliver(exits, closing + timedelta(hours=5)).sent
        way.rate = 10_000
        deliver(exits, (NOW + timedelta(days=1)).replace(hour=8))
    assert ends() == {"sent": 120}
    assert heard_once(vendor)
    record_property(
        "figures",
        f"window closes in the middle, 120 messages: {first.sent} before, 0 while closed, "
        f"{120 - first.sent} at the next opening",
    )


def test_when_the_last_useful_moment_passes_in_the_middle_the_rest_expires(
    vendor: Loopback, record_property: Say
) -> None:
    clinic = live_clinic()
    backlog(clinic, 120, NOW + timedelta(minutes=15) + 2 * SECOND)
    with texts_by(vendor, rate=30) as (exits, _):
        first = deliver(exits)
        deliver(exits, NOW + 5 * SECOND)
    assert 0 < first.sent <= 2 * 30 + 30 / 4
    assert ends() == {"sent": first.sent, "expired: expired": 120 - first.sent}
    assert len(vendor.counts) == first.sent
    record_property(
        "figures",
        f"visits come too near in the middle, 120 messages: {first.sent} before, {120 - first.sent} expired",
    )


def test_retry_after_is_waited_for_by_everybody(vendor: Loopback) -> None:
    backlog(live_clinic(), 90)
    vendor.answer_next(throttled("120"))
    with texts_by(vendor) as (exits, way):
        deliver(exits)
        asked = len(way.calls)
        for seconds in (30, 60, 119):
            deliver(exits, NOW + seconds * SECOND)
        assert len(way.calls) == asked <= 64
        deliver(exits, NOW + 130 * SECOND)
    assert ends() == {"sent": 90}
    assert heard_once(vendor)


def test_a_wrong_key_shuts_the_way_out_at_once_and_one_message_tries_it_later(vendor: Loopback) -> None:
    backlog(live_clinic(), 100)
    vendor.answer_all(refused(401))
    with texts_by(vendor) as (exits, way):
        deliver(exits)
        asked = len(way.calls)
        assert asked <= 64
        deliver(exits, NOW + 6 * MINUTE)
        assert len(way.calls) == asked + 1
        assert gate().reason == "credentials"
        vendor.answer_all(OK)
        deliver(exits, NOW + 20 * MINUTE)
    assert ends() == {"sent": 100}
    assert gate().opened_at is None


def test_a_way_out_that_is_shut_holds_up_no_other(vendor: Loopback) -> None:
    clinic = live_clinic()
    backlog(clinic, 150)
    backlog(clinic, 20, channel="email")
    vendor.answer_all(server_error())
    with texts_by(vendor) as (exits, _):
        deliver(exits)
    assert Counter(each.channel for each in arrived()) == {"email": 20}
    assert ends() == {"sent": 20, "queued": ends()["queued"], "queued: vendor_down": 150 - ends()["queued"]}


def test_a_request_that_cannot_be_made_and_a_number_that_is_none_stop_no_other(vendor: Loopback) -> None:
    clinic = live_clinic()
    ids = backlog(clinic, 60)
    with work_everywhere() as session:
        session.execute(
            text(
                "update address set value = 'no number at all' where id = "
                "(select c.cell_id from contact c join message m on m.contact_id = c.id where m.id = :id)"
            ),
            {"id": ids[30]},
        )
    with texts_by(vendor) as (exits, _):
        deliver(exits)
    assert len(vendor.counts) == 59
    assert sum(ends().values()) == 60
    assert ends()["sent"] == 59


def at_once(exits: Exits, workers: int) -> None:
    threads = [
        threading.Thread(target=copy_context().run, args=(deliver, exits, NOW)) for _ in range(workers)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)


def test_two_workers_share_the_work_and_the_rate(vendor: Loopback) -> None:
    backlog(live_clinic(), 150)
    with texts_by(vendor, rate=100) as (exits, way):
        began = time.monotonic()
        at_once(exits, 2)
        took = time.monotonic() - began
    assert ends() == {"sent": 150}
    assert heard_once(vendor)
    assert len(way.calls) <= 100 * took + 25


def test_a_connection_that_breaks_before_anything_was_read_is_not_taken_for_a_refusal(
    vendor: Loopback,
) -> None:
    backlog(live_clinic(), 3)
    vendor.answer_next(DROP)
    with texts_by(vendor) as (exits, _):
        deliver(exits)
        deliver(exits, NOW + 5 * MINUTE)
    assert ends() == {"sent": 2, "unknown: vendor_silent": 1}
    assert heard_once(vendor)


def test_a_job_that_is_told_to_stop_finishes_its_calls_and_gives_back_the_rest(app: Flask) -> None:
    backlog(live_clinic(), 200)
    with Loopback(latency_ms=200) as vendor, texts_by(vendor) as (exits, way):
        delivered = deliver_messages(NOW, exits, SIGNER, stopping=lambda: len(way.calls) > 0)
        assert 0 < delivered.sent == len(vendor.counts) <= 64
        assert ends() == {"sent": delivered.sent, "queued": 200 - delivered.sent}
        assert deliver(exits).sent == 200 - delivered.sent
        assert heard_once(vendor)


def test_an_answer_stops_a_message_that_is_ready_and_waits_for_its_turn(vendor: Loopback) -> None:
    """Told by what leaves: prepared in the first moments, cancelled while others are being called."""
    ids = backlog(live_clinic(), 60)

    def cancel_the_last(_: str) -> None:
        vendor.after_accept = lambda _: None
        with work_everywhere() as session:
            session.execute(
                text("update message set status = 'cancelled', reason = 'answered' where id = :id"),
                {"id": ids[-1]},
            )

    with texts_by(vendor, rate=40) as (exits, _):
        run = copy_context()
        vendor.after_accept = lambda reference: run.run(cancel_the_last, reference)
        deliver(exits)
    assert f"m{ids[-1]}" not in vendor.counts
    assert ends() == {"sent": 59, "cancelled: answered": 1}

"""The first fifty before the rest, pause, resume and stop (product K4)."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app.actions.claim_messages import claim_messages, start_sending
from app.actions.deliver_messages import deliver_messages
from app.actions.drive_mailings import drive_mailings
from app.actions.prepare_messages import prepare_messages
from app.actions.record_receipt import record_receipts
from app.actions.steer_mailing import Steered, TooLate, pause_mailing, resume_mailing, stop_mailing
from app.domain.failures import Failure
from app.domain.mailings import AT_ONCE, FIRST, PATIENCE, MailingState
from app.domain.outcomes import ReceiptKind
from app.models import Mailing
from app.providers.port import Envelope, Exits, Receipt, Refused, Result
from app.providers.sandbox import SandboxProvider
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, arrived, deliver
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.mailings import DANA, as_it_is, confirm, draft, ends_of, families, messages_of

MINUTE = timedelta(minutes=1)


def running(number: int) -> Mailing:
    """A confirmed mailing to so many families, its recipients written and the first let go."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, number)
        mailing = draft(clinic)
    confirm(mailing)
    drive_mailings(NOW)
    return mailing


def report(mailing: Mailing, ids: Collection[int], kind: ReceiptKind, at: datetime = NOW) -> None:
    with work(mailing.practice_id) as session:
        told = [Receipt(mailing.practice_id, f"m{number}", f"e{number}{kind}", kind, at) for number in ids]
        record_receipts(session, at, told)


def left(mailing: Mailing) -> list[int]:
    return [each.id for each in messages_of(mailing) if each.status == "sent"]


def pause(mailing: Mailing, now: datetime = NOW) -> Steered | TooLate | None:
    with work(mailing.practice_id) as session:
        return pause_mailing(session, now, DANA, mailing.id)


def resume(mailing: Mailing, now: datetime = NOW) -> Steered | TooLate | None:
    with work(mailing.practice_id) as session:
        return resume_mailing(session, now, DANA, mailing.id)


def stop(mailing: Mailing, now: datetime = NOW) -> Steered | TooLate | None:
    with work(mailing.practice_id) as session:
        return stop_mailing(session, now, DANA, mailing.id)


def go_on(now: datetime) -> int:
    drive_mailings(now)
    return deliver(now).sent


def test_only_fifty_go_until_it_is_known_how_they_fared(app: Flask) -> None:
    mailing = running(70)
    assert deliver().sent == FIRST
    assert go_on(NOW + MINUTE) == 0
    report(mailing, left(mailing)[:45], ReceiptKind.DELIVERED)
    assert go_on(NOW + MINUTE) == 20
    assert len({each.address for each in arrived()}) == len(arrived()) == 70


def test_where_reports_stay_away_the_rest_goes_after_a_while(app: Flask) -> None:
    running(60)
    deliver()
    assert go_on(NOW + PATIENCE - timedelta(seconds=1)) == 0
    assert go_on(NOW + PATIENCE) == 10


@pytest.mark.parametrize("reported", [False, True])
def test_a_letter_that_comes_back_late_still_counts_among_the_first(app: Flask, reported: bool) -> None:
    mailing = running(60)
    deliver()
    first = left(mailing)
    report(mailing, first if reported else [], ReceiptKind.DELIVERED)
    drive_mailings(NOW + PATIENCE)
    assert ends_of(mailing)["queued"] == 10, "the rest is on its way"
    report(mailing, first[:5], ReceiptKind.BOUNCED, NOW + 20 * MINUTE)
    drive_mailings(NOW + 20 * MINUTE)
    assert as_it_is(mailing).state == "running"
    report(mailing, first[5:6], ReceiptKind.BOUNCED, NOW + 21 * MINUTE)
    drive_mailings(NOW + 21 * MINUTE)
    paused = as_it_is(mailing)
    assert (paused.state, paused.paused_reason) == ("paused", "failures")
    assert ends_of(mailing)["planned"] == 10
    resume(mailing, NOW + 22 * MINUTE)
    report(mailing, first[6:20], ReceiptKind.BOUNCED, NOW + 22 * MINUTE)
    drive_mailings(NOW + 22 * MINUTE)
    assert as_it_is(mailing).state == "running", "whoever let it go on has seen them"


def test_it_pauses_itself_when_more_than_a_tenth_of_the_first_fail(app: Flask) -> None:
    mailing = running(70)
    deliver()
    first = left(mailing)
    report(mailing, first[:5], ReceiptKind.FAILED)
    drive_mailings(NOW + MINUTE)
    assert as_it_is(mailing).state == "running", "five of fifty are a tenth and not more"
    report(mailing, first[5:6], ReceiptKind.BOUNCED)
    assert go_on(NOW + MINUTE) == 0
    paused = as_it_is(mailing)
    assert (paused.state, paused.paused_reason, paused.paused_at) == ("paused", "failures", NOW + MINUTE)
    assert go_on(NOW + 10 * MINUTE) == 0


class OnlyTheFirst(SandboxProvider):
    """Refuses one message, which may go through later."""

    def __init__(self) -> None:
        self._refuses = True

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        if not self._refuses:
            return super().send(envelope, now)
        self._refuses = False
        refused: Future[Result] = Future()
        refused.set_result(Refused(Failure.NO_ANSWER_FROM_HOST, retry=False))
        return refused


class OneInFive(SandboxProvider):
    """Refuses every fifth message for good."""

    def __init__(self) -> None:
        self._calls = 0

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        self._calls += 1
        if self._calls % 5:
            return super().send(envelope, now)
        refused: Future[Result] = Future()
        refused.set_result(Refused(Failure.BAD_MAILBOX, retry=False))
        return refused


def test_a_second_try_does_not_hold_up_the_rest_again(app: Flask) -> None:
    mailing = running(60)
    deliver_messages(NOW, Exits(OnlyTheFirst()), SIGNER)
    again = max(each.due_at for each in messages_of(mailing) if each.resends)
    assert deliver(again).sent == 1
    assert go_on(again + MINUTE) == 10


def test_a_way_out_that_refuses_one_in_five_costs_fifty_and_not_all(app: Flask) -> None:
    mailing = running(200)
    provider = Exits(OneInFive())
    for minutes in range(5):
        now = NOW + minutes * MINUTE
        deliver_messages(now, provider, SIGNER)
        drive_mailings(now)
    assert as_it_is(mailing).paused_reason == "failures"
    assert ends_of(mailing)["planned"] == 150


def test_whoever_lets_it_go_on_has_seen_the_failures(app: Flask) -> None:
    mailing = running(70)
    deliver()
    report(mailing, left(mailing)[:20], ReceiptKind.FAILED)
    drive_mailings(NOW)
    resume(mailing, NOW + MINUTE)
    assert go_on(NOW + MINUTE) == 20
    drive_mailings(NOW + 2 * MINUTE)
    assert as_it_is(mailing).state == "running", "what failed is tried again"


def test_what_is_to_be_tried_again_counts_as_failed_while_the_mailing_waits(app: Flask) -> None:
    mailing = running(30)
    deliver()
    report(mailing, left(mailing)[:4], ReceiptKind.FAILED)
    pause(mailing)
    assert ends_of(mailing)["planned"] == 4, "their second try waits too"
    resume(mailing, NOW + MINUTE)
    drive_mailings(NOW + MINUTE)
    assert as_it_is(mailing).paused_reason == "failures"


def test_a_few_bad_numbers_do_not_stop_a_small_mailing(app: Flask) -> None:
    mailing = running(9)
    deliver()
    report(mailing, left(mailing)[:4], ReceiptKind.FAILED)
    drive_mailings(NOW + MINUTE)
    assert as_it_is(mailing).state != "paused"


def test_after_a_pause_nothing_goes_and_after_resuming_the_rest_goes_once(app: Flask) -> None:
    mailing = running(30)
    assert pause(mailing) == Steered(held_back=30)
    assert go_on(NOW + MINUTE) == 0
    assert pause(mailing) == TooLate(MailingState.PAUSED)
    resume(mailing, NOW + MINUTE)
    assert go_on(NOW + MINUTE) == 30
    assert len({each.address for each in arrived()}) == len(arrived()) == 30


def test_what_is_ready_at_the_door_stays_when_it_is_paused(app: Flask) -> None:
    mailing = running(5)
    with work_everywhere() as session:
        claimed = claim_messages(session, NOW, 10)
    prepared = prepare_messages(NOW, SANDBOX, SIGNER, mailing.practice_id, claimed[mailing.practice_id])
    assert len(prepared.outgoing) == 5
    pause(mailing)
    with work(mailing.practice_id) as session:
        claims = {each.message_id: each.claimed_at for each in prepared.outgoing}
        assert start_sending(session, mailing.practice_id, claims) == set()


def test_what_comes_back_into_the_queue_of_a_paused_mailing_does_not_leave(app: Flask) -> None:
    mailing = running(2)
    pause(mailing)
    with work_everywhere() as session:
        session.execute(text("update message set status = 'queued'"))  # a try that was refused for now
    assert deliver().sent == 0
    drive_mailings(NOW)
    assert ends_of(mailing) == {"planned": 2}


def test_what_was_stopped_never_goes_and_cannot_go_on(app: Flask) -> None:
    mailing = running(60)
    deliver()
    assert stop(mailing, NOW + MINUTE) == Steered(held_back=10)
    assert ends_of(mailing) == {"sent": 50, "cancelled: mailing_stopped": 10}
    assert resume(mailing) == pause(mailing) == TooLate(MailingState.STOPPED)
    with work_everywhere() as session:
        session.execute(text("update message set status = 'queued', settled_at = null where status = 'sent'"))
    assert go_on(NOW + 2 * MINUTE) == 0
    assert ends_of(mailing) == {"cancelled: mailing_stopped": 60}


def test_a_mailing_paused_before_its_date_waits_for_it_again(app: Flask) -> None:
    date = NOW + timedelta(hours=2)
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 1)
        mailing = draft(clinic)
    confirm(mailing, send_at=date)
    pause(mailing)
    drive_mailings(date)
    assert messages_of(mailing) == []
    resume(mailing, NOW + MINUTE)
    assert as_it_is(mailing).state == "scheduled"
    assert go_on(date) == 1


def test_one_mailing_does_not_fill_the_queue(app: Flask) -> None:
    mailing = running(10)
    with work_everywhere() as session:
        session.execute(text("update mailing set tried_at = now()"))
        session.execute(
            text("""
                insert into message (practice_id, mailing_id, type, key, contact_id, channel, status, due_at,
                    created_at)
                select practice_id, mailing_id, type, key || n, contact_id, channel, 'planned', due_at, due_at
                from message, generate_series(1, 60) n
            """)
        )
    drive_mailings(NOW)
    drive_mailings(NOW)
    assert ends_of(mailing)["queued"] == AT_ONCE


@pytest.mark.parametrize("steer", [pause_mailing, resume_mailing, stop_mailing])
def test_another_practices_mailing_is_unknown(app: Flask, steer: object) -> None:
    mailing = running(1)
    with work_everywhere() as session:
        other: Clinic = make_clinic(session, "oak")
    with work(other.practice_id) as session:
        assert steer(session, NOW, DANA, mailing.id) is None  # type: ignore[operator]

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.actions.claim_messages import claim_messages, start_sending
from app.actions.collect_receipts import collect_receipts
from app.actions.deliver_messages import deliver_messages
from app.actions.plan_messages import plan_messages
from app.actions.record_receipt import record_receipts
from app.actions.settle_unknown import settle_unknown
from app.actions.sweep_messages import Swept, sweep_messages
from app.actions.write_audit import Actor
from app.domain.outcomes import ReceiptKind
from app.models import AuditLine, ChannelSetup, Message, MessageEvent, SandboxOutcome
from app.providers.port import Accepted, Envelope, Exits, Receipt
from app.providers.sandbox import SandboxProvider
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import (
    SANDBOX,
    SIGNER,
    Gateway,
    arrived,
    deliver,
    outbox,
    reminder_for,
)
from tests.builders.clinic import NOW, make_clinic

MINUTE = timedelta(minutes=1)


@pytest.fixture
def practice_id(app: Flask) -> int:
    """A practice with one reminder planned and not yet sent."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder_for(clinic, "Mia")
    plan_messages(NOW)
    return clinic.practice_id


def force(practice_id: int, outcome: str) -> None:
    with work(practice_id) as session:
        session.add(SandboxOutcome(address=outbox()[0].address, outcome=outcome))


def minutes_go_by() -> None:
    with work_everywhere() as session:
        session.execute(text("update message set claimed_at = claimed_at - interval '3 minutes'"))


def receipt(practice_id: int, kind: ReceiptKind, event_id: str, category: str = "") -> Receipt:
    return Receipt(practice_id, f"m{outbox()[0].id}", event_id, kind, NOW + MINUTE, category)


def test_a_claim_of_a_dead_worker_goes_back_and_a_fresh_one_stays(practice_id: int) -> None:
    with work_everywhere() as session:
        claim_messages(session, NOW, 100)
    assert sweep_messages(NOW, SANDBOX) == Swept()
    assert deliver().sent == 0
    minutes_go_by()
    assert sweep_messages(NOW, SANDBOX) == Swept(given_back=1)
    assert deliver().sent == 1


def _killed_while_sending(practice_id: int, *, it_left: bool) -> None:
    with work(practice_id) as session:
        (ids,) = claim_messages(session, NOW, 100, practice_id).values()
        claimed = select(Message.id, Message.claimed_at).where(Message.id.in_(ids))
        start_sending(session, practice_id, {row.id: row.claimed_at for row in session.execute(claimed)})
    if it_left:
        SandboxProvider().send(
            Envelope(practice_id, f"m{ids[0]}", "text", "+19375550101", "", "en", "", "See you", ""), NOW
        )
    minutes_go_by()


def test_a_call_that_reached_the_provider_counts_as_sent_and_is_not_made_again(practice_id: int) -> None:
    _killed_while_sending(practice_id, it_left=True)
    assert sweep_messages(NOW, SANDBOX) == Swept(settled=1)
    assert deliver(NOW + MINUTE).sent == 0
    assert [each.times for each in arrived()] == [1]
    assert outbox()[0].status == "sent"


def test_a_call_that_never_reached_the_provider_is_made_again(practice_id: int) -> None:
    _killed_while_sending(practice_id, it_left=False)
    assert sweep_messages(NOW, SANDBOX) == Swept(settled=1)
    assert deliver(NOW + MINUTE).sent == 1
    assert [each.times for each in arrived()] == [1]


def test_where_the_practice_does_not_want_it_nothing_is_restarted(practice_id: int) -> None:
    with work(practice_id) as session:
        session.add(ChannelSetup(channel="text", restart_unfinished=False, changed_at=NOW))
    _killed_while_sending(practice_id, it_left=False)
    assert sweep_messages(NOW, SANDBOX) == Swept(settled=1)
    assert deliver(NOW + MINUTE).sent == 0
    assert (outbox()[0].status, outbox()[0].reason) == ("skipped", "not_restarted")


def test_it_is_the_provider_of_the_message_that_is_asked(practice_id: int) -> None:
    _killed_while_sending(practice_id, it_left=True)
    with work_everywhere() as session:
        session.execute(text("update message set provider = 'gateway'"))
    exits = Exits(SandboxProvider(), {"text": Gateway(Accepted("taken"))})
    assert sweep_messages(NOW, exits) == Swept(unknown=1)
    assert outbox()[0].status == "unknown"


def test_a_provider_that_is_gone_from_the_settings_can_tell_nothing(practice_id: int) -> None:
    _killed_while_sending(practice_id, it_left=False)
    with work_everywhere() as session:
        session.execute(text("update message set provider = 'a vendor of last year'"))
    assert sweep_messages(NOW, SANDBOX) == Swept(unknown=1)
    assert deliver(NOW + MINUTE).sent == 0


def test_what_the_provider_cannot_tell_is_unknown_and_never_repeated(practice_id: int) -> None:
    force(practice_id, "unknown")
    _killed_while_sending(practice_id, it_left=False)
    with work_everywhere() as session:
        taken = text("""
            insert into sandbox_delivery (practice_id, reference, channel, address, body, arrived_at, outcome)
            select practice_id, 'm' || id, 'text', '', '', :now, 'unknown' from message
        """)
        session.execute(taken, {"now": NOW})
    assert sweep_messages(NOW, SANDBOX) == Swept(unknown=1)
    assert deliver(NOW + MINUTE).sent == 0
    assert outbox()[0].status == "unknown"


def test_a_paused_practices_message_expires_and_does_not_surprise_anybody_later(practice_id: int) -> None:
    with work_everywhere() as session:
        session.execute(text("update practice set paused_at = :now"), {"now": NOW})
    assert sweep_messages(NOW + timedelta(days=2), SANDBOX) == Swept(expired=1)
    assert (outbox()[0].status, outbox()[0].reason) == ("expired", "expired")


def test_staff_end_an_unknown_message_with_one_click_and_it_is_on_record(practice_id: int) -> None:
    force(practice_id, "unknown")
    deliver()
    dana = Actor("dana@willow.example")
    (message,) = outbox()
    assert message.status == "unknown"
    with work(practice_id) as session:
        assert settle_unknown(session, NOW, dana, message.id, "not_delivered")
        assert not settle_unknown(session, NOW, dana, message.id, "delivered")
    assert (outbox()[0].status, outbox()[0].reason) == ("failed", "not_delivered")
    with work(practice_id) as session:
        line = session.scalars(select(AuditLine)).one()
        assert (line.actor, line.before, line.after) == (
            "dana@willow.example",
            {"status": "unknown"},
            {"status": "failed"},
        )


def test_an_end_that_is_none_is_refused(practice_id: int) -> None:
    with work(practice_id) as session, pytest.raises(ValueError, match="perhaps"):
        settle_unknown(session, NOW, Actor("dana"), outbox()[0].id, "perhaps")


def test_a_delivery_report_is_heard_once(practice_id: int) -> None:
    force(practice_id, "duplicate_receipt")
    deliver()
    assert collect_receipts(NOW) == 1
    assert collect_receipts(NOW) == 0
    assert outbox()[0].status == "delivered"
    with work_everywhere() as session:
        kinds = session.scalars(select(MessageEvent.kind).order_by(MessageEvent.id)).all()
    assert kinds == ["sent", "receipt"]


def test_a_delayed_report_comes_later_and_a_bounce_says_why(practice_id: int) -> None:
    force(practice_id, "delay")
    deliver()
    assert collect_receipts(NOW + 9 * MINUTE) == 0
    assert collect_receipts(NOW + 10 * MINUTE) == 1
    with work(practice_id) as session:
        bounce = receipt(practice_id, ReceiptKind.BOUNCED, "later", "bad_mailbox")
        assert record_receipts(session, NOW, [bounce, bounce]) == 1
    assert (outbox()[0].status, outbox()[0].reason) == ("bounced", "bad_mailbox")


def test_a_report_settles_the_unknown_and_never_goes_backwards(practice_id: int) -> None:
    force(practice_id, "unknown")
    deliver()
    with work(practice_id) as session:
        done = receipt(practice_id, ReceiptKind.DELIVERED, "second")
        late = receipt(practice_id, ReceiptKind.SENT, "first")
        assert record_receipts(session, NOW, [done, late]) == 2
    assert (outbox()[0].status, outbox()[0].sent_at) == ("delivered", NOW + MINUTE)


@pytest.mark.parametrize("reference", ["m999999", "x1", "m", "m1 or 1=1", ""])
def test_a_report_about_nothing_of_ours_changes_nothing(practice_id: int, reference: str) -> None:
    stray = Receipt(practice_id, reference, "stray", ReceiptKind.BOUNCED, NOW)
    with work(practice_id) as session:
        assert record_receipts(session, NOW, [stray]) == 0
    assert outbox()[0].status == "queued"


def test_another_practices_report_does_not_touch_this_message(practice_id: int) -> None:
    deliver_messages(NOW, SANDBOX, SIGNER)
    with work_everywhere() as session:
        other = make_clinic(session, "maple").practice_id
    with work(other) as session:
        assert record_receipts(session, NOW, [receipt(other, ReceiptKind.BOUNCED, "theirs")]) == 0
    assert outbox()[0].status == "sent"

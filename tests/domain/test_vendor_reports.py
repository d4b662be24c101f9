"""What vendors report, in our words."""

from __future__ import annotations

import pytest

from app.domain.failures import Failure
from app.domain.outcomes import MessageStatus, ReceiptKind
from app.domain.vendor_reports import MailEvent, ReceiptNote, Report, lifts, mail_report, text_report

SENT, DELIVERED, FAILED, BOUNCED = ReceiptKind


@pytest.mark.parametrize(
    ("status", "code", "report"),
    [
        ("submitted", None, Report(SENT)),
        ("submitted", 1000, Report(SENT)),
        ("delivered", None, Report(DELIVERED)),
        ("read", None, Report(DELIVERED)),
        ("rejected", None, Report(FAILED, Failure.OTHER)),
        ("undeliverable", 1180, Report(FAILED, Failure.PHONE_OFF)),
        ("undeliverable", 1220, Report(FAILED, Failure.PHONE_OFF)),
        ("undeliverable", 1230, Report(FAILED, Failure.NETWORK_TROUBLE)),
        ("undeliverable", 1330, Report(FAILED, Failure.OTHER)),
        ("undeliverable", 1360, Report(FAILED, Failure.MESSAGE_EXPIRED)),
        ("expired", None, Report(FAILED, Failure.MESSAGE_EXPIRED)),
        ("rejected", 1000, Report(FAILED, Failure.THROTTLED)),
        ("rejected", 1070, Report(FAILED, Failure.NO_BALANCE)),
        ("rejected", 1120, Report(FAILED, Failure.BAD_REQUEST)),
        ("rejected", 1170, Report(BOUNCED, Failure.BAD_NUMBER)),
        ("undeliverable", 1190, Report(BOUNCED, Failure.BAD_NUMBER)),
        ("rejected", 1210, Report(FAILED, Failure.CARRIER_REFUSED)),
        ("rejected", 1240, Report(BOUNCED, Failure.NUMBER_BLOCKED_US)),
        ("undeliverable", 1260, Report(BOUNCED, Failure.UNREACHABLE_NUMBER)),
        ("rejected", 9999, Report(FAILED, Failure.OTHER)),
        ("dancing", None, None),
        ("", None, None),
    ],
)
def test_a_texts_status(status: str, code: int | None, report: Report | None) -> None:
    assert text_report(status, code) == report


@pytest.mark.parametrize(
    ("event", "report"),
    [
        (MailEvent("processed"), Report(SENT)),
        (MailEvent("deferred", reason="400 try again later"), Report(SENT, note=ReceiptNote.DEFERRED)),
        (MailEvent("delivered"), Report(DELIVERED)),
        (MailEvent("bounce", "bounce", "5.1.1", "550 nobody"), Report(BOUNCED, Failure.BAD_MAILBOX)),
        (MailEvent("bounce", "", "5.0.0", "500 unknown recipient"), Report(BOUNCED, Failure.BAD_MAILBOX)),
        (MailEvent("bounce", "bounce", "5.2.2", "552 full"), Report(BOUNCED, Failure.QUOTA)),
        (MailEvent("bounce", "blocked", "", "550 blocked by us"), Report(FAILED, Failure.POLICY)),
        (MailEvent("bounce", "blocked", "5.1.1", "550 no such user"), Report(FAILED, Failure.OTHER)),
        (MailEvent("dropped", reason="Bounced Address"), Report(BOUNCED, Failure.BAD_MAILBOX)),
        (MailEvent("dropped", reason="Unsubscribed Address"), Report(BOUNCED, Failure.DO_NOT_SEND)),
        (MailEvent("dropped", reason="Spam Reporting Address"), Report(BOUNCED, Failure.COMPLAINT)),
        (MailEvent("dropped", reason="Invalid"), Report(BOUNCED, Failure.BAD_MAILBOX)),
        (MailEvent("dropped", reason="Invalid SMTPAPI header"), Report(FAILED, Failure.BAD_REQUEST)),
        (MailEvent("dropped", reason="Spam Content"), Report(FAILED, Failure.CONTENT)),
        (MailEvent("dropped", reason="List over Package Quota"), Report(FAILED, Failure.NO_BALANCE)),
        (MailEvent("dropped"), Report(FAILED, Failure.OTHER)),
        (MailEvent("spamreport"), Report(DELIVERED, note=ReceiptNote.COMPLAINT)),
        (MailEvent("unsubscribe"), Report(DELIVERED, note=ReceiptNote.UNSUBSCRIBED)),
        (MailEvent("group_unsubscribe"), Report(DELIVERED, note=ReceiptNote.UNSUBSCRIBED)),
        (MailEvent("group_resubscribe"), Report(DELIVERED, note=ReceiptNote.RESUBSCRIBED)),
        (MailEvent("open"), None),
        (MailEvent("account_status_change"), None),
    ],
)  # fmt: skip
def test_a_mails_event(event: MailEvent, report: Report | None) -> None:
    assert mail_report(event) == report


def test_old_news_about_an_earlier_try_changes_nothing_but_that_it_arrived() -> None:
    for status in MessageStatus:
        assert all(lifts(kind, status, earlier_try=False) for kind in ReceiptKind)
        assert lifts(DELIVERED, status, earlier_try=True)
        assert not lifts(SENT, status, earlier_try=True)
        assert not lifts(FAILED, status, earlier_try=True)


@pytest.mark.parametrize(("status", "stopped"), [("queued", True), ("sending", False), ("sent", False)])
def test_a_dead_address_stops_the_next_try_until_it_has_begun(status: str, stopped: bool) -> None:
    assert lifts(BOUNCED, status, earlier_try=True) is stopped

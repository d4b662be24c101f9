"""Why a mail came back: told by what mail servers say, and blocked only when it is surely for good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.failures import Failure
from app.domain.mail_failures import mail_failure

CASES = [
    # (code beside the words, the server's words, SendGrid's guess, what it is)
    ("5.0.0", "500 unknown recipient", "", Failure.BAD_MAILBOX),
    ("5.1.1", "550 5.1.1 The address you wrote to does not exist.", "", Failure.BAD_MAILBOX),
    ("", "550 Requested action not taken: mailbox unavailable", "", Failure.BAD_MAILBOX),
    ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied.", "", Failure.BAD_MAILBOX),
    ("", "550 No such user here", "", Failure.BAD_MAILBOX),
    ("5.1.6", "550 moved away", "", Failure.BAD_MAILBOX),
    ("", "554 delivery error", "Invalid Address", Failure.BAD_MAILBOX),
    ("5.1.2", "unable to find it", "", Failure.BAD_DOMAIN),
    ("5.1.10", "550 5.1.10 null MX", "", Failure.BAD_DOMAIN),
    ("", "550 Host unknown", "", Failure.BAD_DOMAIN),
    ("", "553 sorry, that domain name not found", "", Failure.BAD_DOMAIN),
    ("5.2.1", "550 5.2.1 try somebody else", "", Failure.INACTIVE_MAILBOX),
    ("5.1.1", "550 5.1.1 This account has been disabled or discontinued", "", Failure.INACTIVE_MAILBOX),
    ("", "554 the mailbox is inactive", "", Failure.INACTIVE_MAILBOX),
    ("5.2.2", "552 5.2.2 over the limit", "", Failure.QUOTA),
    ("", "452 inbox full, come back later", "", Failure.QUOTA),
    ("5.1.1", "550 5.1.1 user is over quota", "", Failure.QUOTA),
    ("5.7.1", "550 5.7.1 message looks like spam", "", Failure.SPAM),
    ("", "554 your address is on our block list", "", Failure.SPAM),
    ("", "550 sending refused", "Reputation", Failure.SPAM),
    ("5.7.1", "550 5.7.1 relaying denied", "", Failure.RELAYING),
    ("5.7.26", "550 5.7.26 not authenticated", "", Failure.POLICY),
    ("", "550 DMARC check failed", "", Failure.POLICY),
    ("", "421 slow down", "Frequency or Volume Too High", Failure.POLICY),
    ("5.6.0", "554 5.6.0 cannot read this", "", Failure.CONTENT),
    ("5.3.4", "552 5.3.4 too big", "", Failure.CONTENT),
    ("", "552 virus found", "", Failure.CONTENT),
    ("", "550 refused", "Content", Failure.CONTENT),
    ("4.4.7", "delivery time over", "", Failure.MESSAGE_EXPIRED),
    ("", "The message expired after 72 hours", "", Failure.MESSAGE_EXPIRED),
    ("4.4.1", "no answer", "", Failure.NO_ANSWER_FROM_HOST),
    ("", "421 connection timed out", "", Failure.NO_ANSWER_FROM_HOST),
    ("4.4.2", "went away", "", Failure.BAD_CONNECTION),
    ("", "lost connection with the server", "", Failure.BAD_CONNECTION),
    ("5.4.6", "554 5.4.6 loops", "", Failure.ROUTING),
    ("", "450 DNS trouble", "", Failure.ROUTING),
    ("5.3.5", "554 5.3.5 system wrongly set up", "", Failure.BAD_CONFIGURATION),
    ("", "550 refused", "Technical Failure", Failure.BAD_CONFIGURATION),
    ("", "554 no", "Unclassified", Failure.OTHER),
    ("", "554 no", "Mailbox Unavailable", Failure.OTHER),
    ("", "", "", Failure.OTHER),
    # A code that begins with 4 says: try later. Nobody is blocked for it.
    ("4.1.1", "450 4.1.1 user unknown", "", Failure.OTHER),
    ("", "450 no such user at this moment", "", Failure.OTHER),
    ("4.1.2", "domain cannot be found", "", Failure.ROUTING),
    ("", "450 host unknown", "", Failure.ROUTING),
    ("4.2.1", "450 4.2.1 mailbox disabled for now", "", Failure.OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("status", "reason", "guess", "failure"), CASES)
def test_what_a_mail_server_said(status: str, reason: str, guess: str, failure: Failure) -> None:
    assert mail_failure(status, reason, guess) is failure


@pytest.mark.parametrize(("status", "reason", "guess"), [case[:3] for case in CASES])
def test_a_mail_that_was_only_blocked_blocks_nobody(status: str, reason: str, guess: str) -> None:
    assert not mail_failure(status, reason, guess, passing=True).hard


@given(st.text(max_size=80), st.text(max_size=12), st.text(max_size=20))
def test_whatever_a_server_says_has_a_category(reason: str, status: str, guess: str) -> None:
    assert mail_failure(status, reason, guess) in Failure
    assert not mail_failure(f"4.{status}", f"450 {reason}", guess).hard

"""Emails through SendGrid (product G1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sendgrid.helpers.mail import (
    ClickTracking,
    Content,
    CustomArg,
    From,
    Header,
    Mail,
    OpenTracking,
    ReplyTo,
    SubscriptionTracking,
    To,
    TrackingSettings,
)

from app.domain.failures import Failure
from app.providers.port import Accepted, Check, Envelope, Refused, Result
from app.providers.refusals import refusal, refused_at_once
from app.providers.sendgrid_check import check_sendgrid
from app.providers.wire import NO_ANSWER, Answer, Request, Wire

REFERENCE = "deskbell_ref"
"""The name under which SendGrid carries our reference, and gives it back in every report."""


@dataclass(frozen=True, slots=True)
class SendGridAccount:
    """Who sends. ``url`` has no slash at its end.

    ``sign`` makes the form of a reference that the vendor may carry.
    """

    api_key: str
    url: str
    webhook_public_key: str
    sign: Callable[[str], str]

    @property
    def headers(self) -> dict[str, str]:
        """Of every request."""
        return {"Authorization": f"Bearer {self.api_key}", "Accept": "application/json"}


class SendGridEmail:
    """The way out for mails. ``rate`` is how many a second the account may send."""

    name = "sendgrid_email"

    def __init__(self, wire: Wire, account: SendGridAccount, rate: float) -> None:
        self.rate: float | None = rate
        self._wire = wire
        self._account = account

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        """Begin one request. Accepted carries SendGrid's ``X-Message-Id``."""
        if not (envelope.body or envelope.html):
            return refused_at_once(Failure.OUR_FAULT)
        return self.post(self.mail(envelope), now)

    def find(self, practice_id: int, reference: str) -> Result | None:  # noqa: ARG002 - SendGrid cannot tell
        """None: only SendGrid's report, which carries our reference, tells."""
        return None

    def check(self, sender: str) -> list[Check]:
        """Would a mail from the address ``sender`` leave, and would its report be believed? (L5)"""
        account = self._account
        return check_sendgrid(self._wire, account.url, account.headers, account.webhook_public_key, sender)

    def mail(self, envelope: Envelope) -> Mail:
        """The envelope as a mail: nothing in it is counted or followed, and it has no categories."""
        mail = Mail()
        mail.from_email = From(envelope.sender, envelope.sender_name or None)
        mail.to = To(envelope.address)
        mail.subject = envelope.subject
        mail.content = [Content(kind, words) for kind, words in _bodies(envelope)]
        if envelope.reply_to:
            mail.reply_to = ReplyTo(envelope.reply_to)
        mail.custom_arg = CustomArg(REFERENCE, self._account.sign(envelope.reference))
        mail.tracking_settings = TrackingSettings(
            ClickTracking(False, False), OpenTracking(False), SubscriptionTracking(False)
        )
        if envelope.unsubscribe_url:
            mail.header = Header("List-Unsubscribe", f"<{envelope.unsubscribe_url}>")
            mail.header = Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        return mail

    def post(self, mail: Mail, now: datetime) -> Future[Result]:
        """Begin the one request that hands ``mail`` over."""
        headers = self._account.headers | {"Content-Type": "application/json"}
        body = json.dumps(mail.get()).encode()
        request = Request("POST", f"{self._account.url}/v3/mail/send", headers, body)
        return self._wire.call(request, lambda answer: _result(answer, now))


def _bodies(envelope: Envelope) -> list[tuple[str, str]]:
    """Plain text first, as the vendor wants it."""
    both = (("text/plain", envelope.body), ("text/html", envelope.html))
    return [(kind, words) for kind, words in both if words]


def _result(answer: Answer, now: datetime) -> Result:
    if not answer.ok:
        return _refusal(answer, now)
    taken = answer.headers.get("x-message-id", "")
    return Accepted(taken) if taken else NO_ANSWER


def _refusal(answer: Answer, now: datetime) -> Refused:
    """SendGrid has no codes: it names the part of the request that it refused."""
    errors: Any = answer.document.get("errors")
    listed = errors if isinstance(errors, list) else ()
    fields = [str(error.get("field")) for error in listed if isinstance(error, dict)]
    about_recipient = any(".to." in field or field.endswith(".to") for field in fields)
    return refusal(answer, now, Failure.BAD_MAILBOX if about_recipient else Failure.BAD_REQUEST)

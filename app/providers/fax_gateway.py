"""Faxes as a mail with a PDF to an email-to-fax gateway (product G1)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime

from sendgrid.helpers.mail import Attachment, Disposition, FileContent, FileName, FileType

from app.domain.failures import Failure
from app.providers.port import Check, Envelope, Result
from app.providers.refusals import refused_at_once
from app.providers.sendgrid_email import SendGridEmail

COVERING_SUBJECT, COVERING_WORDS = "Fax", "The fax is attached."
"""A gateway may print the words of the mail on a cover sheet, so nothing of a family stands in them."""


class FaxGateway:
    """The way out for faxes. ``pattern`` is the gateway's address with ``{number}`` in it.

    ``page`` makes the PDF of an envelope. A fax goes out as fast as a mail.
    """

    name = "fax_gateway"

    def __init__(self, mails: SendGridEmail, pattern: str, page: Callable[[Envelope], bytes]) -> None:
        self.rate: float | None = mails.rate
        self._mails = mails
        self._pattern = pattern
        self._page = page

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        """Begin the one request that hands the mail over. Accepted carries the mail's ``X-Message-Id``."""
        number = envelope.address.removeprefix("+")
        if not (number.isascii() and number.isdigit()):
            return refused_at_once(Failure.BAD_NUMBER)
        covering = replace(
            envelope,
            address=self._pattern.replace("{number}", number),
            subject=COVERING_SUBJECT,
            body=COVERING_WORDS,
            html="",
            unsubscribe_url="",
        )
        mail = self._mails.mail(covering)
        mail.attachment = _attached(self._page(envelope), f"fax-{envelope.reference}.pdf")
        return self._mails.post(mail, now)

    def find(self, practice_id: int, reference: str) -> Result | None:
        """None, as for every mail."""
        return self._mails.find(practice_id, reference)

    def check(self, sender: str) -> list[Check]:
        """Would a mail to the gateway leave? What the gateway does with it nobody here can ask (L5)."""
        return self._mails.check(sender)


def _attached(pdf: bytes, name: str) -> Attachment:
    return Attachment(
        FileContent(b64encode(pdf).decode()),
        FileName(name),
        FileType("application/pdf"),
        Disposition("attachment"),
    )

"""Text messages through Vonage's Messages API (product G1)."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime, timedelta

from pydantic import ValidationError
from vonage_messages.models import Sms
from vonage_messages.models.enums import WebhookVersion

from app.domain.failures import Failure
from app.providers.port import Accepted, Check, Envelope, Result
from app.providers.refusals import refused_at_once
from app.providers.vonage_account import VonageAccount, VonageTokens
from app.providers.vonage_check import Use, check_vonage
from app.providers.vonage_refusals import vonage_refusal
from app.providers.wire import NO_ANSWER, Answer, Request, Wire

STATUS_PATH = "/hooks/vonage/messages/status"
SHORTEST_LIFE, LONGEST_LIFE = timedelta(seconds=20), timedelta(days=7)


class VonageText:
    """The way out for texts. ``rate`` is how many a second the account may send."""

    name = "vonage_text"

    def __init__(self, wire: Wire, account: VonageAccount, tokens: VonageTokens, rate: float) -> None:
        self.rate: float | None = rate
        self._wire = wire
        self._account = account
        self._tokens = tokens
        self._url = f"{account.url}/v1/messages"

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        """Begin one request. Accepted carries Vonage's ``message_uuid``."""
        try:
            body = self._body(envelope, now)
        except ValidationError as error:
            return refused_at_once(blamed(error))
        headers = {
            "Authorization": self._tokens.bearer(),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        return self._wire.call(Request("POST", self._url, headers, body), lambda answer: _result(answer, now))

    def find(self, practice_id: int, reference: str) -> Result | None:  # noqa: ARG002 - Vonage cannot tell
        """None: only Vonage's report, which carries our reference, tells."""
        return None

    def check(self, sender: str) -> list[Check]:
        """Would a text from ``sender`` (E.164) leave, and would its report and a reply reach us? (L5)"""
        return check_vonage(self._wire, self._account, self._tokens, sender, Use.TEXTS)

    def _body(self, envelope: Envelope, now: datetime) -> bytes:
        message = Sms(
            to=digits(envelope.address),
            from_=digits(envelope.sender),
            text=envelope.body,
            ttl=_life(envelope.not_after, now),
            client_ref=self._account.sign(envelope.reference),
            webhook_url=self._account.base_url + STATUS_PATH,
            webhook_version=WebhookVersion.V1,
        )
        document: str = message.model_dump_json(by_alias=True, exclude_none=True)
        return document.encode()


def digits(number: str) -> str:
    """A number as Vonage writes it: E.164 without its plus. A name that stands for a sender stays."""
    return number.removeprefix("+")


def blamed(error: ValidationError) -> Failure:
    """What is wrong with a message that does not fit into a request."""
    fields = {fault["loc"][0] for fault in error.errors(include_input=False) if fault["loc"]}
    return Failure.BAD_NUMBER if fields & {"to", "number"} else Failure.OUR_FAULT


def _life(not_after: datetime | None, now: datetime) -> int | None:
    """For how many seconds a carrier may still deliver it; None leaves that to the carrier."""
    if not_after is None:
        return None
    return int(max(SHORTEST_LIFE, min(not_after - now, LONGEST_LIFE)).total_seconds())


def _result(answer: Answer, now: datetime) -> Result:
    if not answer.ok:
        return vonage_refusal(answer, now)
    taken = answer.document.get("message_uuid")
    return Accepted(taken) if isinstance(taken, str) and taken else NO_ANSWER

"""Phone calls through Vonage's Voice API, and a call's turns in its language, the NCCO (product G1, I2)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError
from vonage_voice.models import Connect, CreateCallRequest, Input, Phone, Stream, Talk, ToPhone
from vonage_voice.models.common import AdvancedMachineDetection
from vonage_voice.models.connect_endpoints import PhoneEndpoint
from vonage_voice.models.input_types import Dtmf

from app.domain.call_turns import CallTurn, Spoken
from app.domain.failures import Failure
from app.domain.languages import Language
from app.providers.port import Accepted, Check, Envelope, Result
from app.providers.refusals import refused_at_once
from app.providers.vonage_account import VonageAccount, VonageTokens
from app.providers.vonage_check import Use, check_vonage
from app.providers.vonage_refusals import vonage_refusal
from app.providers.vonage_text import blamed, digits
from app.providers.wire import NO_ANSWER, Answer, Request, Wire

EVENT_PATH = "/hooks/vonage/voice/event"
RINGING_SECONDS = 45
LONGEST_CALL_SECONDS = 30 * 60
"""Long enough for somebody who was put through to the office."""

KEY_SECONDS = 6
"""How long a parent has to press a key after the last word."""

LONGEST_TALK = 1500
"""Characters of one stretch of speech that Vonage takes."""

_VOICES = {Language.ENGLISH: "en-US", Language.SPANISH: "es-US"}


class VonageVoice:
    """The way out for calls. ``rate`` is how many a second the account may begin."""

    name = "vonage_voice"

    def __init__(self, wire: Wire, account: VonageAccount, tokens: VonageTokens, rate: float) -> None:
        self.rate: float | None = rate
        self._wire = wire
        self._account = account
        self._tokens = tokens
        self._url = f"{account.url}/v1/calls"

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        """Begin one call that opens with ``envelope.call``. Accepted carries Vonage's ``uuid`` of it."""
        if envelope.call is None:
            return refused_at_once(Failure.OUR_FAULT)
        try:
            body = self._body(envelope, envelope.call)
        except ValidationError as error:
            return refused_at_once(blamed(error))
        headers = {
            "Authorization": self._tokens.bearer(),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        return self._wire.call(Request("POST", self._url, headers, body), lambda answer: _result(answer, now))

    def find(self, practice_id: int, reference: str) -> Result | None:  # noqa: ARG002 - calls carry no name of ours
        """None: only Vonage's report, which comes to an address with our reference, tells."""
        return None

    def check(self, sender: str) -> list[Check]:
        """Would a call from ``sender`` (E.164) be made, and would its keys and its end reach us? (L5)"""
        return check_vonage(self._wire, self._account, self._tokens, sender, Use.CALLS)

    def _body(self, envelope: Envelope, opening: CallTurn) -> bytes:
        reference = quote(self._account.sign(envelope.reference), safe="")
        call = CreateCallRequest(
            to=[ToPhone(number=_number(envelope.address))],
            from_=Phone(number=digits(envelope.sender)),
            ncco=_actions(opening),
            event_url=[f"{self._account.base_url}{EVENT_PATH}?ref={reference}"],
            event_method="POST",
            ringing_timer=RINGING_SECONDS,
            length_timer=LONGEST_CALL_SECONDS,
            **_machines(opening),
        )
        document: str = call.model_dump_json(by_alias=True, exclude_none=True)
        return document.encode()


def ncco(turn: CallTurn) -> list[dict[str, Any]]:
    """The turn as Vonage's call control actions, to be sent as JSON."""
    return [json.loads(action.model_dump_json(by_alias=True, exclude_none=True)) for action in _actions(turn)]


def _actions(turn: CallTurn) -> list[Talk | Stream | Input | Connect]:
    said = list(_said(turn.says, interruptible=bool(turn.keys_url and not turn.connect_to)))
    if turn.connect_to:
        endpoint = PhoneEndpoint(number=digits(turn.connect_to))
        return [*said, Connect(endpoint=[endpoint], randomFromNumber=True)]
    if turn.keys_url:
        return [*said, _keys(turn.keys_url)]
    return said


def _said(says: Sequence[Spoken], *, interruptible: bool) -> Iterator[Talk | Stream]:
    """What is said. A pressed key ends it at once where keys are asked for, and only there."""
    barge_in = interruptible or None
    for spoken in says:
        if spoken.recording_url:
            yield Stream(streamUrl=[spoken.recording_url], bargeIn=barge_in)
            continue
        for part in _parts(spoken.words):
            yield Talk(text=part, language=_VOICES[spoken.language], bargeIn=barge_in)


def _keys(url: str) -> Input:
    wanted = Dtmf(maxDigits=1, timeOut=KEY_SECONDS)
    return Input(type=["dtmf"], dtmf=wanted, eventUrl=[url], eventMethod="POST")


def _parts(words: str) -> Iterator[str]:
    """The words in stretches that Vonage takes, parted between two words."""
    left = words.strip()
    while len(left) > LONGEST_TALK:
        cut = left.rfind(" ", 1, LONGEST_TALK + 1)
        cut = cut if cut > 0 else LONGEST_TALK
        yield left[:cut]
        left = left[cut:].strip()
    if left:
        yield left


def _machines(opening: CallTurn) -> dict[str, Any]:
    """Where there are words for a machine, Vonage listens for its tone while it speaks, and asks what to say
    then. Otherwise it hangs up on one.
    """
    if not opening.voicemail:
        return {"machine_detection": "hangup"}
    listening = AdvancedMachineDetection(behavior="continue", mode="default", beep_timeout=45)
    return {"advanced_machine_detection": listening}


def _number(address: str) -> str:
    """Checked here: for calls the package takes any text."""
    return str(PhoneEndpoint(number=digits(address)).number)


def _result(answer: Answer, now: datetime) -> Result:
    if not answer.ok:
        return vonage_refusal(answer, now)
    taken = answer.document.get("uuid")
    return Accepted(taken) if isinstance(taken, str) and taken else NO_ANSWER

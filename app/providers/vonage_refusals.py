"""What Vonage's own words for a refusal mean: its error codes, and which part of a request it names (G6)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from app.domain.failures import Failure
from app.providers.port import Refused
from app.providers.refusals import ABOUT_THIS_MESSAGE, account_trouble, refusal
from app.providers.wire import Answer

# The codes a request can be answered with; they stand at the end of the address in ``type``.
_ACCOUNT = {
    "1060": Failure.CREDENTIALS,
    "1070": Failure.NO_BALANCE,
    "1080": Failure.CREDENTIALS,
    "1140": Failure.CREDENTIALS,
    "low-balance": Failure.NO_BALANCE,
    "out-of-credit": Failure.NO_BALANCE,
}
_PASSING = {
    "1000": Failure.THROTTLED,
    "1030": Failure.VENDOR_DOWN,
    "1100": Failure.VENDOR_DOWN,
    "1241": Failure.THROTTLED,
    "1331": Failure.VENDOR_DOWN,
}
_RECIPIENT = {
    "1040": Failure.BAD_NUMBER,
    "1050": Failure.NUMBER_BLOCKED_US,
    "1170": Failure.BAD_NUMBER,
    "1190": Failure.BAD_NUMBER,
    "1240": Failure.NUMBER_BLOCKED_US,
    "1250": Failure.UNREACHABLE_NUMBER,
    "1260": Failure.UNREACHABLE_NUMBER,
    "1300": Failure.UNREACHABLE_NUMBER,
    "1310": Failure.UNREACHABLE_NUMBER,
}
_PARTS = re.compile(r"[.\[\]]+")


def vonage_refusal(answer: Answer, now: datetime) -> Refused:
    """What an answer outside of 2xx means, at ``now`` (UTC): the code if there is one, else the status."""
    said = answer.document
    code = str(said.get("type", "")).rpartition("#")[2]
    if code in _ACCOUNT:
        return account_trouble(_ACCOUNT[code])
    if code in _PASSING and answer.status in ABOUT_THIS_MESSAGE:
        return Refused(_PASSING[code], retry=True, outage=True)
    return refusal(answer, now, _RECIPIENT.get(code) or _blamed(said.get("invalid_parameters")))


def _blamed(parameters: Any) -> Failure:
    """The number, when it is the part that was refused. The vendor lists parts, or keys them by name."""
    names = [part.get("name") if isinstance(part, dict) else part for part in parameters or ()]
    to = any("to" in _PARTS.split(str(name)) for name in names)
    return Failure.BAD_NUMBER if to else Failure.BAD_REQUEST

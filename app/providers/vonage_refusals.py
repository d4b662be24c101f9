"""What Vonage's own words for a refusal mean: its error codes, and which part of a request it names (G6)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from app.domain.failures import Failure
from app.domain.vendor_reports import text_failure
from app.providers.port import Refused
from app.providers.refusals import ABOUT_THIS_MESSAGE, account_trouble, refusal
from app.providers.wire import Answer

# Where Vonage says in words what has a code elsewhere.
_WORDS = {"low-balance": Failure.NO_BALANCE, "out-of-credit": Failure.NO_BALANCE}
_ACCOUNT = (Failure.CREDENTIALS, Failure.NO_BALANCE)
_PASSING = (Failure.THROTTLED, Failure.VENDOR_DOWN)
_PARTS = re.compile(r"[.\[\]]+")


def vonage_refusal(answer: Answer, now: datetime) -> Refused:
    """What an answer outside of 2xx means, at ``now`` (UTC): the code if there is one, else the status.

    The code stands at the end of the address in ``type``.
    """
    said = answer.document
    code = str(said.get("type", "")).rpartition("#")[2]
    failure = text_failure(int(code)) if code.isdecimal() else _WORDS.get(code)
    if failure in _ACCOUNT:
        return account_trouble(failure)
    if failure in _PASSING and answer.status in ABOUT_THIS_MESSAGE:
        return Refused(failure, retry=True, outage=True)
    blamed = _blamed(said.get("invalid_parameters"))
    return refusal(answer, now, failure if failure not in (None, Failure.BAD_REQUEST) else blamed)


def _blamed(parameters: Any) -> Failure:
    """The number, when it is the part that was refused. The vendor lists parts, or keys them by name."""
    parts = parameters if isinstance(parameters, list | dict) else ()
    names = [part.get("name") if isinstance(part, dict) else part for part in parts]
    to = any("to" in _PARTS.split(str(name)) for name in names)
    return Failure.BAD_NUMBER if to else Failure.BAD_REQUEST

"""What an answer that is not a yes means. Vendors differ only in what they say of one recipient (G3)."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.domain.failures import Failure
from app.providers.port import Refused, Result
from app.providers.wire import Answer

ACCOUNT_PAUSE = timedelta(minutes=5)
"""How long to leave a vendor alone whose account somebody has to look after."""

LONGEST_WAIT = timedelta(hours=1)
"""A vendor that asks for more patience is asked again after this."""

ABOUT_THIS_MESSAGE = frozenset({400, 409, 410, 413, 414, 415, 422})

_ACCOUNT = {401: Failure.CREDENTIALS, 402: Failure.NO_BALANCE, 403: Failure.CREDENTIALS}


def refusal(answer: Answer, now: datetime, about_this: Failure) -> Refused:
    """What a status outside of 2xx means. ``about_this`` is the category when it is about this message.

    Anything else is about the way out: a vendor in trouble, or an address that does not lead to it.
    """
    if answer.status in ABOUT_THIS_MESSAGE:
        return Refused(about_this, retry=False)
    if answer.status in _ACCOUNT:
        return account_trouble(_ACCOUNT[answer.status])
    why = Failure.THROTTLED if answer.status == 429 else Failure.VENDOR_DOWN
    return Refused(why, retry=True, after=asked_wait(answer, now), outage=True)


def account_trouble(why: Failure) -> Refused:
    """The vendor knows us and will not send: nothing helps but a person."""
    return Refused(why, retry=True, after=ACCOUNT_PAUSE, outage=True)


def asked_wait(answer: Answer, now: datetime) -> timedelta | None:
    """How long Retry-After asks to wait from ``now`` (UTC): it holds seconds, or a date. None without it."""
    asked = answer.headers.get("retry-after", "").strip()
    wait = timedelta(seconds=min(int(asked), 86_400)) if _number(asked) else _until(asked, now)
    return None if wait is None else max(timedelta(0), min(wait, LONGEST_WAIT))


def refused_at_once(category: Failure) -> Future[Result]:
    """For a message that cannot even be put into a request."""
    done: Future[Result] = Future()
    done.set_result(Refused(category, retry=False))
    return done


def _number(asked: str) -> bool:
    return asked.isascii() and asked.isdigit() and len(asked) < 12


def _until(asked: str, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now

"""What staff read of a freed time, of an offer, and of their own press that began one (product J3, J4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.actions.begin_offering import Begun
from app.domain.waitlists import OfferState, SlotState
from app.queries.freed_times import FreedLine, OfferLine
from app.web.filters import ago, counted, near

_OFFERS = {
    OfferState.OPEN: "was told and has not answered",
    OfferState.CLAIMED: "said yes first and has the time",
    OfferState.LOST: "was told; another family was quicker",
    OfferState.DECLINED: "said no, thank you",
    OfferState.OVER: "was told; it is not offered any more",
}

_BEGUN = {
    Begun.OFFERING: "The time is offered. The first family that says yes gets it.",
    Begun.TURNED_OFF: "Nothing was offered: the automated message “Waitlist offer” is turned off.",
    Begun.NOT_FREE: "Nothing was offered: this time is not free any more.",
    Begun.TAKEN: "A family was quicker: it said yes already and has this time.",
    Begun.TOO_EARLY: "Not yet: for 10 minutes the family that cancelled can still take it back.",
    Begun.BUSY: "Nothing was offered: this child has another visit at that time.",
    Begun.ASKED_BEFORE: "This family was asked for this time already.",
    Begun.NOT_REACHED: "This family could not be told. The reason stands beside the time.",
    Begun.GONE: "Nothing was offered: this child does not wait any more.",
}


def begun_words(begun: Begun) -> str:
    """What became of an offer that staff began."""
    return _BEGUN.get(begun, "")


def offer_words(offer: OfferLine) -> str:
    """What became of one family's offer; why it could not be told."""
    if offer.reason is not None and offer.state is OfferState.OVER:
        reason = offer.reason.words.rstrip(".")
        return f"could not be told ({reason[:1].lower()}{reason[1:]})"
    return _OFFERS[offer.state]


def freed_words(line: FreedLine, now: datetime, auto: bool) -> str:
    """What is done with a freed time now, and what comes next: "Offered to 5, more in 3 min"."""
    if line.state is SlotState.FILLED:
        return f"Taken from the waitlist {ago(line.filled_at)}." if line.filled_at else "Taken."
    if line.state is SlotState.OFFERING:
        return " ".join((_asked(line), _next(line, now)))
    if now < line.offer_from:
        begins = "It is offered" if auto else "It can be offered"
        return f"{begins} {near(line.offer_from)}: until then the family can take it back."
    if line.out:
        return _asked(line)
    if not line.fits:
        return "It suits nobody who waits."
    return f"It would suit {counted(line.fits, 'family', 'families')}. Nobody was asked yet."


def _asked(line: FreedLine) -> str:
    if not line.out:
        return "Nobody has an open offer."
    return f"Offered to {counted(len(line.out), 'family', 'families')}, {ago(line.out[-1].at)}."


def _next(line: FreedLine, now: datetime) -> str:
    if line.next_batch_at is None or not line.fits:
        return "Nobody else on the list suits."
    wait = line.next_batch_at - now
    if wait <= timedelta(0):
        return "The next are asked now."
    if wait < timedelta(hours=1):
        return f"The next are asked in {max(1, round(wait.total_seconds() / 60))} min."
    return f"The next are asked {near(line.next_batch_at)}."

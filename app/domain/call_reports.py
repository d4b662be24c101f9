"""What a vendor reports about a phone call, in our words (product I2, G5, G6)."""

from __future__ import annotations

from app.domain.failures import Failure
from app.domain.outcomes import ReceiptKind
from app.domain.vendor_reports import ReceiptNote, Report, failed

MACHINE = "machine"

_UNDER_WAY = frozenset({"started", "ringing", "answered", "human"})
_UNHEARD = {
    "busy": Failure.BUSY,
    "unanswered": Failure.NO_ANSWER,
    "timeout": Failure.NO_ANSWER,
    "cancelled": Failure.OTHER,
    "rejected": Failure.CARRIER_REFUSED,
    "failed": Failure.NETWORK_TROUBLE,
}
_DETAILS = {
    "number_out_of_service": Failure.BAD_NUMBER,
    "unavailable": Failure.PHONE_OFF,
    "declined": Failure.NO_ANSWER,
    "restricted": Failure.CARRIER_REFUSED,
    "cannot_route": Failure.CARRIER_REFUSED,
}
# Codes of the telephone network (SIP). For good is only what no route can be to blame for: 404 is also said
# where a carrier does not know the way.
_CODES = {
    410: Failure.BAD_NUMBER,
    484: Failure.BAD_NUMBER,
    604: Failure.BAD_NUMBER,
    404: Failure.CARRIER_REFUSED,
    403: Failure.CARRIER_REFUSED,
    603: Failure.CARRIER_REFUSED,
    607: Failure.CARRIER_REFUSED,
    608: Failure.CARRIER_REFUSED,
    480: Failure.PHONE_OFF,
    408: Failure.NO_ANSWER,
    487: Failure.NO_ANSWER,
    486: Failure.BUSY,
    600: Failure.BUSY,
}


def call_report(status: str, code: int | None = None, detail: str = "") -> Report | None:
    """A status of Vonage's Voice API with its SIP code and detail, if any; None for one we do not know.

    A call that an answering machine took left its message, which staff read beside "Delivered"; a completed
    one was heard by somebody.
    """
    if status in _UNDER_WAY:
        return Report(ReceiptKind.SENT)
    if status == "completed":
        return Report(ReceiptKind.DELIVERED)
    if status == MACHINE:
        return Report(ReceiptKind.DELIVERED, ReceiptNote.LEFT_MESSAGE, ReceiptNote.LEFT_MESSAGE)
    if status not in _UNHEARD:
        return None
    return failed(_DETAILS.get(detail) or _CODES.get(code or 0) or _UNHEARD[status])

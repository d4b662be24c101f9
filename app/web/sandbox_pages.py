"""What the pages of the sandbox share: who looks, and how outcomes are called (product G1)."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.providers.port import ForcedOutcome
from app.queries.sandbox_outbox import Reader
from app.web.access import current_staff

OUTCOMES = {
    ForcedOutcome.BOUNCE: "Bounce: it comes back",
    ForcedOutcome.COMPLAINT: "Complaint: it is reported as spam",
    ForcedOutcome.DELAY: "Delay: the receipt comes after 10 minutes",
    ForcedOutcome.DUPLICATE_RECEIPT: "Duplicate: the receipt comes twice",
    ForcedOutcome.NO_RECEIPT: "No receipt at all",
    ForcedOutcome.REFUSE: "Refuse: not taken, tried again",
    ForcedOutcome.UNKNOWN: "Unknown: taken, but no answer",
}
"""What the next message to an address can be made to meet."""


def reader() -> Reader:
    """Who looks at the sandbox: a mail with a key in it is not for everybody."""
    staff = current_staff()
    return Reader(staff.id, staff.may(Permission.STAFF_MANAGE))

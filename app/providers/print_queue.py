"""Letters wait in the house to be printed (product G1)."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime

from app.domain.failures import Failure
from app.providers.port import Accepted, Check, Envelope, Refused, Result


class PrintQueue:
    """The way out for letters: taken at once, and printed by staff from the page that lists them."""

    name = "print_queue"
    rate: float | None = None

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:  # noqa: ARG002 - paper has no hour
        """Accepted, always."""
        done: Future[Result] = Future()
        done.set_result(Accepted(f"print-{envelope.reference}"))
        return done

    def find(self, practice_id: int, reference: str) -> Result | None:  # noqa: ARG002 - the queue is our own table
        """A letter whose answer was not written down does not stand on the page: it may come again."""
        return Refused(Failure.ABSENT, retry=True)

    def check(self, sender: str) -> list[Check]:
        """What a letter needs is an address to come from (L5)."""
        wrong = "" if sender.strip() else "Enter the address that stands as the sender on letters."
        return [Check("Sender on letters", not wrong, wrong)]

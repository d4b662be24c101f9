"""Deliver: claim, decide again, send, note (product G2, G3, G8).

Short transactions around the calls to a provider, and none open during one. While some calls are under
way, the next messages are prepared and the last results noted. Whenever a process is killed, a message is
either still queued, or ``sending`` and settled by the sweep: never sent twice by us, never lost.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue

from app.actions.fetch_outgoing import CHUNK, Fetched, fetch_outgoing
from app.actions.hand_over import AT_ONCE, Answered, HandOver
from app.actions.job_time import JobTime
from app.actions.note_answers import note_answers
from app.domain.gates import Gate
from app.links import LinkSigner
from app.providers.port import Accepted, Exits

Crowded = frozenset[str]
"""Providers for which enough is ready: no more is claimed for them until some of it left."""

LINGER = 0.003
"""Seconds in which answers are gathered, to be noted together."""

LOOK_UP = 0.5
"""Seconds after which a job that waits for answers looks whether it is to stop."""


@dataclass
class Delivered:
    """What became of the claimed messages: taken by a provider or not, dropped by reason, or put off.

    ``alerts`` are those of the sent that went to a department.
    """

    sent: int = 0
    alerts: int = 0
    not_sent: int = 0
    put_off: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, answered: Sequence[Answered]) -> None:
        """Count calls that came to an end."""
        taken = [each for each in answered if isinstance(each.result, Accepted)]
        self.sent += len(taken)
        self.alerts += sum(each.outgoing.alert for each in taken)
        self.not_sent += len(answered) - len(taken)

    def __iadd__(self, other: Delivered) -> Delivered:
        self.sent += other.sent
        self.alerts += other.alerts
        self.not_sent += other.not_sent
        self.put_off += other.put_off
        self.dropped += other.dropped
        return self


def deliver_messages(
    now: datetime,
    exits: Exits,
    signer: LinkSigner,
    practice_id: int | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send what is due at ``now`` (UTC), of every practice or of one, in transactions of its own.

    Works until nothing is due that can leave, or ``stopping`` says so: then what is under way is finished,
    and the rest given back.
    """
    with ThreadPoolExecutor(1, "prepare") as preparing:

        def fetch(at: datetime, crowded: Crowded) -> Future[Fetched]:
            work = partial(fetch_outgoing, at, exits, signer, practice_id, crowded)
            return preparing.submit(copy_context().run, work)

        return _Delivery(JobTime(now), exits, fetch, stopping).run()


class _Delivery:
    """One job: what is coming from the preparing thread, what is ready, what is under way."""

    def __init__(
        self,
        now: JobTime,
        exits: Exits,
        fetch: Callable[[datetime, Crowded], Future[Fetched]],
        stopping: Callable[[], bool],
    ) -> None:
        self._now = now
        self._fetch = fetch
        self._stopping = stopping
        self._answers: SimpleQueue[Answered | None] = SimpleQueue()
        self._hand = HandOver(exits, now, self._answers.put)
        self._coming: Future[Fetched] | None = None
        self._asked_beside: Crowded | None = None
        self._nothing_until: float = 0
        self._gates: dict[str, Gate] = {}
        self._delivered = Delivered()

    def run(self) -> Delivered:
        """Until nothing is due, or told to stop. What is under way is noted whatever happens."""
        try:
            while self._go_on():
                self._hand.begin()
                self._note(self._gather())
        finally:
            self._finish()
        return self._delivered

    def _go_on(self) -> bool:
        if self._coming and (self._coming.done() or not self._busy):
            self._take(self._coming)
        if self._stopping():
            return False
        crowded = frozenset(name for name, number in self._hand.ready.items() if number > CHUNK)
        # A crowded way out that is crowded no more may have left something where it was.
        if not self._coming and (crowded != self._asked_beside or time.monotonic() > self._nothing_until):
            self._coming, self._asked_beside = self._fetch(self._now.noted(), crowded), crowded
            self._coming.add_done_callback(lambda _: self._answers.put(None))
        return self._coming is not None or self._busy

    @property
    def _busy(self) -> bool:
        return bool(self._hand.flying or self._hand.ready)

    def _take(self, coming: Future[Fetched]) -> None:
        self._coming = None
        fetched = coming.result()
        self._gates = fetched.gates
        self._delivered.put_off += fetched.prepared.put_off
        self._delivered.dropped += fetched.prepared.dropped
        self._hand.take(fetched.prepared.outgoing)
        self._nothing_until = 0 if fetched.claimed else time.monotonic() + LOOK_UP

    def _gather(self) -> list[Answered]:
        """The calls that came to an end, once there are some; none if something else is to be done first."""
        answered: list[Answered] = []
        until = time.monotonic() + min(self._hand.pause, LOOK_UP)
        while len(answered) < AT_ONCE:
            each = self._next_answer(until)
            if each is None:
                break
            answered.append(each)
            if len(answered) == self._hand.flying:
                break
            until = min(until, time.monotonic() + LINGER) if len(answered) == 1 else until
        return answered

    def _next_answer(self, until: float) -> Answered | None:
        """None when time is up, or the next messages are prepared."""
        try:
            return self._answers.get(timeout=max(until - time.monotonic(), 0))
        except Empty:
            return None

    def _note(self, answered: Sequence[Answered]) -> None:
        if answered:
            note_answers(self._now.noted(), answered, self._gates)
            self._hand.landed(answered)
            self._delivered.add(answered)

    def _finish(self) -> None:
        try:
            if self._coming:
                self._take(self._coming)
            self._hand.give_back(*self._hand.ready)
        finally:
            while self._hand.flying:
                self._note(self._gather())

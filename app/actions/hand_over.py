"""Hand messages over to their providers, many calls under way at once (product G2, G8).

Each message is written down as ``sending`` right before its call, in small batches, so that a kill leaves
hardly more in the dark than the calls that were really under way.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import islice, takewhile
from typing import NamedTuple

import structlog

from app.actions.begin_calls import ANY_NUMBER, begin_calls, decide_again, give_back, too_late
from app.actions.job_time import JobTime
from app.actions.prepare_messages import Outgoing
from app.actions.take_turns import Turns
from app.domain.failures import Failure
from app.providers.port import Exits, Provider, Refused, Result, Unknown

IN_FLIGHT = 64
"""Calls under way at once in one job; a process does one delivery at a time."""

AT_ONCE = 32
"""So many at most are written down as ``sending`` together, right before their calls."""

ROOM = 8
"""Calls begin once there is room for so many: fewer would not be worth a transaction."""

SENDING_TIME = 60.0
"""Seconds after which what was prepared and could not begin is given back, long before its claim ends."""

SHORTEST_PAUSE = 0.02
"""Seconds before a provider is asked for turns again when it had none."""

log = structlog.get_logger(__name__)


class Answered(NamedTuple):
    """A call that came to an end; ``probe`` if it tried a way out that was shut."""

    outgoing: Outgoing
    result: Result
    probe: bool


class _Ready(NamedTuple):
    outgoing: Outgoing
    since: float


class HandOver:
    """The messages a job has ready, and its calls that are under way.

    ``tell`` is called, from any thread, with each call that came to an end; whoever took note of it says
    so with ``landed``.
    """

    def __init__(self, exits: Exits, now: JobTime, tell: Callable[[Answered], None]) -> None:
        self._exits = exits
        self._now = now
        self._tell = tell
        self._ready: dict[str, deque[_Ready]] = defaultdict(deque)
        self._again_at: dict[str, float] = {}
        self._flying: Counter[str] = Counter()

    @property
    def flying(self) -> int:
        """How many calls are under way."""
        return self._flying.total()

    @property
    def ready(self) -> Counter[str]:
        """How many are ready and have not begun, by provider."""
        return Counter({name: len(queue) for name, queue in self._ready.items() if queue})

    @property
    def pause(self) -> float:
        """Seconds until something can begin if no call ends before; without end if that is waited for."""
        if not self._room():
            return math.inf
        soonest = min((self._again_at.get(name, 0.0) for name in self.ready), default=math.inf)
        return max(soonest - time.monotonic(), 0.0)

    def take(self, outgoing: Sequence[Outgoing]) -> None:
        """These are prepared: they leave as soon as there is room and a turn."""
        since = time.monotonic()
        for each in outgoing:
            self._ready[each.provider].append(_Ready(each, since))

    def begin(self) -> None:
        """Begin what may begin now, over every way out in its turn."""
        for name in self.ready:
            self._give_back_late(name)
            while self._ready[name] and self._room() and self._begin_some(name):
                pass

    def landed(self, answered: Sequence[Answered]) -> None:
        """These were noted: there is room for others, and perhaps another turn."""
        for each in answered:
            self._flying[each.outgoing.provider] -= 1
            if self._again_at.get(each.outgoing.provider) == math.inf:
                del self._again_at[each.outgoing.provider]

    def give_back(self, *names: str) -> None:
        """What has not begun over these ways out is free for others."""
        for name in names:
            give_back([each.outgoing for each in self._ready.pop(name, ())])

    def _room(self) -> int:
        """How many more calls may begin: none before there is room for a batch that is worth it."""
        free = IN_FLIGHT - self.flying
        return free if free >= ROOM else 0

    def _give_back_late(self, name: str) -> None:
        """What is past its last moment is decided again; what could not begin for long is free for others."""
        long_ago = time.monotonic() - SENDING_TIME
        late = [each for each in self._ready[name] if too_late(each.outgoing, self._now)]
        tired = [each for each in self._ready[name] if each.since < long_ago and each not in late]
        if late or tired:
            gone = {id(each) for each in (*late, *tired)}
            self._ready[name] = deque(each for each in self._ready[name] if id(each) not in gone)
            decide_again([each.outgoing for each in late])
            give_back([each.outgoing for each in tired])

    def _begin_some(self, name: str) -> bool:
        """Begin a batch of one practice; False when the way out has no turn for it now."""
        if self._again_at.get(name, 0.0) > time.monotonic():
            return False
        provider = self._exits.named(name)
        turns, going = begin_calls(provider, self._next_batch(name), self._now)
        for _ in range(turns.granted):
            self._ready[name].popleft()
        for each in going:
            self._flying[name] += 1
            call = _begun(provider, each, self._now)
            call.add_done_callback(partial(self._ended, each, turns.probe))
        if not turns.granted:
            self._wait_for_turns(provider, turns)
        return turns.granted > 0

    def _next_batch(self, name: str) -> list[Outgoing]:
        """The next few of one practice, as many as there is room for."""
        few = [each.outgoing for each in islice(self._ready[name], min(AT_ONCE, self._room()))]
        practice_id = few[0].envelope.practice_id
        return list(takewhile(lambda each: each.envelope.practice_id == practice_id, few))

    def _wait_for_turns(self, provider: Provider, turns: Turns) -> None:
        """Nothing waits before a gate that is shut, unless a call that may open it is under way."""
        if not turns.shut:
            wait = max(1 / (provider.rate or ANY_NUMBER), SHORTEST_PAUSE)
            self._again_at[provider.name] = time.monotonic() + wait
        elif self._flying[provider.name] > 0:
            self._again_at[provider.name] = math.inf
        else:
            self.give_back(provider.name)

    def _ended(self, outgoing: Outgoing, probe: bool, call: Future[Result]) -> None:
        lost = call.cancelled() or call.exception() is not None
        # Whatever broke on our side, the vendor may have had it.
        self._tell(Answered(outgoing, Unknown(Failure.VENDOR_SILENT) if lost else call.result(), probe))


def _begun(provider: Provider, outgoing: Outgoing, now: JobTime) -> Future[Result]:
    """One call. A request that cannot even be made is our fault, and stops no other."""
    try:
        return provider.send(outgoing.envelope, now.noted())
    except Exception:
        log.exception("request could not be made", message_id=outgoing.message_id, provider=provider.name)
        nothing: Future[Result] = Future()
        nothing.set_result(Refused(Failure.OUR_FAULT, retry=False))
        return nothing

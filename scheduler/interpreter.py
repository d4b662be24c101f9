"""How the interpreter of a role is set once everything is loaded."""

from __future__ import annotations

import gc
import sys

SWITCH = 0.0001
"""Seconds after which a thread that computes lets a waiting one go on.

A worker prepares, calls and notes in three threads that wait for the database and the network all the time.
With Python's usual 5 ms each of those waits may cost 5 ms more: a third of the messages a second.
"""


def set_interpreter() -> None:
    """Keep what is loaded out of every collection of waste, and let threads take turns quickly."""
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH)

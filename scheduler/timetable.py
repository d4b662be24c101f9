"""The whole timetable on one page: what is asked for how often.

Nothing here says what is due: each task looks into the tables and does what is due there. So a line that
is late, repeated or missed does no harm, and no rule is ever parked in a timer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple


class Entry(NamedTuple):
    """A line of the timetable; ``task`` is one of scheduler/tasks.py."""

    task: str
    every: timedelta


TIMETABLE = (
    Entry("plan", timedelta(seconds=10)),
    Entry("mailings", timedelta(seconds=5)),
    Entry("deliver", timedelta(seconds=5)),
    Entry("receipts", timedelta(seconds=5)),
    Entry("sweep", timedelta(seconds=30)),
    Entry("desk", timedelta(seconds=30)),
    Entry("offers", timedelta(seconds=30)),
    Entry("look_ahead", timedelta(seconds=60)),
    Entry("recover", timedelta(seconds=15)),
    Entry("check_ledgers", timedelta(days=1)),
    Entry("tidy_up", timedelta(days=1)),
)

"""One step of an appointment's story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StepKind(StrEnum):
    """What sort of step it is: the page draws each with its own sign."""

    SCHEDULE = "schedule"
    ANSWER = "answer"
    STAFF = "staff"
    MESSAGE = "message"
    NOTICE = "notice"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Step:
    """``at`` is UTC. ``was`` and ``becomes`` are an old and a new start (UTC) of a move.

    A message has ``outcome`` (what became of it), its exact ``subject`` and ``body``, and ``status``,
    the word of the data; one of a mailing names it.
    """

    at: datetime
    kind: StepKind
    title: str
    detail: str = ""
    was: datetime | None = None
    becomes: datetime | None = None
    message_id: int | None = None
    status: str = ""
    outcome: str = ""
    subject: str = ""
    body: str = ""
    mailing_id: int | None = None

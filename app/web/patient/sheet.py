"""What the visit page's template draws: finished words, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Fields = tuple[tuple[str, str], ...]


class Shown(StrEnum):
    """How one child appears."""

    ASK = "ask"
    LATE = "late"
    COMING = "coming"
    CANCELLED = "cancelled"
    REQUESTED = "requested"
    MOVE = "move"
    TOLD = "told"
    CONFLICT = "conflict"
    OFFICE = "office"
    PAST = "past"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Row:
    """One child. ``tone`` colours the tag: blank for good, "no", "wait"; ``old`` is a time that is gone.

    ``preset`` is the answer a form starts from, and ``say`` what "can't come" will do; both are for
    children who are asked.
    """

    id: int
    version: int
    name: str
    detail: str
    old: str = ""
    tag: str = ""
    tone: str = ""
    preset: str = "coming"
    say: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A form of one button; ``fields`` are what it sends."""

    label: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Headline:
    """The top of the page. ``icon`` is blank, "check" or "clock"; the title never holds a name."""

    title: str
    text: str
    icon: str = ""
    lead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The form: one child gets three buttons, several get a choice each and one button below.

    ``every``, ``none`` are the button's words when all are coming or none; the page's style
    chooses between them and "send my answer".
    """

    rows: tuple[Row, ...]
    every: str
    none: str
    hint: str
    other_time: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """The box after the deadline. ``main`` makes telling the office the chief button: nobody picks up."""

    heading: str
    text: str
    tell: tuple[Action, ...]
    main: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One line of "what happens next"; ``call`` ends it with the telephone number."""

    text: str
    call: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to go; ``map_url`` is blank without an address."""

    name: str
    address: str
    map_url: str


@dataclass(frozen=True, slots=True)
class When:
    """The calendar leaf and the words beside it."""

    month: str
    day: int
    date: str
    times: str


@dataclass(frozen=True, slots=True)
class Join:
    """A button that leads to a video room."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page."""

    headline: Headline
    when: When | None
    question: Question | None
    rows: tuple[Row, ...]
    coming: Action | None
    undo: tuple[Action, ...]
    undo_hint: str
    calendar: bool
    change: bool
    late: Late | None
    steps: tuple[Step, ...]
    new_time: tuple[Action, ...]
    spots: tuple[Spot, ...]
    joins: tuple[Join, ...] = ()
    seen: Fields = field(default=())

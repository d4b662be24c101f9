"""The email that tells a department about an answer (product J1, B5, D5).

It can be understood from its subject alone. A patient is initials and a chart number, and nothing
happens from the mail itself: its one button opens the portal, which asks to sign in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.answers import NoticeKind
from app.domain.appointments import Status
from app.domain.calendar_words import join_names, long_date, short_date, text_time
from app.domain.desk_hours import LOOK_WITHIN
from app.domain.languages import Language
from app.domain.wording.alert_words import ALERT_WORDS, COMING_AGAIN, OPEN_NOW, STANDING, AlertWords, Tone

_EN = Language.ENGLISH
_LOOK_MINUTES = int(LOOK_WITHIN.total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class AlertLine:
    """What changed for one child. ``starts_local`` is naive, on the location's wall clock."""

    change: NoticeKind
    first_name: str
    last_name: str
    chart_number: str
    starts_local: datetime
    minutes: int
    provider_name: str
    visit_type: str = ""
    location_name: str = ""


@dataclass(frozen=True, slots=True)
class AlertSibling:
    """Another child of the same visit whom this notice does not change."""

    first_name: str
    last_name: str
    starts_local: datetime
    status: Status


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """One notice as its email tells it; ``lines`` holds at least one.

    ``how`` says how the answer came, such as "Text link"; ``received_local`` is naive, on the
    location's wall clock. ``schedule_updated`` says that the practice's own schedule has taken the
    cancellation over (B5). ``coming_again`` makes it the email about an answer taken back, ``escalated``
    the one to the second address, because nobody had looked (J2).
    """

    kind: NoticeKind
    lines: tuple[AlertLine, ...]
    family: tuple[AlertSibling, ...]
    how: str
    received_local: datetime
    department_name: str
    portal_url: str
    schedule_updated: bool
    coming_again: bool = False
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class AlertPatient:
    """One child of the notice: "L. R.", "chart 48213", "2:45 PM · Dr. Patel · 15 min · Check-up"."""

    initials: str
    chart: str
    detail: str


@dataclass(frozen=True, slots=True)
class DepartmentAlert:
    """The parts of the email, drawn by ``messages/department_notice``."""

    subject: str
    tone: Tone
    badge: str
    heading: str
    patients: tuple[AlertPatient, ...]
    how: str
    same_family: tuple[str, ...]
    schedule: str
    to_do: str
    portal_url: str
    why: str


def department_alert(facts: AlertFacts) -> DepartmentAlert:
    """The email about one notice."""
    lines = in_order(facts.lines)
    lead = alert_words(facts.kind, facts)
    differ = len({alert_words(line.change, facts) for line in lines}) > 1
    return DepartmentAlert(
        subject=_subject(lead, lines, facts),
        tone=lead.tone,
        badge=lead.badge,
        heading=f"{long_date(lines[0].starts_local, _EN)}, {times_of(lines)}",
        patients=tuple(_patient(line, facts, differ=differ) for line in lines),
        how=f"{facts.how}, {short_date(facts.received_local, _EN)} at {text_time(facts.received_local)}",
        same_family=tuple(_sibling(each) for each in facts.family) or ("No other child in this visit.",),
        schedule=_for_each(lines, lambda line: alert_words(line.change, facts).schedule),
        to_do=_for_each(lines, lambda line: alert_words(line.change, facts).to_do),
        portal_url=facts.portal_url,
        why=_why(facts),
    )


def initials(first_name: str, last_name: str) -> str:
    """Initials for a name: "L. R." for Leo Rivera; a missing part is left out, nothing at all is "?"."""
    letters = (name.strip()[:1].upper() for name in (first_name, last_name))
    return " ".join(f"{letter}." for letter in letters if letter) or "?"


def alert_words(kind: NoticeKind, facts: AlertFacts) -> AlertWords:
    """What is said about this kind of change as things stand."""
    if facts.coming_again:
        return COMING_AGAIN
    if kind is NoticeKind.CANCELLED and facts.schedule_updated:
        return OPEN_NOW
    return ALERT_WORDS[kind]


def in_order(lines: Iterable[AlertLine]) -> tuple[AlertLine, ...]:
    """The visit that comes first at the top."""
    return tuple(sorted(lines, key=lambda line: line.starts_local))


def times_of(lines: Sequence[AlertLine]) -> str:
    """ "2:30 PM and 2:45 PM", each time once."""
    return join_names(list(dict.fromkeys(text_time(line.starts_local) for line in lines)), _EN)


def providers_of(lines: Sequence[AlertLine]) -> str:
    """ "Dr. Kim and Dr. Patel", each once."""
    return join_names(list(dict.fromkeys(_tidy(line.provider_name) for line in lines)), _EN)


def _subject(lead: AlertWords, lines: Sequence[AlertLine], facts: AlertFacts) -> str:
    changed, all_children = len(lines), len(lines) + len(facts.family)
    family = f" ({changed} of {all_children} in family)" if all_children > 1 else ""
    late = "Nobody has looked: " if facts.escalated else ""
    slot = _listed((short_date(lines[0].starts_local, _EN), times_of(lines), providers_of(lines)))
    return f"{late}{lead.subject}: {slot}{family}"


def _why(facts: AlertFacts) -> str:
    if facts.escalated:
        return (
            f"You get this because nobody of {facts.department_name} has looked at it"
            f" within {_LOOK_MINUTES} minutes of its office hours."
        )
    return f"You get this because {facts.department_name} follows answers that need a person."


def _patient(line: AlertLine, facts: AlertFacts, *, differ: bool) -> AlertPatient:
    parts = (
        text_time(line.starts_local),
        _tidy(line.provider_name),
        f"{line.minutes} min",
        _tidy(line.visit_type),
        _tidy(line.location_name),
        alert_words(line.change, facts).line if differ else "",
    )
    return AlertPatient(
        initials=initials(line.first_name, line.last_name),
        chart=f"chart {line.chart_number}" if line.chart_number else "no chart number",
        detail=" · ".join(part for part in parts if part),
    )


def _for_each(lines: Sequence[AlertLine], say: Callable[[AlertLine], str]) -> str:
    # Said once when it is the same for all, else child by child.
    said = [say(line) for line in lines]
    if len(set(said)) == 1:
        return said[0]
    who = (initials(line.first_name, line.last_name) for line in lines)
    return " ".join(f"{each}: {words}" for each, words in zip(who, said, strict=True))


def _sibling(sibling: AlertSibling) -> str:
    stands = STANDING.get(sibling.status, "is no longer expected")
    return f"{initials(sibling.first_name, sibling.last_name)} at {text_time(sibling.starts_local)} {stands}."


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _tidy(words: str) -> str:
    # A line break from a schedule must not reach a mail's subject line.
    return " ".join(words.split())

"""The text message that tells a department about an answer (product J1): initials, day, time, portal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.calendar_words import join_names, short_date
from app.domain.languages import Language
from app.domain.sms_length import fits, plain_version
from app.domain.wording.department_alert import (
    AlertFacts,
    AlertLine,
    alert_words,
    in_order,
    initials,
    providers_of,
    times_of,
)

_EN = Language.ENGLISH


def department_text(facts: AlertFacts) -> str:
    """One text of at most 160 letters where that can be: first the providers give way, then the initials.

    It holds no name of a family, and nothing happens from it: its address asks to sign in.
    """
    versions = [plain_version(version) for version in _versions(facts)]
    return next((version for version in versions if fits(version)), versions[-1])


def _versions(facts: AlertFacts) -> Iterator[str]:
    lines = in_order(facts.lines)
    words = alert_words(facts.kind, facts).subject
    when = f"{short_date(lines[0].starts_local, _EN)}, {times_of(lines)}"
    who = join_names([initials(line.first_name, line.last_name) for line in lines], _EN)
    if providers_of(lines):
        yield f"{words}: {who}, {when}, {providers_of(lines)}. {facts.portal_url}"
    yield f"{words}: {who}, {when}. {facts.portal_url}"
    yield f"{words}: {_number(lines)}, {when}. {facts.portal_url}"
    yield f"{words}: {_number(lines)}, {short_date(lines[0].starts_local, _EN)}. {facts.portal_url}"


def _number(lines: Sequence[AlertLine]) -> str:
    return "1 child" if len(lines) == 1 else f"{len(lines)} children"

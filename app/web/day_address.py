"""The address of Today: which day, how grouped, what filtered; so Back, bookmarks and sharing work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import abort, request, url_for

from app.queries.day_sheet import DayVisit
from app.web import day_sheet as sheet
from app.web.filters import today
from app.web.report_address import day_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a day, a grouping, and filters."""

    day: date
    group: str = "answer"
    status: str = ""
    provider: str = ""
    type: str = ""
    lang: str = ""

    def url(self, **changes: Any) -> str:
        """This page with other choices; what is not chosen is left out of the address."""
        return url_for("today.show", **self._given(**changes))

    def live_url(self, **cursor: str) -> str:
        """Where the page asks what is new since its cursor."""
        return url_for("today.delta", **{**self._given(), **cursor})

    def act_url(self, verb: str, visit: DayVisit) -> str:
        """Where a button of a row goes; it comes back to this page."""
        return url_for("today.decide", verb=verb, appointment_id=visit.id, **self._given())

    @property
    def filtered(self) -> bool:
        return any((self.status, self.provider, self.type, self.lang))

    def wants(self, visit: DayVisit) -> bool:
        """Does the visit pass the filters by provider, type and language?"""
        return (
            self.provider in {"", visit.provider}
            and self.type in {"", visit.visit_type}
            and self.lang in {"", visit.language}
        )

    def _given(self, **changes: Any) -> dict[str, Any]:
        wanted = replace(self, **changes)
        given = {
            "d": "" if wanted.day == today() else wanted.day.isoformat(),
            "group": "" if wanted.group == "answer" else wanted.group,
            "status": wanted.status,
            "provider": wanted.provider,
            "type": wanted.type,
            "lang": wanted.lang,
        }
        return {name: value for name, value in given.items() if value}


def day_asked() -> Asked:
    """The day, grouping and filters of this request's address; 404 for a day that is none."""
    given = request.args
    grouping = given.get("group", "answer")
    return Asked(
        day=_day(given.get("d", "")),
        group=grouping if grouping in sheet.GROUPINGS else "answer",
        **{name: given.get(name, "")[:80] for name in ("status", "provider", "type", "lang")},
    )


def _day(words: str) -> date:
    if not words:
        return today()
    return day_of(words) or abort(404)

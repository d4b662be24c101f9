"""The address of the Schedule: which days, narrowed by what, and where the page begins (product K1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import request, url_for

from app.domain.appointments import Status
from app.domain.audience_reading import LONGEST
from app.domain.audiences import GONE, Audience, AudienceKind
from app.web.filters import today
from app.web.report_address import day_of, mark_of, mark_words, number_of

AHEAD = timedelta(days=7)
_STATUSES = {each.value: each for each in Status if each not in GONE}


@dataclass(frozen=True, slots=True)
class ScheduleAsked:
    """Days of the practice, both included; 0 and empty mean all. ``after`` is the last visit shown before."""

    first: date
    last: date
    provider: int = 0
    location: int = 0
    type: str = ""
    status: Status | None = None
    after: tuple[datetime, int] | None = None

    def url(self, endpoint: str = "schedule.index", **changes: Any) -> str:
        """The page with other choices, or where a button goes that comes back to it."""
        return url_for(endpoint, **replace(self, **changes).given())

    def given(self) -> dict[str, Any]:
        """What stands in the address; nothing of what is usual."""
        values = {
            "from": "" if self.first == today() else self.first.isoformat(),
            "to": "" if self.last == self.first + AHEAD else self.last.isoformat(),
            "provider": self.provider,
            "location": self.location,
            "type": self.type,
            "status": self.status or "",
            "after": mark_words(self.after),
        }
        return {name: value for name, value in values.items() if value}

    @property
    def filtered(self) -> bool:
        """Is any of the visits of these days hidden?"""
        return bool(self.provider or self.location or self.type or self.status)

    @property
    def audience(self) -> Audience:
        """The same question for a mailing."""
        return Audience(
            AudienceKind.VISITS,
            first=self.first,
            last=self.last,
            provider_ids=(self.provider,) if self.provider else (),
            location_ids=(self.location,) if self.location else (),
            visit_types=(self.type,) if self.type else (),
            statuses=(self.status,) if self.status else (),
        )


def schedule_asked() -> ScheduleAsked:
    """What this request's address asks for; the next week where it says nothing that can be read."""
    given = request.args
    first = day_of(given.get("from", "")) or today()
    last = day_of(given.get("to", "")) or first + AHEAD
    return ScheduleAsked(
        first=first,
        last=min(max(first, last), first + LONGEST),
        provider=number_of(given.get("provider", "")),
        location=number_of(given.get("location", "")),
        type=given.get("type", "")[:200],
        status=_STATUSES.get(given.get("status", "")),
        after=mark_of(given.get("after", "")),
    )

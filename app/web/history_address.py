"""What the address of the history asks for: a period and filters, so Back, bookmarks and views work."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.domain.message_types import TO_FAMILIES
from app.domain.report_periods import Days, Period, days_of
from app.domain.sent_words import MODES, OUTCOMES
from app.queries.history_filters import HistoryAsked
from app.web.filters import today
from app.web.report_address import day_of, number_of

FILTERS = (
    *("period", "first", "last", "q", "category", "rule", "mailing", "mode", "outcome", "language"),
    *("provider", "location", "unsent", "order"),
)
_LONGEST = 60
_LANGUAGES = ("en", "es")


class Address(NamedTuple):
    """``filters`` is everything as an address says it: of a named period not its days, which change."""

    days: Days
    asked: HistoryAsked
    filters: dict[str, str]

    @property
    def filtered(self) -> bool:
        """Is anything asked for beside a period and an order?"""
        plain = {"period", "first", "last", "order", "unsent"}
        return any(value for name, value in self.filters.items() if name not in plain)


def read_address(given: Any) -> Address:
    """What cannot be understood is left out, so that a mistyped address still opens."""
    filters = {name: given.get(name, "")[:_LONGEST] for name in FILTERS}
    days = days_of(filters["period"], day_of(filters["first"]), day_of(filters["last"]), today())
    filters |= period_words(days)
    asked = HistoryAsked(
        first=days.first,
        last=days.last,
        category=_known(filters["category"], TO_FAMILIES),
        rule_id=number_of(filters["rule"]),
        mailing_id=number_of(filters["mailing"]),
        mode=_known(filters["mode"], MODES),
        outcome=_known(filters["outcome"], OUTCOMES),
        language=_known(filters["language"], _LANGUAGES),
        provider_id=number_of(filters["provider"]),
        location_id=number_of(filters["location"]),
        wanted=filters["q"].strip(),
        never_sent=filters["unsent"] == "yes",
        oldest_first=filters["order"] == "oldest",
    )
    return Address(days, asked, filters)


def period_words(days: Days) -> dict[str, str]:
    """A period as an address says it: by its name, or its two days."""
    if days.period is Period.DAYS:
        return {"period": "", "first": days.first.isoformat(), "last": days.last.isoformat()}
    return {"period": days.period.value, "first": "", "last": ""}


def _known(word: str, words: Any) -> str:
    return word if word in set(words) else ""

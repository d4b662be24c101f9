"""How pages say times, days, telephone numbers and amounts. Instants are UTC; places are zone names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g
from flask_login import current_user

from app import clock
from app.domain import calendar_words
from app.domain.languages import Language
from app.domain.local_time import local_day, local_time, zone
from app.domain.plans import Unit
from app.domain.postal import postal_lines
from app.domain.staff_words import LANGUAGES
from app.domain.tariffs import amount_words, bare_words
from app.feeds.addresses import shown_address

ENGLISH = Language.ENGLISH


def this_moment() -> datetime:
    """The one reading of the clock of this request, aware UTC."""
    if "now" not in g:
        g.now = clock.now()
    now: datetime = g.now
    return now


def today() -> date:
    """The day it is in the practice of the signed-in person."""
    return local_day(this_moment(), _place(None))


def clock_time(at: datetime, place: str | None = None) -> str:
    """The time: "2:30 PM". ``place`` is the visit's time zone; without it the practice's."""
    return calendar_words.text_time(local_time(at, _place(place)))


def long_day(day: date) -> str:
    """Weekday, month and day: "Tuesday, November 24"; with the year when it is another year."""
    words = calendar_words.long_date(day, ENGLISH)
    return words if day.year == today().year else f"{words}, {day.year}"


def short_day(at: date | datetime, place: str | None = None) -> str:
    """Weekday, month and day, short: "Tue Nov 24"; with the year when it is another year."""
    day = local_day(at, _place(place)) if isinstance(at, datetime) else at
    words = calendar_words.short_date(day, ENGLISH)
    return words if day.year == today().year else f"{words}, {day.year}"


def moment(at: datetime, place: str | None = None) -> str:
    """Day and time: "Tue Nov 24, 2:30 PM"."""
    return f"{short_day(at, place)}, {clock_time(at, place)}"


def near(at: datetime, place: str | None = None) -> str:
    """Day and time seen from today: "today 3:00 PM", "tomorrow 8:40 AM", "Tue Nov 24, 2:30 PM"."""
    named = _near_name(local_day(at, _place(place)))
    return f"{named} {clock_time(at, place)}" if named else moment(at, place)


def near_day(at: datetime) -> str:
    """The day seen from today: "today", "tomorrow", "Tue Nov 24"."""
    return _near_name(local_day(at, _place(None))) or short_day(at)


def on_its_day(at: datetime) -> str:
    """When something happened: the time alone today, else the weekday or day: "Sunday 6:40 PM"."""
    days_ago = (today() - local_day(at, _place(None))).days
    if days_ago == 0:
        return clock_time(at)
    if 0 < days_ago < 7:
        return f"{calendar_words.weekday(local_day(at, _place(None)), ENGLISH)} {clock_time(at)}"
    return moment(at)


def ago(at: datetime) -> str:
    """How long ago: "just now", "4 min ago", "2 h ago", "Yesterday", "Nov 20"."""
    minutes = int((this_moment() - at).total_seconds() // 60)
    days = (today() - local_day(at, _place(None))).days
    if days == 1:
        return "Yesterday"
    if days > 1:
        return calendar_words.month_day(local_day(at, _place(None)), ENGLISH)
    if minutes < 1:
        return "just now"
    return f"{minutes} min ago" if minutes < 60 else f"{minutes // 60} h ago"


def duration(minutes: int) -> str:
    """ "20 min", "1 h", "1 h 30 min", "3 days"."""
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{rest} min"] if rest or not hours else parts)


def age(born: date | None, on: date | None = None) -> str:
    """A child's age in the practice's way: "9 mo" under two years, then "4 y"; empty if not known."""
    if born is None:
        return ""
    on = on or today()
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return f"{months // 12} y" if months >= 24 else f"{max(months, 0)} mo"


def telephone(number: str | None) -> str:
    """A number as people write it here: "(937) 555-0142". What is no number stays as it was typed."""
    return shown_address(number or "")


def postal(address: str | None) -> tuple[str, ...]:
    """A postal address as lines, as on an envelope."""
    return postal_lines(address or "")


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 visit", "9 visits", "7 families"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def amount(value: Decimal, unit: str) -> str:
    """Credits or money with the word for it: "24,310 credits", "$124.30"."""
    return amount_words(value, Unit(unit))


def bare_amount(value: Decimal, unit: str) -> str:
    """The same under a heading that says the unit: "24,310", "$124.30", "−8"."""
    return bare_words(value, Unit(unit)).replace("-", "−")


def days_on(day: date, days: int) -> date:
    """The day so many days later, or earlier."""
    return day + timedelta(days=days)


def language_name(code: str | None) -> str:
    """The language of a contact: "Spanish"; empty when none is known."""
    return LANGUAGES.get(code or "", code or "")


def teach(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(_FILTERS)
    app.jinja_env.globals.update(this_moment=this_moment, today=today)


_FILTERS: dict[str, Any] = {
    each.__name__: each
    for each in (
        clock_time,
        long_day,
        short_day,
        moment,
        near,
        near_day,
        on_its_day,
        ago,
        duration,
        age,
        telephone,
        postal,
        counted,
        amount,
        bare_amount,
        language_name,
        days_on,
    )
}


def _near_name(day: date) -> str | None:
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((day - today()).days)


def _place(name: str | None) -> ZoneInfo:
    return zone(name or (current_user.staff.timezone if current_user.is_authenticated else "UTC"))

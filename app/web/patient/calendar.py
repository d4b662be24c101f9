"""The calendar file: one entry for each coming child, which a later file replaces (product H3)."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event

from app.domain.languages import Language
from app.domain.local_time import zone
from app.queries.visit_calendar import CalendarEntry, FamilyCalendar
from app.web.patient.telephone import telephone
from app.web.patient.words import say

# Enough of each zone's past and future for the hour to be right: sixty years of it is 4 kB.
_AROUND = timedelta(days=366)


def calendar_file(family: FamilyCalendar, language: Language) -> bytes:
    """RFC 5545 text with the zones it uses; first names only."""
    calendar = Calendar()
    calendar.add("prodid", "-//Deskbell//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in family.entries:
        calendar.add_component(_event(family, entry, language))
    first = min(entry.starts_at for entry in family.entries).date()
    last = max(entry.starts_at for entry in family.entries).date()
    calendar.add_missing_timezones(first - _AROUND, last + _AROUND)
    return bytes(calendar.to_ical())


def _event(family: FamilyCalendar, entry: CalendarEntry, language: Language) -> Event:
    place = zone(entry.zone)
    event = Event()
    # The same id for ever and a higher sequence with every change: the family's calendar moves the
    # entry instead of keeping two.
    event.add("uid", f"visit-{entry.appointment_id}@{family.slug}.deskbell")
    event.add("sequence", entry.version)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at.astimezone(place))
    event.add("dtend", (entry.starts_at + timedelta(minutes=entry.minutes)).astimezone(place))
    event.add("summary", say("event", language, names=entry.name, practice=family.practice_name))
    event.add("location", entry.video_link or entry.address)
    call = say("call_number", language, phone=telephone(entry.phone).shown)
    join = f"{say('join', language)}: {entry.video_link}\n" if entry.video_link else ""
    event.add("description", f"{join}{call}")
    event.add("status", "CONFIRMED" if entry.confirmed else "TENTATIVE")
    return event

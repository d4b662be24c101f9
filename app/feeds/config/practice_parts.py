"""The practice in the set-up document: itself, its places, people, departments and delivery rules."""

from __future__ import annotations

from datetime import date, time

from pydantic import Field, field_validator, model_validator

from app.domain.answers import CancellationMode
from app.domain.languages import Language
from app.domain.message_elements import LONGEST_VIDEO_LINK
from app.domain.siblings import SiblingMode
from app.domain.video_visits import is_room
from app.feeds.config.values import DAYS, WORKING_DAYS, ClockTime, Day, Email, HoursPart, Part, Phone, Zone


class PracticePart(Part):
    """The practice itself (A2)."""

    name: str = Field(min_length=1, max_length=80, examples=["Willow Pediatrics"])
    short_name: str = Field(min_length=1, max_length=20, examples=["Willow Peds"])
    timezone: Zone = Field(examples=["America/New_York"])
    phone: Phone = Field("", examples=["+19375550142"])
    address: str = ""
    email: str = ""
    languages: list[Language] = Field([Language.ENGLISH, Language.SPANISH], min_length=1)
    fallback_language: Language = Language.ENGLISH
    text_limit: int = Field(160, ge=70, le=1600, examples=[160])
    keep_accents: bool = False
    opens_at: ClockTime = Field(time(8), examples=["08:00"])
    closes_at: ClockTime = Field(time(17), examples=["17:00"])
    confidential_age: int = Field(13, ge=0, le=21, examples=[13])
    ask_birth_date: bool = False
    require_two_factor: bool = False

    @model_validator(mode="after")
    def _speaks_its_fallback(self) -> PracticePart:
        if self.fallback_language not in self.languages:
            raise ValueError(f"fallback_language {self.fallback_language} is not among the languages")
        return self


class VisitTypePart(Part):
    """An appointment type by the name the schedule gives it: confidential (C7), a well visit (K5)."""

    name: str = Field(min_length=1)
    confidential: bool = False
    well_visit: bool = False


class LocationPart(Part):
    """A place; what is empty is the practice's."""

    name: str = Field(min_length=1)
    timezone: Zone | None = Field(None, examples=["America/Chicago"])
    phone: Phone | None = Field(None, examples=["+19375550143"])
    address: str | None = None
    sender: Phone | None = Field(None, examples=["+19375550144"])
    own_hours: HoursPart | None = None
    cancellation_mode: CancellationMode | None = None
    deadline_hours: int | None = Field(None, ge=1, le=24, examples=[24])


class DepartmentPart(Part):
    """An inbox for notices; without an address its notices are on the page only.

    ``text_number`` gets alerts as texts too (J1). ``second_email`` is for notices that nobody looks at in
    office hours (J2); empty hours are the practice's.
    """

    name: str = Field(min_length=1)
    email: Email = Field("", examples=["frontdesk@willow.example"])
    text_number: Phone = Field("", examples=["+19375550160"])
    second_email: Email = Field("", examples=["manager@willow.example"])
    opens_at: ClockTime | None = Field(None, examples=["08:00"])
    closes_at: ClockTime | None = Field(None, examples=["17:00"])
    open_days: list[Day] = Field(list(WORKING_DAYS))

    @model_validator(mode="after")
    def _opens(self) -> DepartmentPart:
        if (self.opens_at is None) != (self.closes_at is None):
            raise ValueError("give both opens_at and closes_at, or neither")
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValueError("opens_at must be earlier than closes_at. For example 08:00 and 17:00.")
        return self


class ProviderPart(Part):
    """A provider: the name staff read, the one spoken, the one in Spanish; the video room (https)."""

    name: str = Field(min_length=1)
    spoken_name: str = ""
    name_es: str = ""
    video_url: str = Field("", max_length=LONGEST_VIDEO_LINK, examples=["https://doxy.me/dr-patel"])

    @field_validator("video_url")
    @classmethod
    def _whole(cls, value: str) -> str:
        if value and not is_room(value):
            raise ValueError("write the whole address of the video room, https://...")
        return value


class HolidayPart(Part):
    """A closed day, of one location or of all."""

    day: date = Field(examples=["2026-12-25"])
    name: str = ""
    location: str | None = None


class DeliveryRulesPart(Part):
    """The Global Settings (D1 to D8); no ``daily_cap`` means no limit."""

    window_from: ClockTime = Field(time(8), examples=["08:00"])
    window_to: ClockTime = Field(time(20), examples=["20:00"])
    days: list[Day] = Field(list(DAYS), min_length=1, examples=[["Mon", "Fri"]])
    cancellation_mode: CancellationMode = CancellationMode.AUTOMATIC
    track_cancellations: bool = True
    department: str | None = None
    deadline_hours: int = Field(1, ge=1, le=24, examples=[2])
    sibling_mode: SiblingMode = SiblingMode.SAME_TIME
    daily_cap: int | None = Field(None, ge=1, le=20, examples=[3])


class RoutingPart(Part):
    """Notices that match all four go to ``department``; the first rule that matches counts (D5)."""

    department: str
    automated_messages: list[str] = Field([])
    visit_types: list[str] = Field([])
    providers: list[str] = Field([])
    locations: list[str] = Field([])

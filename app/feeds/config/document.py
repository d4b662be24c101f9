"""The shape of the set-up document, in product.md's names (contract: config export, config import)."""

from __future__ import annotations

import difflib
from datetime import date, time
from typing import Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.domain.answers import CancellationMode
from app.domain.appointments import Status
from app.domain.contacts import Channel, Purpose
from app.domain.languages import Language
from app.domain.merge_fields import faults_in
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, RuleType, Unit
from app.domain.wording.occasions import Occasion

Day = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
DAYS: tuple[Day, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PracticePart(_Part):
    """The practice itself (A2)."""

    name: str = Field(min_length=1, max_length=80, examples=["Willow Pediatrics"])
    short_name: str = Field(min_length=1, max_length=20, examples=["Willow Peds"])
    timezone: str = Field(examples=["America/New_York"])
    phone: str = Field("", examples=["+19375550142"])
    address: str = ""
    email: str = ""
    languages: list[Language] = Field([Language.ENGLISH, Language.SPANISH], min_length=1)
    fallback_language: Language = Language.ENGLISH
    text_limit: int = Field(160, ge=70, le=1600, examples=[160])
    keep_accents: bool = False
    opens_at: time = time(8)
    closes_at: time = time(17)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)


class LocationPart(_Part):
    """A place; what is empty is the practice's."""

    name: str = Field(min_length=1)
    timezone: str | None = None
    phone: str | None = None
    address: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return known_zone(value) if value else None


class DepartmentPart(_Part):
    """An inbox for notices."""

    name: str = Field(min_length=1)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", examples=["frontdesk@willow.example"])


class ProviderPart(_Part):
    """A provider: the name staff read, the one spoken, the one in Spanish."""

    name: str = Field(min_length=1)
    spoken_name: str = ""
    name_es: str = ""


class HolidayPart(_Part):
    """A closed day, of one location or of all."""

    day: date
    name: str = ""
    location: str | None = None


class DeliveryRulesPart(_Part):
    """The Global Settings (D1 to D7)."""

    window_from: time = time(8)
    window_to: time = time(20)
    days: list[Day] = Field(list(DAYS), min_length=1, examples=[["Mon", "Fri"]])
    cancellation_mode: CancellationMode = CancellationMode.AUTOMATIC
    track_cancellations: bool = True
    department: str | None = None
    deadline_hours: int = Field(1, ge=1, le=24, examples=[2])
    sibling_mode: SiblingMode = SiblingMode.SAME_TIME


class AutomatedMessagePart(_Part):
    """One rule (E1 to E3). Empty lists of types, providers and locations mean all."""

    name: str = Field(min_length=1)
    type: RuleType
    state: Literal["draft", "enabled", "disabled"] = "draft"
    anchor: Anchor
    amount: int = Field(0, ge=0, le=365)
    unit: Unit = Unit.DAYS
    purpose: Purpose = Purpose.REMINDERS
    statuses: list[Status] = Field(min_length=1)
    visit_types: list[str] = []
    providers: list[str] = []
    locations: list[str] = []
    last_useful_minutes: int | None = Field(None, ge=0)


class TemplatePart(_Part):
    """A practice's own text in place of a standard one (F1)."""

    message: Occasion
    channel: Channel
    language: Language
    variant: str = Field(min_length=1)
    subject: str = ""
    body: str = Field(min_length=1)

    @field_validator("subject", "body")
    @classmethod
    def _known_elements(cls, value: str) -> str:
        faults = faults_in(value)
        if faults:
            raise ValueError(" ".join(fault.words for fault in faults))
        return value


class ConfigDocument(_Part):
    """Everything a practice sets up. Lists are in a stable order, so two exports can be compared."""

    deskbell: Literal[1] = 1
    practice: PracticePart
    delivery_rules: DeliveryRulesPart
    locations: list[LocationPart] = []
    departments: list[DepartmentPart] = []
    providers: list[ProviderPart] = []
    holidays: list[HolidayPart] = []
    automated_messages: list[AutomatedMessagePart] = []
    templates: list[TemplatePart] = []


def known_zone(value: str) -> str:
    """The IANA name itself; raises ValueError with the nearest known one."""
    if value in available_timezones():
        return value
    near = difflib.get_close_matches(value, sorted(available_timezones()), 1)
    hint = f"did you mean {near[0]}?" if near else "use an IANA name such as America/New_York"
    raise ValueError(f"unknown time zone {value!r}; {hint}")

"""The shape of the set-up document, in product.md's names (contract: config export, config import)."""

from __future__ import annotations

import difflib
from datetime import date, time
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
    model_validator,
)

from app.domain.answers import CancellationMode
from app.domain.appointments import Status
from app.domain.contacts import Channel, Purpose
from app.domain.languages import Language
from app.domain.merge_fields import faults_in
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import OWN_VARIANTS
from app.feeds.addresses import read_phone

Day = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
DAYS: tuple[Day, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def known_zone(value: str) -> str:
    """The IANA name itself; raises ValueError with the nearest known one."""
    if value in available_timezones():
        return value
    near = difflib.get_close_matches(value, sorted(available_timezones()), 1)
    hint = f"did you mean {near[0]}?" if near else "use an IANA name such as America/New_York"
    raise ValueError(f"unknown time zone {value!r}; {hint}")


def _phone(typed: str) -> str:
    read = read_phone(typed) if typed else None
    if read and read.problem:
        raise ValueError(read.problem)
    return read.value if read else ""


ClockTime = Annotated[time, PlainSerializer(lambda clock: clock.isoformat("minutes"))]
Zone = Annotated[str, AfterValidator(known_zone)]
Phone = Annotated[str, AfterValidator(_phone)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PracticePart(_Part):
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

    @model_validator(mode="after")
    def _speaks_its_fallback(self) -> PracticePart:
        if self.fallback_language not in self.languages:
            raise ValueError(f"fallback_language {self.fallback_language} is not among the languages")
        return self


class LocationPart(_Part):
    """A place; what is empty is the practice's."""

    name: str = Field(min_length=1)
    timezone: Zone | None = Field(None, examples=["America/Chicago"])
    phone: Phone | None = Field(None, examples=["+19375550143"])
    address: str | None = None


class DepartmentPart(_Part):
    """An inbox for notices; without an address its notices are on the page only."""

    name: str = Field(min_length=1)
    email: str = Field("", pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$", examples=["frontdesk@willow.example"])


class ProviderPart(_Part):
    """A provider: the name staff read, the one spoken, the one in Spanish."""

    name: str = Field(min_length=1)
    spoken_name: str = ""
    name_es: str = ""


class HolidayPart(_Part):
    """A closed day, of one location or of all."""

    day: date = Field(examples=["2026-12-25"])
    name: str = ""
    location: str | None = None


class DeliveryRulesPart(_Part):
    """The Global Settings (D1 to D7)."""

    window_from: ClockTime = Field(time(8), examples=["08:00"])
    window_to: ClockTime = Field(time(20), examples=["20:00"])
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

    @model_validator(mode="after")
    def _possible(self) -> AutomatedMessagePart:
        Rule(0, self.type, Timing(self.anchor, self.amount, self.unit), frozenset(self.statuses), None)
        return self


class TemplatePart(_Part):
    """A practice's own text in place of a standard one (F1).

    A text message has a ``body`` for each variant; an email a ``subject`` and, as its ``body``, the
    sentence that opens it.
    """

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

    @model_validator(mode="after")
    def _known_variant(self) -> TemplatePart:
        variants = OWN_VARIANTS.get(self.channel)
        if variants is None:
            channels = ", ".join(OWN_VARIANTS)
            raise ValueError(f"own words are possible for these channels: {channels}; not {self.channel}")
        if self.variant not in variants:
            raise ValueError(f"{self.variant!r} is no variant of {self.channel}: {', '.join(variants)}")
        return self


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

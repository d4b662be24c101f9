"""The kinds of value the set-up document is made of."""

from __future__ import annotations

import difflib
from datetime import time
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from app.feeds.addresses import read_phone

Day = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
DAYS: tuple[Day, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORKING_DAYS: tuple[Day, ...] = DAYS[:5]


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
Email = Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")]


class Part(BaseModel):
    """A piece of the document: a name it does not know is refused, and no value stands in an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class HoursPart(Part):
    """Delivery times of one's own in place of the practice's (D1)."""

    window_from: ClockTime = Field(examples=["08:00"])
    window_to: ClockTime = Field(examples=["20:00"])
    days: list[Day] = Field(list(DAYS), min_length=1, examples=[["Mon", "Fri"]])

    @model_validator(mode="after")
    def _opens(self) -> HoursPart:
        if self.window_from > self.window_to:
            raise ValueError("window_from is later than window_to. For example from 08:00 to 20:00.")
        return self

"""How a practice sends over each channel, in the set-up document (G4).

Whether a channel is live and what its last check found are not part of it: nobody goes live by a file (L5).
"""

from __future__ import annotations

from datetime import time

from pydantic import Field, field_validator, model_validator

from app.domain.channel_form import LEAST_MINUTES, MOST_MINUTES, MOST_RESENDS, NAMED, REPEATED
from app.domain.preferences import Channel
from app.feeds.addresses import read_email, read_phone
from app.feeds.config.values import ClockTime, Email, Part

_NUMBERED = (Channel.TEXT, Channel.VOICE)


class ChannelPart(Part):
    """One channel. ``sender`` is a number for texts and calls, an address for emails and faxes, and the
    words in the corner of a letter; a letter knows no further tries.
    """

    name: Channel
    sender: str = Field("", max_length=200, examples=["+19375550142"])
    sender_name: str = Field("", max_length=80)
    reply_to: Email = Field("", examples=["frontdesk@willow.example"])
    resends: int = Field(2, ge=0, le=MOST_RESENDS, examples=[2])
    resend_minutes: int = Field(15, ge=LEAST_MINUTES, le=MOST_MINUTES, examples=[15])
    stop_at: ClockTime | None = Field(None, examples=["19:30"])
    restart_unfinished: bool = True

    @field_validator("stop_at")
    @classmethod
    def _leaves_time(cls, value: time | None) -> time | None:
        if value == time(0):
            raise ValueError("at midnight nothing could ever go out")
        return value

    @model_validator(mode="before")
    @classmethod
    def _one_way_of_writing(cls, given: object) -> object:
        """Numbers as E.164, addresses in small letters, however they were written."""
        if not isinstance(given, dict) or not isinstance(given.get("sender"), str) or not given["sender"]:
            return given
        if given.get("name") in _NUMBERED:
            read = read_phone(given["sender"])
        elif given.get("name") in NAMED:
            read = read_email(given["sender"])
        else:
            return given
        if read.problem:
            raise ValueError(read.problem)
        return {**given, "sender": read.value}

    @model_validator(mode="after")
    def _only_what_it_has(self) -> ChannelPart:
        if self.reply_to and self.name is not Channel.EMAIL:
            raise ValueError("reply_to belongs to email, and only to it")
        if self.sender_name and self.name not in NAMED:
            raise ValueError("sender_name belongs to email and fax, and only to them")
        if self.name not in REPEATED and (self.stop_at or (self.resends, self.resend_minutes) != (2, 15)):
            raise ValueError("a letter has a sender only")
        return self

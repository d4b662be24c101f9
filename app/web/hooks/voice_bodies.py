"""What Vonage sends about phone calls, read as leniently as the rest."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.web.hooks.bodies import Name

# The names of Vonage's list; what is no such name may be anything.
_LISTED = re.compile(r"[a-z_-]{1,40}", re.ASCII)


class _CallBody(BaseModel):
    """``uuid`` is Vonage's name of the call; one kind of event calls it ``call_uuid``."""

    model_config = ConfigDict(extra="ignore")

    uuid: Name = Field(min_length=1)
    timestamp: Name = ""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("uuid"):
            return {**data, "uuid": data.get("call_uuid")}
        return data


class CallEvent(_CallBody):
    """What became of a call. ``sub_state`` says whether an answering machine's beep was heard."""

    status: Name = Field(min_length=1)
    detail: Name = ""
    sip_code: Name = ""
    sub_state: Name = ""

    @property
    def code(self) -> int | None:
        """The code of the telephone network, if it is one."""
        told = self.sip_code
        return int(told) if told.isascii() and told.isdigit() and len(told) < 4 else None

    @property
    def said_code(self) -> str:
        """What the vendor's documentation lists it under, e.g. "486" or "480 unavailable"."""
        named = self.detail if _LISTED.fullmatch(self.detail) else ""
        return f"{self.code or ''} {named}".strip()


class KeysBody(_CallBody):
    """The keys that were pressed; none when the time for it ran out."""

    digits: Name = ""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, data: Any) -> Any:
        """Digits stand inside ``dtmf``, or were ``dtmf`` itself in the first version of the webhook."""
        if not isinstance(data, dict):
            return data
        told = data.get("dtmf")
        return {**data, "digits": told.get("digits") if isinstance(told, dict) else told}


class CalledNumber(BaseModel):
    """Somebody calls a number of ours."""

    model_config = ConfigDict(extra="ignore")

    to: Name = Field(min_length=1)

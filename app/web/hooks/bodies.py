"""What vendors send, read leniently: more fields than described, fewer, numbers as text and text as numbers.

Only what we use is named. A field that is missing or null is empty.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_LONGEST_NAME = 200
_ANSWER_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)


def _plain(value: Any) -> str:
    """Text of whatever came; no database text can hold a null character, or half of an emoji.

    A long text is cut between two halves of one somewhere on its way, and must not be lost for that.
    """
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Words = Annotated[str, BeforeValidator(_plain)]
Name = Annotated[str, BeforeValidator(lambda value: _plain(value)[:_LONGEST_NAME])]


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class TextError(_Body):
    """Why a text failed. The code stands in ``title``, at the end of ``type``, or (long ago) in ``code``."""

    type: Words = ""
    title: Words = ""
    code: Words = ""

    @property
    def number(self) -> int | None:
        """The code, or None where none of the three is one."""
        told = (self.code, self.title, self.type.rpartition("#")[2])
        return next((int(each) for each in told if each.isascii() and each.isdigit() and len(each) < 6), None)


class TextStatus(_Body):
    """What became of a text."""

    message_uuid: Name = Field(min_length=1)
    status: Name = ""
    timestamp: Name = ""
    client_ref: Name = ""
    error: TextError = TextError()

    @model_validator(mode="before")
    @classmethod
    def _without_empty_error(cls, data: Any) -> Any:
        if isinstance(data, dict) and not isinstance(data.get("error"), dict):
            return {name: value for name, value in data.items() if name != "error"}
        return data


class InboundText(_Body):
    """A text, or a picture with words, that somebody sent to one of our numbers."""

    message_uuid: Name = Field(min_length=1)
    to: Name = ""
    sender: Name = Field("", alias="from")
    timestamp: Name = ""
    channel: Name = ""
    message_type: Name = ""
    text: Words = ""
    caption: Words = ""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, data: Any) -> Any:
        """The first version of the webhook nested numbers and words; pictures still carry theirs inside."""
        if not isinstance(data, dict):
            return data
        flat = dict(data)
        for side in ("to", "from"):
            if isinstance(data.get(side), dict):
                flat["channel"] = data[side].get("type")
                flat[side] = data[side].get("number")
        content = _part(_part(data, "message"), "content")
        if content:
            flat |= {"message_type": content.get("type"), "text": content.get("text")}
        held = _part(flat, str(flat.get("message_type"))) or _part(content, str(content.get("type")))
        return flat | {"caption": held.get("caption")}

    @property
    def is_text(self) -> bool:
        """Is it a text message, and not one of WhatsApp or the like?"""
        return self.channel in {"sms", "mms"}

    @property
    def said(self) -> str:
        """The words, with a note of what came beside them that we do not keep."""
        words = (self.text or self.caption).strip()
        if self.message_type in {"text", ""}:
            return words
        came = _CAME.get(self.message_type, "something that is no text")
        return f"{words} [{came}]".strip()


_CAME = {
    "image": "a picture came, we do not keep it",
    "video": "a video came, we do not keep it",
    "audio": "a sound came, we do not keep it",
    "vcard": "a contact card came, we do not keep it",
    "file": "a file came, we do not keep it",
}


class MailEventBody(_Body):
    """One event about a mail. ``deskbell_ref`` is our own mark, which SendGrid carries."""

    event: Name = ""
    timestamp: Name = ""
    sg_event_id: Name = ""
    sg_message_id: Name = ""
    type: Name = ""
    status: Name = ""
    reason: Words = ""
    response: Words = ""
    bounce_classification: Words = ""
    deskbell_ref: Name = ""

    @property
    def code(self) -> str:
        """The code of the mail server's answer (RFC 3463), e.g. "5.1.1"; its words may name the person."""
        return self.status if _ANSWER_CODE.fullmatch(self.status) else ""


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    inside = data.get(name)
    return inside if isinstance(inside, dict) else {}


def read_json(body: bytes) -> Any:
    """The document; some of Vonage's begin with a byte order mark. Raises ValueError for none."""
    return json.loads(body.decode("utf-8-sig"))


def moment(told: str, now: datetime) -> datetime:
    """When something happened (UTC): seconds since 1970 or ISO 8601. ``now`` where it says nothing usable.

    Never later than ``now``: what was reported has happened.
    """
    try:
        at = datetime.fromtimestamp(float(told), UTC) if _is_number(told) else datetime.fromisoformat(told)
    except (ValueError, OverflowError, OSError):
        return now
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), now)


def _is_number(told: str) -> bool:
    return told.replace(".", "", 1).isdecimal()

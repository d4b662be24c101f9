"""What the vendors' requests look like, as their public descriptions have it."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

_NUMBER = {"type": "string", "pattern": r"^[1-9]\d{6,14}$"}
_URL = {"type": "string", "pattern": r"^https?://[^\s]+$", "maxLength": 2000}
_URLS = {"type": "array", "items": _URL, "minItems": 1, "maxItems": 1}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
    }


MESSAGE = _object(
    {
        "channel": {"const": "sms"},
        "message_type": {"const": "text"},
        "to": _NUMBER,
        "from": {"type": "string", "minLength": 1, "maxLength": 15},
        "text": {"type": "string", "minLength": 1, "maxLength": 3200},
    },
    {
        "client_ref": {"type": "string", "maxLength": 100},
        "ttl": {"type": "integer", "minimum": 20, "maximum": 604_800},
        "webhook_url": _URL,
        "webhook_version": {"enum": ["v1", "v0.1"]},
    },
)

_PHONE = _object({"type": {"const": "phone"}, "number": _NUMBER})
_LANGUAGE = {"enum": ["en-US", "es-US"]}
_BARGE_IN = {"type": "boolean"}
NCCO = {
    "type": "array",
    "minItems": 1,
    "items": {
        "oneOf": [
            _object(
                {
                    "action": {"const": "talk"},
                    "text": {"type": "string", "minLength": 1, "maxLength": 1500},
                    "language": _LANGUAGE,
                },
                {"bargeIn": _BARGE_IN},
            ),
            _object({"action": {"const": "stream"}, "streamUrl": _URLS}, {"bargeIn": _BARGE_IN}),
            _object(
                {
                    "action": {"const": "input"},
                    "type": {"const": ["dtmf"]},
                    "dtmf": _object(
                        {
                            "maxDigits": {"type": "integer", "minimum": 1, "maximum": 20},
                            "timeOut": {"type": "integer", "minimum": 0, "maximum": 10},
                        }
                    ),
                    "eventUrl": _URLS,
                    "eventMethod": {"enum": ["POST", "GET"]},
                }
            ),
            _object(
                {
                    "action": {"const": "connect"},
                    "endpoint": {"type": "array", "items": _PHONE, "minItems": 1, "maxItems": 1},
                    "randomFromNumber": {"const": True},
                }
            ),
        ]
    },
}
CALL = _object(
    {
        "to": {"type": "array", "items": _PHONE, "minItems": 1, "maxItems": 1},
        "from": _PHONE,
        "ncco": NCCO,
        "event_url": _URLS,
        "event_method": {"enum": ["POST", "GET"]},
    },
    {
        "ringing_timer": {"type": "integer", "minimum": 1, "maximum": 120},
        "length_timer": {"type": "integer", "minimum": 1, "maximum": 7200},
        "machine_detection": {"enum": ["continue", "hangup"]},
        "advanced_machine_detection": _object(
            {
                "behavior": {"enum": ["continue", "hangup"]},
                "mode": {"enum": ["default", "detect", "detect_beep"]},
                "beep_timeout": {"type": "integer", "minimum": 45, "maximum": 120},
            }
        ),
    },
)

_MAILBOX = _object(
    {"email": {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$"}}, {"name": {"type": "string"}}
)
_WORDS = {"type": "string", "minLength": 1}
MAIL = _object(
    {
        "from": _MAILBOX,
        "subject": _WORDS,
        "personalizations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": _object({"to": {"type": "array", "items": _MAILBOX, "minItems": 1, "maxItems": 1}}),
        },
        "content": {
            "type": "array",
            "minItems": 1,
            "items": _object({"type": {"enum": ["text/plain", "text/html"]}, "value": _WORDS}),
        },
        "custom_args": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 10_000}},
        "tracking_settings": {"type": "object"},
    },
    {
        "reply_to": _MAILBOX,
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "attachments": {
            "type": "array",
            "items": _object(
                {
                    "content": _WORDS,
                    "type": _WORDS,
                    "filename": _WORDS,
                    "disposition": {"enum": ["inline", "attachment"]},
                }
            ),
        },
    },
)

_VALIDATORS = {
    "messages": Draft202012Validator(MESSAGE),
    "calls": Draft202012Validator(CALL),
    "mails": Draft202012Validator(MAIL),
}


def misfits(api: str, body: Any) -> list[str]:
    """The parts of a request that the vendor would refuse, by name, e.g. ``to`` or ``ncco.0``."""
    return sorted(
        ".".join(str(step) for step in fault.absolute_path) or fault.message
        for fault in _VALIDATORS[api].iter_errors(body)
    )

"""What we send, held against the vendors' own descriptions where the specification is beside this checkout.

The description of the Messages API there is of version 0.1, and texts are sent in version 1: the same parts
in a flat document. The test puts them where 0.1 has them. Everywhere else tests/vendor/schemas.py decides.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft4Validator
from jsonschema.validators import extend

from app.domain.call_turns import CallTurn, Spoken
from app.domain.languages import Language
from app.providers.wire import Wire
from tests.providers.conftest import NOW, call_to, text_to, text_way, vendor, voice_way, wire
from tests.vendor import Loopback
from tests.vendor.schemas import misfits

__all__ = ["vendor", "wire"]

DESCRIPTIONS = Path(__file__).parents[3] / "shared" / "samples" / "vonage"
KEYS = "https://visits.example.org/hooks/vonage/voice/input?call=signed"
RECORDING = "https://visits.example.org/recordings/a"
OPENINGS = [
    CallTurn((Spoken("Hello", Language.ENGLISH),), keys_url=KEYS),
    CallTurn((Spoken("Hola", Language.SPANISH),), voicemail=(Spoken("Llame", Language.SPANISH),)),
    CallTurn(
        (Spoken("", Language.ENGLISH, "https://visits.example.org/recordings/a"),), connect_to="+15550100005"
    ),
]

# In the description the kinds of endpoint are told apart by examples only, so a phone is also a SIP endpoint.
_Overlapping = extend(Draft4Validator, {"oneOf": Draft4Validator.VALIDATORS["anyOf"]})


def _described(file: str, schema: str, body: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Hold ``body`` against a schema of the vendor's description, if that is here."""
    if not DESCRIPTIONS.is_dir():
        with capsys.disabled():
            print(f"\nnote: no specification beside this checkout, nothing held against {file}")  # noqa: T201
        return
    # As the vendor wrote it: a time format that no validator knows is not what is asked here.
    document = yaml.safe_load((DESCRIPTIONS / file).read_text(encoding="utf-8"))
    asked = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    _Overlapping(asked).validate(body)


def _as_in_0_1(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "to": {"type": body["channel"], "number": body["to"]},
        "from": {"type": body["channel"], "number": body["from"]},
        "message": {"content": {"type": body["message_type"], "text": body["text"]}},
        "client_ref": body["client_ref"],
    }


@pytest.mark.parametrize("words", ["See you Monday", "¿Viene Leo? 🙂"])
def test_a_text_is_what_vonage_describes(
    vendor: Loopback, wire: Wire, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    text_way(vendor, wire).send(text_to(reference="m123456789012-3", body=words), NOW).result(5)
    (taken,) = vendor.taken
    assert misfits("messages", taken.body) == []
    _described("messages.openapi.yml", "Sms", _as_in_0_1(taken.body), capsys)


@pytest.mark.parametrize("opening", OPENINGS, ids=["keys", "voicemail", "put through"])
def test_a_call_is_what_vonage_describes(
    vendor: Loopback, wire: Wire, capsys: pytest.CaptureFixture[str], opening: CallTurn
) -> None:
    voice_way(vendor, wire).send(call_to(call=opening), NOW).result(5)
    (taken,) = vendor.taken
    assert misfits("calls", taken.body) == []
    _described("voice.openapi.yml", "CreateCallRequestNcco", taken.body, capsys)
    _described("voice.openapi.yml", "EndpointPhoneTo", taken.body["to"][0], capsys)


@pytest.mark.parametrize(
    ("api", "body", "part"),
    [
        (
            "messages",
            {"channel": "sms", "message_type": "text", "to": "+15550100", "from": "W", "text": "x"},
            "to",
        ),
        ("calls", {"to": [], "from": {}, "ncco": [], "event_url": [], "event_method": "POST"}, "ncco"),
        ("mails", {"from": {"email": "nobody"}}, "from.email"),
    ],
)
def test_what_no_vendor_would_take_is_found_here_too(api: str, body: dict[str, Any], part: str) -> None:
    """Without the specification these schemas decide, so they must be able to say no."""
    assert part in misfits(api, body)

"""Every body about phone calls in the specification, where that folder stands beside this checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.call_reports import call_report
from app.domain.failures import Failure
from app.domain.outcomes import ReceiptKind
from app.domain.vendor_reports import ReceiptNote, Report
from app.web.hooks.bodies import read_json
from app.web.hooks.voice_bodies import CallEvent, KeysBody

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "vonage"
EVENTS = {
    "voice-answered.json": Report(ReceiptKind.SENT),
    "voice-completed.json": Report(ReceiptKind.DELIVERED),
    "voice-humanmachine.json": Report(
        ReceiptKind.DELIVERED, ReceiptNote.LEFT_MESSAGE, ReceiptNote.LEFT_MESSAGE
    ),
    "voice-failed.json": Report(ReceiptKind.FAILED, Failure.CARRIER_REFUSED),
    "voice-unanswered.json": Report(ReceiptKind.FAILED, Failure.CARRIER_REFUSED),
}


def sample(name: str, capsys: pytest.CaptureFixture[str]) -> bytes | None:
    if SAMPLES.is_dir():
        return (SAMPLES / name).read_bytes()
    with capsys.disabled():
        print(f"\nnote: no specification beside this checkout, {name} was not read")  # noqa: T201
    return None


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_is_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    body = sample(name, capsys)
    if body is None:
        return
    told = CallEvent.model_validate(read_json(body))
    assert told.uuid == "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
    assert call_report(told.status, told.code, told.detail) == EVENTS[name]


def test_pressed_keys_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    body = sample("voice-multiinputdtmf.json", capsys)
    if body is not None:
        assert KeysBody.model_validate(read_json(body)).digits == "42"


def test_no_voice_sample_is_left_out() -> None:
    found = {each.name for each in SAMPLES.glob("voice-*.json")}
    assert found <= {*EVENTS, "voice-multiinputdtmf.json"}

"""The vendor in a process of its own, as the measurements use it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.links import ReferenceSigner
from app.providers.port import Accepted
from app.providers.vendors import vendors
from app.settings import Settings
from tests.providers.conftest import NOW, mail_to, text_to

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What it says of itself once it listens."""
    file = tmp_path / "vendor.json"
    command = [sys.executable, "-m", "tests.vendor", "--port-file", str(file)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        yield json.loads(file.read_text())
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


def _asked(url: str, method: str = "GET") -> dict[str, Any]:
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
        return dict(json.loads(answer.read()))


def test_it_counts_what_comes_and_ends_with_its_parent(told: dict[str, Any]) -> None:
    settings = Settings(_env_file=None, **told["settings"])
    ways = vendors(settings, ReferenceSigner(settings.secret_keys).sign, lambda _: b"")
    sent = [ways["text"].send(text_to(reference=f"m{number}"), NOW) for number in (1, 2, 2)]
    sent.append(ways["email"].send(mail_to(reference="m3"), NOW))
    assert {type(each.result(10)) for each in sent} == {Accepted}
    assert _asked(told["control"]) == {"requests": 4, "taken": 4, "most": 2, "references": 3}
    _asked(told["control"] + "/latency?ms=1", "POST")
    _asked(told["control"] + "/forget", "POST")
    assert _asked(told["control"]) == {"requests": 0, "taken": 0, "most": 0, "references": 0}

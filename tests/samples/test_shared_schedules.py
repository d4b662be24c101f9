"""The schedule samples of the specification, where that folder stands beside this checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders.schedule import DATA

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "csv"


@pytest.mark.parametrize("name", ["willow-week.csv", "willow-bad-rows.csv"])
def test_the_files_tested_here_are_those_of_the_specification(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every other test reads the copy in tests/data; this one says when the two drift apart."""
    ours = (DATA / name).read_bytes()
    assert ours, "the copy in tests/data is what every other test reads"
    if not SAMPLES.is_dir():
        with capsys.disabled():
            print(f"\nnote: no specification beside this checkout, {name} was not compared with it")  # noqa: T201
        return
    assert ours == (SAMPLES / name).read_bytes()

"""Texts that overtake each other on their way: the last one written counts (I1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.actions.receive_text import receive_text
from app.work import work_everywhere
from tests.builders.clinic import NOW
from tests.builders.texting import Texting, make_texting


def brought(family: Texting, words: str, minutes_ago: int) -> None:
    """The phone company brings a text that was written so long ago."""
    with work_everywhere() as session:
        receive_text(
            session, NOW, family.practice_id, family.numbers["Ana"], words, f"vi:{words}-{minutes_ago}",
            NOW - timedelta(minutes=minutes_ago), family.app.extensions["deskbell.signer"],
        )  # fmt: skip


def stopped(family: Texting) -> list[str]:
    address = family.address()
    assert address is not None
    return address.stopped


@pytest.mark.parametrize("stop", ["STOP", "CANCEL"])
def test_a_start_that_comes_late_does_not_undo_the_stop_written_after_it(app: Flask, stop: str) -> None:
    family = make_texting(app, "Mia")
    brought(family, stop, 1)
    brought(family, "START", 5)
    assert stopped(family) == ["text"]
    assert len(family.answers()) == 1
    brought(family, "START", 0)
    assert stopped(family) == []


def test_a_stop_that_comes_late_stops_all_the_same(app: Flask) -> None:
    family = make_texting(app, "Mia")
    brought(family, "START", 1)
    brought(family, "STOP", 5)
    assert stopped(family) == ["text"]

"""A family writes or presses a key while staff change the same people: each waits, and nobody for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Address, AppointmentRow, Contact
from app.work import work
from tests.builders.phone_call import make_phone_call
from tests.builders.texting import make_texting


def texts_yes(app: Flask) -> tuple[int, Callable[[], object]]:
    family = make_texting(app)
    return family.practice_id, lambda: family.text("yes")


def texts_stop(app: Flask) -> tuple[int, Callable[[], object]]:
    family = make_texting(app)
    return family.practice_id, lambda: family.text("stop")


def presses_confirm(app: Flask) -> tuple[int, Callable[[], object]]:
    call = make_phone_call(app)
    return call.family.practice_id, lambda: call.press("1")


def presses_stop_calls(app: Flask) -> tuple[int, Callable[[], object]]:
    call = make_phone_call(app)
    return call.family.practice_id, lambda: call.press("9")


@pytest.mark.parametrize("written", [Contact, Address])
@pytest.mark.parametrize("said", [texts_yes, texts_stop, presses_confirm, presses_stop_calls])
def test_what_a_family_says_waits_at_its_visits_first(
    app: Flask, said: Callable[[Flask], tuple[int, Callable[[], object]]], written: type
) -> None:
    practice_id, say = said(app)

    def family() -> object:
        with app.app_context():
            return say()

    with ThreadPoolExecutor(1) as threads:
        # As staff who correct a contact: the visits first, the people then.
        with work(practice_id) as session:
            session.scalars(select(AppointmentRow).order_by(AppointmentRow.id).with_for_update()).all()
            waiting = threads.submit(family)
            sleep(0.3)
            session.scalars(select(written).order_by(written.id).with_for_update()).all()
        assert waiting.result(timeout=10)

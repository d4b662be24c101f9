"""Texts leave over HTTP, and their reports come back over HTTP: late, twice, in another order, forged."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from app import clock
from app.actions.deliver_messages import deliver_messages
from app.extensions import db
from app.factory import create_app
from app.models import Message, MessageEvent
from app.settings import Settings
from app.work import work_everywhere
from tests.builders.clinic import NOW
from tests.builders.live_practice import backlog, live_clinic, texts_by
from tests.vendor import Loopback, course, post, report

TEXTS = 6


@pytest.fixture
def live(app: Flask, vendor: Loopback) -> Iterator[Flask]:
    """An installation with the keys of the vendor on this machine."""
    keys = {"secret_keys": ("a secret that nobody else knows",)}
    settings = Settings(_env_file=None, instance_dir=app.instance_path, **(vendor.settings | keys))
    installation = create_app(settings, app.config["SQLALCHEMY_DATABASE_URI"])
    with installation.app_context():
        yield installation
        db.engine.dispose()


@pytest.fixture
def address(live: Flask) -> Iterator[str]:
    """Where it listens."""
    server = make_server("127.0.0.1", 0, live)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def texts(live: Flask, vendor: Loopback) -> list[int]:
    """Texts that the vendor took."""
    numbers = backlog(live_clinic(), TEXTS)
    with texts_by(vendor) as (exits, _):
        deliver_messages(NOW, exits, live.extensions["deskbell.signer"])
    return numbers


def _statuses() -> Counter[str]:
    with work_everywhere() as session:
        return Counter(session.scalars(select(Message.status)))


def _heard(message_id: int) -> list[str]:
    """What the vendor is known to have reported about a message."""
    with work_everywhere() as session:
        events = select(MessageEvent.provider_event_id).where(
            MessageEvent.message_id == message_id, MessageEvent.provider_event_id.is_not(None)
        )
        return sorted(str(event) for event in session.scalars(events))


def test_a_text_carries_what_brings_its_report_back(vendor: Loopback, texts: list[int]) -> None:
    assert vendor.counts == Counter({f"m{number}": 1 for number in texts})
    assert _statuses() == Counter(sent=TEXTS)


@pytest.mark.parametrize("order", range(3))
def test_reports_twice_and_in_any_order_end_alike(
    vendor: Loopback, texts: list[int], address: str, order: int
) -> None:
    now = clock.now()
    reports = [each for taken in vendor.taken for each in course(taken, now)] * 2
    Random(order).shuffle(reports)
    assert set(post(address, reports)) <= {200, 204}
    assert _statuses() == Counter(delivered=TEXTS)
    assert [len(_heard(number)) for number in texts] == [2] * TEXTS


def test_forged_reports_change_nothing(vendor: Loopback, texts: list[int], address: str) -> None:
    told = report(vendor.taken[0], "delivered", clock.now())
    assert post(address, [told.tampered(), told.unsigned()]) == [401, 503]
    assert _statuses() == Counter(sent=TEXTS)
    assert post(address, [told])[0] in (200, 204)
    assert _statuses() == Counter(sent=TEXTS - 1, delivered=1)

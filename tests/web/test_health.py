"""What machines ask: alive, ready, figures. Nothing of a person in any answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.factory import create_app
from app.models import Heartbeat, ProviderGate
from app.queue import nudge
from app.settings import Settings
from app.work import work_everywhere
from tests.builders.clinic import make_clinic


def beat(role: str, seconds_ago: int = 1) -> None:
    with work_everywhere() as session:
        session.merge(Heartbeat(role=role, at=clock.now() - timedelta(seconds=seconds_ago)))


@pytest.fixture
def nobody_listens(settings: Settings) -> FlaskClient:
    """A browser for a product whose database does not answer."""
    return create_app(settings, "postgresql+psycopg://nobody@127.0.0.1:9/none").test_client()


def test_alive_without_any_database(nobody_listens: FlaskClient) -> None:
    answer = nobody_listens.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"alive": True})


def test_a_silent_database_is_named(nobody_listens: FlaskClient) -> None:
    answer = nobody_listens.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ready": False, "troubles": ["database"]})
    assert nobody_listens.get("/metrics").status_code == 503


def test_ready_when_clock_and_worker_were_seen(client: FlaskClient) -> None:
    beat("clock")
    beat("worker")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["ready"]
    assert 0 <= answer.json["clock_last_tick_seconds"] < 30
    assert answer.json["queue"] == {"depth": 0, "oldest_seconds": None}
    assert answer.json["providers"]["text"] == "sandbox"


def test_a_provider_that_does_not_work_is_told_and_takes_nobody_off_the_air(
    app: Flask, client: FlaskClient
) -> None:
    beat("clock")
    beat("worker")
    now = clock.now()
    shut = ProviderGate(
        provider="sandbox", filled_at=now, failures=6, reason="vendor_down",
        opened_at=now - timedelta(minutes=4), open_until=now + timedelta(minutes=1),
    )  # fmt: skip
    with work_everywhere() as session:
        session.add(shut)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    (outage,) = answer.json["outages"]
    assert (outage["provider"], outage["reason"]) == ("sandbox", "The provider had trouble.")
    assert "text" in outage["channels"]
    assert 'deskbell_provider_waiting{provider="sandbox"} 0.0' in client.get("/metrics").text


def test_a_clock_that_stopped_is_named_and_nothing_else(client: FlaskClient) -> None:
    beat("clock", seconds_ago=61)
    beat("worker")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["troubles"]) == (503, ["clock"])


def test_before_anything_was_started_clock_and_worker_are_named(client: FlaskClient) -> None:
    assert client.get("/readyz").json["troubles"] == ["clock", "worker"]


def test_a_job_that_waits_too_long_is_named(client: FlaskClient) -> None:
    beat("clock")
    beat("worker")
    with work_everywhere() as session:
        nudge(session, "plan")
        session.connection().exec_driver_sql(
            "update procrastinate_events set at = now() - interval '6 minutes'"
        )
    answer = client.get("/readyz")
    assert answer.json["troubles"] == ["queue"]
    assert answer.json["queue"]["depth"] == 1
    assert answer.json["queue"]["oldest_seconds"] > 300


def test_figures_count_what_is_open(app: Flask, client: FlaskClient) -> None:
    now = clock.now()
    beat("clock", seconds_ago=5)
    with work_everywhere() as session:
        clinic = make_clinic(session)
        rule, ana = clinic.rule(), clinic.parent("Ana Ramos", clinic.child())
        for status, due in (("queued", -60), ("queued", 60), ("unknown", -60), ("sent", -60)):
            clinic.message(
                rule, ana, status=status, due_at=now + timedelta(seconds=due), address="+19375550100"
            )
    client.get("/healthz")
    answer = client.get("/metrics")
    figures = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    assert answer.mimetype == "text/plain"
    assert float(figures['deskbell_messages{status="due"}']) == 1
    assert float(figures['deskbell_messages{status="unknown"}']) == 1
    assert 59 <= float(figures["deskbell_due_oldest_seconds"]) < 90
    assert 5 <= float(figures["deskbell_clock_age_seconds"]) < 35
    assert "deskbell_worker_age_seconds" not in figures
    assert float(figures['deskbell_request_seconds_count{route="/healthz",status="2xx"}']) >= 1
    assert "+1937" not in answer.text
    assert "Ramos" not in answer.text


def test_an_address_that_does_not_exist_is_counted_without_its_path(client: FlaskClient) -> None:
    client.get("/no/such/ana.ramos@willow.example")
    figures = client.get("/metrics").text
    assert 'route="unknown",status="4xx"' in figures
    assert "ana.ramos" not in figures

"""Health for machines: alive, ready, and figures for Prometheus. No person's data in any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from secrets import token_hex
from time import monotonic
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app import clock
from app.domain.preferences import Channel
from app.providers.port import Exits
from app.queries.health import DATABASE_TROUBLE, Health, read_health
from app.queries.outages import Outage, outages
from app.work import work_everywhere

blueprint = Blueprint("health", __name__)
log = structlog.get_logger(__name__)
REGISTRY = CollectorRegistry()
SECONDS = Histogram(
    "deskbell_request_seconds",
    "Time to answer a request, by route pattern and class of status.",
    ["route", "status"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10),
)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive: this process answers. Asks nobody else."""
    return jsonify(alive=True)


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Ready: database, clock and worker answer and the queue moves; 503 names what does not."""
    now = clock.now()
    try:
        with work_everywhere() as session:
            health, shut = read_health(session, now), outages(session, now, _exits())
    except DATABASE_TROUBLE:
        return jsonify(ready=False, troubles=["database"]), 503
    body = {
        "ready": not health.troubles,
        "troubles": list(health.troubles),
        "clock_last_tick_seconds": _seconds(health.clock_age),
        "worker_last_seen_seconds": _seconds(health.worker_age),
        "queue": {"depth": health.queue_depth, "oldest_seconds": _seconds(health.queue_oldest)},
        "messages": {"due": health.due, "sending": health.sending, "unknown": health.unknown},
        "providers": _ways_out(),
        # A vendor in trouble is no reason to send nobody here: parents' pages work.
        "outages": [_outage(each) for each in shut],
    }
    return jsonify(body), 503 if health.troubles else 200


def _exits() -> Exits:
    exits: Exits = current_app.extensions["deskbell.exits"]
    return exits


def _ways_out() -> dict[str, str]:
    return {channel.value: _exits().way(channel, live=True).name for channel in Channel}


def _outage(outage: Outage) -> dict[str, Any]:
    return {
        "provider": outage.provider,
        "channels": [channel.value for channel in outage.channels],
        "reason": outage.reason,
        "since": outage.since.isoformat(),
        "next_try_at": outage.next_try_at.isoformat(),
        "waiting": outage.waiting,
    }


@blueprint.get("/metrics")
def metrics() -> tuple[Response, int]:
    """Prometheus text. Keep it behind the proxy: docs/operations.md."""
    registry, now = CollectorRegistry(), clock.now()
    try:
        with work_everywhere() as session:
            registry.register(_Figures(read_health(session, now), outages(session, now, _exits())))
    except DATABASE_TROUBLE:
        return Response("# The database does not answer.\n", mimetype="text/plain"), 503
    return Response(generate_latest(REGISTRY) + generate_latest(registry), mimetype="text/plain"), 200


class _Figures(Collector):
    """One reading of the health query as gauges."""

    def __init__(self, health: Health, shut: Sequence[Outage]) -> None:
        self._health = health
        self._shut = shut

    def collect(self) -> Iterator[GaugeMetricFamily]:
        health = self._health
        yield GaugeMetricFamily("deskbell_queue_jobs", "Jobs waiting or running.", value=health.queue_depth)
        yield _age_gauge(
            "deskbell_queue_oldest_seconds", "Age of the oldest waiting job.", health.queue_oldest
        )
        yield _age_gauge("deskbell_clock_age_seconds", "Time since the clock's last tick.", health.clock_age)
        yield _age_gauge("deskbell_worker_age_seconds", "Time since a worker was seen.", health.worker_age)
        yield _age_gauge(
            "deskbell_due_oldest_seconds", "Age of the oldest unsent due message.", health.due_oldest
        )
        open_messages = GaugeMetricFamily("deskbell_messages", "Open messages by status.", labels=["status"])
        for status in ("due", "sending", "unknown"):
            open_messages.add_metric([status], getattr(health, status))
        yield open_messages
        shut = GaugeMetricFamily(
            "deskbell_provider_waiting",
            "Due messages behind a provider that does not work.",
            labels=["provider"],
        )
        for outage in self._shut:
            shut.add_metric([outage.provider], outage.waiting)
        yield shut


def _age_gauge(name: str, words: str, age: timedelta | None) -> GaugeMetricFamily:
    """A gauge in seconds; without a sample when there is nothing to measure."""
    gauge = GaugeMetricFamily(name, words)
    if age is not None:
        gauge.add_metric([], age.total_seconds())
    return gauge


def _seconds(age: timedelta | None) -> float | None:
    return None if age is None else round(age.total_seconds(), 3)


def watch_requests(app: Flask) -> None:
    """Time and log every request by its route pattern: a path may hold a parent's token."""
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.setdefault("request_id", token_hex(4)))


def _finish(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "unknown"
    seconds = monotonic() - g.get("started", monotonic())
    SECONDS.labels(route, f"{response.status_code // 100}xx").observe(seconds)
    fields: dict[str, Any] = {"method": request.method, "route": route, "status": response.status_code}
    log.info("request", **fields, ms=round(seconds * 1000, 1))
    return response

"""Parts of the product in processes of their own, started in no time from a warm one, to be killed."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import datetime
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any

from app import clock
from app.actions.deliver_messages import deliver_messages
from app.actions.drive_mailings import drive_mailings
from app.factory import create_app
from app.links import LinkSigner
from app.providers.port import Envelope, Exits, Result
from app.providers.sandbox import SandboxProvider
from app.settings import Settings
from scheduler.clock import run_clock
from scheduler.worker import run_worker

ROLES = {"clock": run_clock, "worker": run_worker}


def settings_of(url: str, instance: str, vendor: Mapping[str, Any] = MappingProxyType({})) -> Settings:
    return Settings(_env_file=None, database_url=url, instance_dir=instance, log_level="ERROR", **vendor)


def run_part(role: str, url: str, instance: str, vendor: Mapping[str, Any] = MappingProxyType({})) -> None:
    """A clock or a worker, as ``python -m scheduler`` runs it; ``vendor`` are settings to really send."""
    ROLES[role](create_app(settings_of(url, instance, vendor)))


class Deadly(SandboxProvider):
    """Kills its own process at one call, before or after the message was taken."""

    def __init__(self, call: int, after: bool) -> None:
        self._left = call
        self._after = after

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        self._left -= 1
        if self._left == 0 and not self._after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = super().send(envelope, now)
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def deliver_and_die(url: str, instance: str, call: int, after: bool) -> None:
    """Deliver, and be killed at that call to the provider."""
    with create_app(settings_of(url, instance)).app_context():
        signer = LinkSigner(("a secret that nobody else knows",), "http://deskbell.test")
        deliver_messages(clock.now(), Exits(Deadly(call, after)), signer)


def deliver_all(url: str, instance: str) -> None:
    """Deliver what is due, as one worker of several."""
    with create_app(settings_of(url, instance)).app_context():
        signer = LinkSigner(("a secret that nobody else knows",), "http://deskbell.test")
        deliver_messages(clock.now(), Exits(SandboxProvider()), signer)


def drive_and_measure(url: str, instance: str, told: Connection) -> None:
    """Drive the mailings there are, as far as it goes, and tell the seconds it took and the memory, in MB,
    that it took beyond that of a process that has just begun.
    """
    with create_app(settings_of(url, instance)).app_context():
        before, begun = _memory(), time.monotonic()
        drive_mailings(clock.now())
        told.send((time.monotonic() - begun, _memory() - before))


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

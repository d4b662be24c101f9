"""The product as `make run` starts it, and a Chromium that uses it.

One `flask serve` on its own instance folder with the demo practice, for all browser tests of a run.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app import private_postgres
from app.extensions import db
from app.factory import create_app
from app.settings import Settings
from tests.builders.signed_hooks import SECRET

ROOT = Path(__file__).parent.parent.parent
FLASK = [sys.executable, "-m", "flask"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120
expect.set_options(timeout=10_000)


@dataclass(frozen=True)
class Product:
    """A running Deskbell: where it answers, the environment its commands need, and a look at its database."""

    url: str
    environment: dict[str, str]
    app: Flask

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `flask …` beside the running product and return what it printed."""
        return subprocess.run(
            [*FLASK, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
            timeout=START_SECONDS,
        )


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`flask demo load` and `flask serve` in a folder of their own; everything ends with the tests."""
    with _running(tmp_path_factory.mktemp("instance"), demo=True) as running:
        yield running


@pytest.fixture
def empty_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`flask serve` on nothing at all: no practice, no demo."""
    with _running(tmp_path_factory.mktemp("empty"), demo=False) as running:
        yield running


@contextmanager
def _running(instance: Path, *, demo: bool) -> Iterator[Product]:
    port = _free_port()
    environment = {
        **os.environ,
        "INSTANCE_DIR": str(instance),
        "PORT": str(port),
        "DATABASE_URL": "",
        "LOG_LEVEL": "WARNING",
        "VONAGE_SIGNATURE_SECRET": SECRET,
    }
    settings = Settings(_env_file=None, instance_dir=instance, port=port)
    app = create_app(settings, private_postgres.ensure(instance))
    running = Product(f"http://127.0.0.1:{port}", environment, app)
    if demo:
        running.command("demo", "load")
    with (instance / "serve.log").open("w") as log:
        serve = subprocess.Popen([*FLASK, "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(running.url, serve, instance / "serve.log")
            yield running
        finally:
            serve.send_signal(signal.SIGTERM)
            serve.wait(timeout=30)
            with running.app.app_context():
                db.engine.dispose()
            private_postgres.remove(instance)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser `make test` found, or Playwright's own."""
    with sync_playwright() as playwright:
        found = os.environ.get("DESKBELL_CHROMIUM") or None
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A parent's phone: 390 px, touch, JavaScript on."""
    yield from _page(
        chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    )


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """The front desk's screen: 1280 px, JavaScript on."""
    yield from _page(chromium.new_context(viewport={"width": 1280, "height": 800}))


def _page(context: BrowserContext) -> Iterator[Page]:
    """A page whose uncaught errors and CSP violations fail the test."""
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    yield page
    context.close()
    assert complaints == []


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, serve: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if serve.poll() is not None:
            pytest.fail(f"serve ended at once:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"not ready after {START_SECONDS} s:\n{log.read_text()}")

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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

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
PATIENCE = 30_000
"""Milliseconds that a click or an expectation waits at most: who builds for others is slow and busy."""
expect.set_options(timeout=PATIENCE)
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 568}


@dataclass(frozen=True)
class Product:
    """A running Deskbell: where it answers, and a look at its database.

    ``cookies`` are those of whoever signed in before. ``families`` says whose test each family is.
    """

    url: str
    app: Flask
    cookies: dict[str, Any] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str) -> None:
        """Do what `flask …` does beside the running product."""
        done = self.app.test_cli_runner().invoke(args=words)
        assert done.exit_code == 0, done.output

    def keep_for_this_test(self, last_name: str) -> None:
        """A family is one test's alone, which meets it first itself.

        What one test answered another would find answered, in one order of the tests and not in the other.
        """
        test, _, stage = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")
        assert stage == "(call)", "a family moves in during the test that it is for"
        owner = self.families.setdefault(last_name, test)
        assert owner == test, f"the {last_name} family is for {owner}; {test} needs one of its own"


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
    running = Product(f"http://127.0.0.1:{port}", app)
    if demo:
        load = [*FLASK, "demo", "load"]
        subprocess.run(
            load, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=START_SECONDS
        )
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


@contextmanager
def screen(chromium: Browser, size: ViewportSize, **how: Any) -> Iterator[Page]:
    """A window of its own. Errors nobody caught and breaches of the CSP, on any page in it, fail the test."""
    context = chromium.new_context(viewport=size, **how)
    context.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    context.on("weberror", lambda each: complaints.append(str(each.error)))
    context.on(
        "console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None
    )
    try:
        yield context.new_page()
    finally:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A parent's phone: 390 px, touch, JavaScript on."""
    with screen(chromium, PHONE, has_touch=True, is_mobile=True) as page:
        yield page


@pytest.fixture
def plain_phone(chromium: Browser) -> Iterator[Page]:
    """A phone without JavaScript."""
    with screen(chromium, PHONE, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def small(chromium: Browser) -> Iterator[Page]:
    """The smallest phone there is, 320 px, without JavaScript; no page may set a cookie."""
    with screen(chromium, SMALL, java_script_enabled=False) as page:
        yield page
        assert page.context.cookies() == []


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """The front desk's screen: 1280 px, JavaScript on."""
    with screen(chromium, DESK) as page:
        yield page


@pytest.fixture
def colleague(chromium: Browser) -> Iterator[Page]:
    """Another screen of the practice."""
    with screen(chromium, DESK) as page:
        yield page


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A screen of the practice without JavaScript."""
    with screen(chromium, DESK, java_script_enabled=False) as page:
        yield page


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def either(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A screen of the practice, once with JavaScript and once without."""
    with screen(chromium, DESK, java_script_enabled=request.param) as page:
        yield page


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

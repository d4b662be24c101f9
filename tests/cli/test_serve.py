from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(instance: Path, port: int, database_url: str = "") -> dict[str, str]:
    url = database_url or db.engine.url.render_as_string(hide_password=False)
    return {**os.environ, "DATABASE_URL": url, "INSTANCE_DIR": str(instance), "PORT": str(port)}


def serve(env: dict[str, str], *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "serve", *more],
        cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def refused(env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT, env=env, text=True, capture_output=True, timeout=150, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def wait_for(there: Callable[[], object], seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.1)


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(json.load(answer)["ready"])
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def parts_of(pid: int) -> dict[str, int]:
    """The parts a supervisor has started, by name."""
    found = {}
    for task in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = Path(f"/proc/{task}/cmdline").read_bytes().decode().split("\0")
        if len(command) < 2:  # it has ended and is still to be buried
            continue
        found["web" if "gunicorn" in command else command[-2]] = int(task)
    return found


@pytest.fixture
def running(app: Flask, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = serve(environment(tmp_path / "instance", port))
    yield process, port
    if process.poll() is None:
        process.kill()
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


@pytest.mark.slow
def test_serve_runs_every_part_starts_again_what_dies_and_stops_them_all(
    running: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = running
    wait_for(lambda: ready(port))
    first = parts_of(process.pid)
    assert set(first) == {"web", "clock", "worker"}
    for pid in first.values():
        os.kill(pid, signal.SIGKILL)
    second: dict[str, int] = {}

    def all_anew() -> bool:
        second.clear()  # a part between fork and exec still bears its parent's name
        second.update(parts_of(process.pid))
        return len(second) == 3 and not set(first.values()) & set(second.values())

    wait_for(all_anew)
    wait_for(lambda: ready(port))
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in said
    assert said.strip().endswith("Everything is saved.")
    assert not any(Path(f"/proc/{pid}").exists() for pid in second.values())


@pytest.mark.slow
def test_a_second_one_beside_the_first_is_told_where_the_first_is(
    running: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    process, port = running
    wait_for(lambda: ready(port))
    words = refused(environment(tmp_path / "instance", free_port()))
    assert words.startswith(
        f"Error: Deskbell already runs from this folder: http://127.0.0.1:{port} (process"
    )
    process.kill()
    wait_for(lambda: process.poll() is not None)
    wait_for(lambda: not ready(port))


def test_a_port_in_use_is_said_with_the_way_out(app: Flask, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = refused(environment(tmp_path / "instance", port))
    assert words == (
        f"Error: Port {port} is in use by another program. "
        f"Stop it, or choose another, for example PORT={port + 1}."
    )


def test_a_database_that_is_not_there_is_said_in_one_line(app: Flask, tmp_path: Path) -> None:
    nowhere = f"postgresql://deskbell:secret@127.0.0.1:{free_port()}/deskbell"
    words = refused(environment(tmp_path / "instance", free_port(), nowhere))
    assert words.startswith("Error: The database does not answer")
    assert len(words.splitlines()) == 1
    assert "secret" not in words

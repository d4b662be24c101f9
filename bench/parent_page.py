"""The parent's page and answer against a static Flask response in the same server, run as `serve` runs it.

    python -m bench.parent_page

There are two static responses: the product's own, ``/healthz``, which passes through the same log,
guards and measurements as every page; and that of a bare Flask application with nothing around it.

Rounds alternate, so that what disturbs the machine disturbs all alike. Printed for each are requests a
second and processor time a request of everything behind the socket: web server, application and
database. The figure to hold is the ratio of the medians of processor time, which says the same on a
busy machine and an idle one. 16 connections, each from a loopback address of its own and over many
links, because the throttle counts addresses and links.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from flask_migrate import upgrade
from sqlalchemy import text

from app import private_postgres
from app.cli.serve import THREADS
from app.extensions import db
from app.factory import create_app
from app.settings import Settings

CONNECTIONS = 16
ROUNDS = 5
REQUESTS = 800
LINKS = (ROUNDS + 2) * REQUESTS
GET_LIMIT = 6.0
"""The page may cost at most so many static responses of the product (``/healthz``)."""

FILL = """
insert into practice (id, slug, name, short_name, timezone, phone, address, created_at)
  values (1, 'bench', 'Willow Pediatrics', 'W', 'America/New_York', '+19375550142', '2 Oak Street', now());
insert into location (id, practice_id, name) values (1, 1, 'Main Street');
insert into department (id, practice_id, name, email) values (1, 1, 'Front Desk', 'front@bench.example');
insert into provider (id, practice_id, name) values (1, 1, 'Dr. Anita Patel');
insert into delivery_rules (practice_id, department_id, changed_at) values (1, 1, now());
insert into family (id, practice_id, created_at) select n, 1, now() from generate_series(1, {links}) n;
insert into patient (id, practice_id, external_id, family_id, first_name, last_name)
  select n * 2 - k, 1, 'c' || (n * 2 - k), n, (array['Mia', 'Leo'])[k + 1], 'Ramos'
  from generate_series(1, {links}) n, generate_series(0, 1) k;
insert into contact (id, practice_id, name, language, changed_at)
  select n * 2 - k, 1, 'Parent', 'en', now() from generate_series(1, {links}) n, generate_series(0, 1) k;
insert into patient_contact (practice_id, patient_id, contact_id, position)
  select 1, n * 2 - k, n * 2 - c, c + 1
  from generate_series(1, {links}) n, generate_series(0, 1) k, generate_series(0, 1) c;
insert into appointment (id, practice_id, external_id, patient_id, provider_id, location_id,
    starts_at, minutes, version_at, created_at, changed_at, replan)
  select n * 2 - k, 1, 'v' || (n * 2 - k), n * 2 - k, 1, 1,
    date_trunc('hour', now()) + interval '5 days' + (n % 500) * interval '20 minutes', 20,
    now(), now(), now(), false
  from generate_series(1, {links}) n, generate_series(0, 1) k;
insert into link (id, practice_id, contact_id, visit_key, created_at)
  select n, 1, n * 2, n * 2 - 1, now() from generate_series(1, {links}) n;
insert into link_appointment (practice_id, link_id, appointment_id)
  select 1, n, n * 2 - k from generate_series(1, {links}) n, generate_series(0, 1) k;
"""


def main() -> int:
    """Print the figures; the exit status is 1 when the page costs more than it may."""
    with tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder:
        instance = Path(folder)
        try:
            tokens, database = _fill(instance)
            with _server(instance, database) as server:
                return _measure(server, tokens)
        finally:
            private_postgres.remove(instance)


def _fill(instance: Path) -> tuple[list[str], int]:
    """The tokens of all links, and the process of the database."""
    app = create_app(_settings(instance), private_postgres.ensure(instance))
    with app.app_context():
        upgrade()
        with db.engine.begin() as connection:
            for statement in FILL.format(links=LINKS).split(";\n"):
                if statement.strip():
                    connection.execute(text(statement))
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))
            backend = connection.scalar(text("select pg_backend_pid()"))
            database = int(_stat(str(backend))[1])
        db.engine.dispose()
    signer = app.extensions["deskbell.signer"]
    return [signer.token(number) for number in range(1, LINKS + 1)], database


def _settings(instance: Path) -> Settings:
    return Settings(_env_file=None, instance_dir=instance)


class Round(NamedTuple):
    """Requests a second, and seconds of processor time a request."""

    rate: float
    cpu: float


class Server(NamedTuple):
    """Where it listens, and the first process of the web server and of the database."""

    port: int
    processes: tuple[int, ...]

    def cpu(self) -> float:
        """Seconds of processor time used so far by these processes and all they started."""
        parents = {int(pid): _stat(pid) for pid in _processes()}
        return sum(
            sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")
            for pid, stat in parents.items()
            if stat and self._ours(pid, parents)
        )

    def _ours(self, pid: int, parents: dict[int, list[str]]) -> bool:
        while pid and pid not in self.processes:
            pid = int(parents[pid][1]) if parents.get(pid) else 0
        return pid in self.processes


def _processes() -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: str) -> list[str]:
    """The fields after the name: state, parent and so on; empty for one that has just ended."""
    try:
        return Path("/proc", pid, "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def _server(instance: Path, database: int) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "bench.parent_page_server:app", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", THREADS, "--log-level", "warning"),
        *("--no-control-socket",),
    ]
    environment = {
        **os.environ,
        "BENCH_INSTANCE": str(instance),
        "BENCH_DATABASE": private_postgres.ensure(instance),
    }
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Server(port, (process.pid, database))
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _measure(server: Server, tokens: Sequence[str]) -> int:
    # The page is asked of links without an answer; every answer goes to a link that has none yet.
    asked = {
        "bare GET": [_get("/static-answer/")] * REQUESTS,
        "static GET": [_get("/healthz")] * REQUESTS,
        "page GET": [_get(f"/v/{token}") for token in tokens[-REQUESTS:]],
        "bare POST": [_post("/static-answer/", "all=coming")] * REQUESTS,
    }
    rounds: dict[str, list[Round]] = {name: [] for name in (*asked, "answer POST", "answered GET")}
    for number in range(ROUNDS + 1):
        fresh = tokens[number * REQUESTS : (number + 1) * REQUESTS]
        answers = {
            "answer POST": [_post(f"/v/{token}", "all=coming") for token in fresh],
            "answered GET": [_get(f"/v/{token}") for token in fresh],
        }
        for name, requests in {**asked, **answers}.items():
            found = _round(server, requests, number, 303 if "POST" in name else 200)
            if number:  # the first round warms up
                rounds[name].append(found)
    return _report(rounds)


def _report(rounds: dict[str, list[Round]]) -> int:
    cost = {name: median(each.cpu for each in found) for name, found in rounds.items()}
    for name, found in rounds.items():
        rate = median(each.rate for each in found)
        print(f"{name:12s} {rate:7.0f} requests/s {cost[name] * 1000:7.2f} ms of processor time")
    for name in ("page GET", "answered GET", "answer POST"):
        bare = cost["bare POST" if "POST" in name else "bare GET"]
        static, nothing = cost[name] / cost["static GET"], cost[name] / bare
        print(f"{name:12s} costs {static:4.1f} static responses, {nothing:4.1f} of a bare application")
    return int(cost["page GET"] > GET_LIMIT * cost["static GET"])


def _round(server: Server, requests: Sequence[bytes], number: int, status: int) -> Round:
    parts = [requests[offset::CONNECTIONS] for offset in range(CONNECTIONS)]
    addresses = [f"127.0.{number + 1}.{connection + 1}" for connection in range(CONNECTIONS)]
    spent, began = server.cpu(), time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda part, own: _talk(server.port, part, own, status), parts, addresses))
    seconds = time.perf_counter() - began
    return Round(len(requests) / seconds, (server.cpu() - spent) / len(requests))


def _talk(port: int, requests: Sequence[bytes], own_address: str, status: int) -> None:
    expected = f"HTTP/1.1 {status}".encode()
    with socket.create_connection(("127.0.0.1", port), 30, source_address=(own_address, 0)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            connection.sendall(request)
            answer = _read(connection)
            if not answer.startswith(expected):
                raise RuntimeError(f"expected {status}, got {answer[:60]!r}")


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def _post(path: str, body: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1",
        "Host: bench",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join([*head, "", body]).encode()


if __name__ == "__main__":
    sys.exit(main())

"""`flask serve`: the whole product in one command, or one part of it."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app

from app.cli.output import plain_errors
from app.cli.supervise import Part, Supervisor
from app.extensions import db
from app.queries.practice_by_slug import practice_by_slug
from app.schema import bring_schema_up_to_date
from app.settings import Settings
from app.work import work_everywhere

HOST = "127.0.0.1"
THREADS = "16"
DEMO = "willow"
DEMO_SIGN_IN = """Sign in to the demo practice with the password deskbell-demo as
  admin@willow.example   administrator
  front@willow.example   front desk
  nurse@willow.example   nurse"""


@click.command("serve")
@click.option("--only", type=click.Choice(["web", "clock", "worker"]), help="This part alone.")
@plain_errors
def serve_command(only: str | None) -> None:
    """Run the product: database if none is named, migrations, web, clock and worker. Ctrl-C stops it all."""
    settings: Settings = current_app.extensions["deskbell.settings"]
    if only is not None:
        _run_one(settings, only)
        return
    with _only_serve_here(settings):
        _check_port(settings.port)
        bring_schema_up_to_date()
        parts = [Part(name, _command(name, settings)) for name in ("web", "clock", "worker")]
        words = _welcome(settings)
        db.engine.dispose()
        Supervisor(parts, lambda: _answers(settings.port), lambda: click.echo(words)).run()
    click.echo("Deskbell has stopped. Everything is saved.")


def _run_one(settings: Settings, part: str) -> None:
    if part == "web":
        _check_port(settings.port)
    bring_schema_up_to_date()
    db.engine.dispose()
    sys.stdout.flush()
    os.execv(sys.executable, _command(part, settings))  # noqa: S606 - this process becomes the part


def _command(part: str, settings: Settings) -> list[str]:
    if part != "web":
        return [sys.executable, "-m", "scheduler", part]
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{HOST}:{settings.port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", THREADS),
        *("--log-level", "warning", "--logger-class", "app.web.server_log.ServerLog"),
        *("--graceful-timeout", "10", "--no-control-socket"),
    ]


@contextmanager
def _only_serve_here(settings: Settings) -> Iterator[None]:
    """Keep a second product out of the same instance folder; the kernel frees the lock however we end."""
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    with (settings.instance_dir / "serve.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise click.ClickException(
                f"Deskbell already runs from this folder: {lock.read().strip()}. Use that one, stop it with "
                "Ctrl-C, or give this one a folder and a port of its own, for example "
                f"INSTANCE_DIR={settings.instance_dir}-2 PORT={settings.port + 1}."
            ) from None
        lock.truncate(0)
        lock.write(f"http://{HOST}:{settings.port} (process {os.getpid()})")
        lock.flush()
        yield
        lock.truncate(0)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise click.ClickException(_port_words(port, error)) from None


def _port_words(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        advice = f"Stop it, or choose another, for example PORT={port + 1}."
        return f"Port {port} is in use by another program. {advice}"
    return f"Port {port} cannot be opened: {error.strerror}. Choose another, for example PORT=8000."


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def _welcome(settings: Settings) -> str:
    with work_everywhere() as session:
        demo = DEMO in practice_by_slug(session)
    nothing_leaves = " in sandbox: no message leaves this machine" if settings.all_sandbox else ""
    words = f"Deskbell runs at http://{HOST}:{settings.port}{nothing_leaves}. Ctrl-C stops it."
    return f"{words}\n{DEMO_SIGN_IN}" if demo else words


def register(cli: click.Group) -> None:
    """Add this command."""
    cli.add_command(serve_command)

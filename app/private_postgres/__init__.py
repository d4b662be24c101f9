"""The private PostgreSQL that Deskbell brings along when DATABASE_URL names no server.

Its programs come from a Python wheel, its data lives with the instance, it listens on a socket in a
folder only its owner can enter, and it keeps what it has confirmed: fsync and synchronous commit are on.

Every process that asks for the database counts as a user of it until it ends; whoever leaves last
switches it off. See docs/decisions/0003-private-postgresql.md.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from app.private_postgres import server, usage
from app.private_postgres.errors import PrivatePostgresError
from app.private_postgres.place import Place, find_place, forget_place, known_place

__all__ = ["PrivatePostgresError", "ensure", "remove", "stop"]


def ensure(instance_dir: Path, *, name: str = "deskbell") -> str:
    """Start the instance's database if it does not run and return its SQLAlchemy URL.

    Makes the data directory and the database `name` (letters, digits, underscores) when they are missing.
    A running server is left alone. The calling process is counted as a user until it exits; the last one
    to exit stops the server. Safe to call from any number of processes and threads at once.

    Raises PrivatePostgresError, in words for the person at the keyboard, when it cannot be had.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ValueError(f"not a database name: {name!r}")
    instance = _open_instance(instance_dir)
    with usage.exclusively(instance):
        place = find_place(instance)
        server.start(place)
        server.create_database(place, name)
        usage.join(instance, last_out=_switch_off)
    return place.url(name)


def stop(instance_dir: Path) -> None:
    """Stop the instance's server now, whoever uses it; open transactions are rolled back. Data stays."""
    instance = instance_dir.resolve()
    if not instance.is_dir():
        return
    with usage.exclusively(instance):
        _switch_off(instance)


def remove(instance_dir: Path) -> None:
    """Stop the instance's server and delete its data for good."""
    instance = instance_dir.resolve()
    if not instance.is_dir():
        return
    with usage.exclusively(instance):
        _switch_off(instance)
        if place := known_place(instance):
            shutil.rmtree(place.home)
        forget_place(instance)


def _open_instance(instance_dir: Path) -> Path:
    instance = instance_dir.resolve()
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PrivatePostgresError(
            f"The folder {instance} for run-time data cannot be made: {error.strerror}.",
            "Set INSTANCE_DIR to a folder you may write to.",
        ) from error
    return instance


def _switch_off(instance: Path) -> None:
    place: Place | None = known_place(instance)
    if place is not None:
        server.stop(place)

"""How the database is reached."""

from __future__ import annotations

from typing import Any

import psycopg

from app import private_postgres
from app.settings import Settings


def engine_options(settings: Settings, database_url: str) -> dict[str, Any]:
    """How connections are made and kept; without an address the private server is started by the first."""
    # Pre-ping: after a restart of the database the first visitor must not meet a dead connection.
    options: dict[str, Any] = {
        "pool_pre_ping": True,
        # One for each of the web's threads and a few to spare: a connection beyond the pool is made anew
        # for every request, which costs more than the request.
        "pool_size": 20,
        "max_overflow": 10,
        "hide_parameters": True,  # the text of a failed statement must not carry what was in it
    }
    if database_url:
        return options | {"connect_args": {"options": "-c timezone=UTC", "connect_timeout": 10}}
    return options | {"creator": lambda: _connect_privately(settings)}


def _connect_privately(settings: Settings) -> psycopg.Connection:
    url = private_postgres.ensure(settings.instance_dir)
    return psycopg.connect(url.replace("+psycopg", "", 1), options="-c timezone=UTC")

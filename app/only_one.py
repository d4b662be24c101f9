"""Be the only one of a kind in the whole installation, however many are started (the clock)."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.extensions import db


class OnlyOne:
    """A named seat. Who sits on it is known to PostgreSQL by a connection of its own, kept for nothing else:
    when the process or its connection dies, the seat is free at once. Safe to ask from several threads.

    Needs an application context whenever it is asked.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._connection: Connection | None = None
        self._asking = Lock()

    def holds(self) -> bool:
        """Whether this one has the seat now, taking it if it is free; False while the database is away."""
        with self._asking:
            try:
                return self._still_sits() or self._sits_down()
            except DBAPIError:
                self._forget()
                return False

    def leave(self) -> None:
        """Free the seat for the next one."""
        with self._asking:
            self._forget()

    def _still_sits(self) -> bool:
        # The lock lives exactly as long as the connection: one that answers still has it.
        return self._connection is not None and self._connection.scalar(text("select true")) is True

    def _sits_down(self) -> bool:
        connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        self._connection = connection
        taken: bool = connection.scalar(
            text("select pg_try_advisory_lock(hashtextextended(:name, 0))"),
            {"name": f"deskbell {self._name}"},
        )
        if not taken:
            self._forget()
        return taken

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

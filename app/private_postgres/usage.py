"""Who uses the private database: locks the kernel releases by itself, however a process ends.

Two files in the instance folder. `postgresql.lock` is held for the moment in which one process starts or
stops the server. `postgresql.users` is held shared by every process that uses it: whoever can hold it alone
is the last one.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.private_postgres.errors import PrivatePostgresError

PATIENCE = 120.0  # seconds; a first start on a slow disk takes a tenth of it

_joined: dict[Path, int] = {}
_joining = threading.Lock()


@contextmanager
def exclusively(instance: Path) -> Iterator[None]:
    """Hold the instance's start-and-stop lock. Raises PrivatePostgresError after PATIENCE seconds."""
    descriptor = _open(instance / "postgresql.lock")
    try:
        _wait_for(descriptor, instance)
        yield
    finally:
        os.close(descriptor)


def join(instance: Path, *, last_out: Callable[[Path], None]) -> None:
    """Count this process as a user; when it exits as the last one, call `last_out(instance)`."""
    with _joining:
        if instance in _joined:
            return
        descriptor = _open(instance / "postgresql.users")
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _joined[instance] = descriptor
    # A forked child inherits the handler but not the duty: only the process that joined leaves.
    atexit.register(_leave, instance, os.getpid(), last_out)


def _leave(instance: Path, joined_by: int, last_out: Callable[[Path], None]) -> None:
    if os.getpid() != joined_by or not instance.is_dir():
        return
    with exclusively(instance):
        # Closed, not unlocked: a forked child that still works keeps the lock through its own copy.
        os.close(_joined.pop(instance))
        if _nobody_left(instance):
            last_out(instance)


def _nobody_left(instance: Path) -> bool:
    descriptor = _open(instance / "postgresql.users")
    try:
        return _try(descriptor)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, instance: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _try(descriptor):
        if time.monotonic() > deadline:
            raise PrivatePostgresError(
                f"Another process has been starting or stopping the private database in {instance} "
                f"for {PATIENCE:.0f} seconds.",
                "End that process, then start again.",
            )
        time.sleep(0.02)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise PrivatePostgresError(
            f"{path} cannot be opened: {error.strerror}.",
            "Start Deskbell as the user who owns that folder, or set INSTANCE_DIR to another one.",
        ) from error

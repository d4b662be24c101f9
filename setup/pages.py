"""Writes the pages under docs/ that are made from the code: `make docs`."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.actions.create_practice import ADMINISTRATORS, GROUPS
from app.domain.failures import Failure, Weight
from app.domain.permission_words import PERMISSION_NAMES
from app.domain.permissions import Permission, permissions_of
from app.domain.reasons import Reason
from app.factory import create_app
from app.settings import Settings
from app.web.permissions_table import Door, doors

CHECKOUT = Path(__file__).resolve().parents[1]
REASONS = CHECKOUT / "docs" / "reasons.md"
PERMISSIONS = CHECKOUT / "docs" / "permissions.md"
FAILURES = CHECKOUT / "docs" / "guide" / "failures.md"


def reasons_page() -> str:
    """Every reason by its name in the data, with the words staff read, in the order they are looked at."""
    lines = [
        "# Reasons",
        "",
        "Why a message was not sent: the name in data, exports and command output, and the words staff read.",
        "Where several apply, the first in this list is shown. This page is made by `make docs`.",
        "",
        "| name | staff read |",
        "|---|---|",
        *(f"| `{reason.value}` | {reason.words} |" for reason in Reason),
    ]
    return "\n".join(lines) + "\n"


def failures_page(page: str) -> str:
    """The guide's ``page`` with the tables of what each failure means as the code has them."""
    for weight in Weight:
        begin, end = f"<!-- {weight.value} -->\n", f"<!-- end of {weight.value} -->"
        before, _, rest = page.partition(begin)
        page = before + begin + _failure_table(weight) + end + rest.partition(end)[2]
    return page


def _failure_table(weight: Weight) -> str:
    lines = ["", "| what staff read | what to do | name in the data |", "|---|---|---|"]
    lines += [
        f"| {each.words} | {each.remedy} | `{each.value}` |" for each in Failure if each.weight is weight
    ]
    return "\n".join([*lines, "", ""])


def permissions_page(app: Flask) -> str:
    """Every page with the permission it asks for, and which groups of a new practice hold it."""
    held = {name: permissions_of(False, codes) for name, codes in GROUPS.items()}
    held = {ADMINISTRATORS: permissions_of(True, ()), **held}
    lines = [
        "# Permissions",
        "",
        "Every page of Deskbell, the permission it asks for, and which groups of a new practice may open it.",
        "GET shows, POST acts. What a group may not open is not in its navigation, and asked for anyway it",
        "answers 403. Each practice changes its groups on *Settings, People, Groups and permissions*.",
        "Everything but one's own account also needs *Basic messaging*. This page is made by `make docs`.",
        "",
        f"| page | method | permission | {' | '.join(held)} |",
        f"|---|---|---|{'---|' * len(held)}",
        *(_permission_line(door, list(held.values())) for door in doors(app)),
    ]
    return "\n".join(lines) + "\n"


def _permission_line(door: Door, groups: list[frozenset[Permission]]) -> str:
    if door.public:
        asks = "none: open to all"
    elif not door.permissions:
        asks = "none: everybody who signed in"
    else:
        asks = " and ".join(f"{PERMISSION_NAMES[each]} (`{each.value}`)" for each in door.permissions)
    opens = " | ".join("yes" if door.opens_for(held) else "no" for held in groups)
    return f"| `{door.route}` | {door.method} | {asks} | {opens} |"


if __name__ == "__main__":
    REASONS.write_text(reasons_page(), encoding="utf-8")
    FAILURES.write_text(failures_page(FAILURES.read_text(encoding="utf-8")), encoding="utf-8")
    PERMISSIONS.write_text(permissions_page(create_app(Settings(_env_file=None))), encoding="utf-8")

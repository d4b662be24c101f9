"""What is kept names no real person, no machine and no package index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import CHECKOUT, kept_files, name_of

HOME = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+)/")
MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
FICTIONAL = re.compile(
    r"(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(com|org|net)$", re.IGNORECASE
)
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{40}|\bSG\.[\w-]{20,}\.[\w-]{20,}")


def texts() -> list[tuple[str, str]]:
    read = []
    for path in kept_files():
        try:
            read.append((name_of(path), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture, or a file that tests another encoding
    return read


def test_no_path_of_somebodys_machine() -> None:
    assert [name for name, text in texts() if HOME.search(text)] == []


def test_mail_addresses_are_fictional() -> None:
    found = [(name, domain) for name, text in texts() for domain in MAIL.findall(text)]
    assert [(name, domain) for name, domain in found if not FICTIONAL.search(domain)] == []


def test_no_real_key_is_kept() -> None:
    assert [name for name, text in texts() if SECRET.search(text)] == []


@pytest.mark.parametrize("lock", sorted(CHECKOUT.glob("*.lock")), ids=lambda path: path.name)
def test_locks_pin_by_hash_and_name_no_index(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|--(index|extra-index|find-links)", text)
    pins = re.findall(
        r"^[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE
    )
    assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 0

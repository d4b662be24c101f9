"""Setting up by itself, and saying what helps where that is impossible."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
INSTALL = CHECKOUT / "setup" / "install.sh"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: the few standard programs the scripts need and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname"):
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def add_program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def run(command: list[str | Path], path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": str(path), **settings}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_without_python_it_says_which_one_to_install(programs: Path) -> None:
    done = run(["sh", INSTALL, "run"], programs)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_a_python_that_is_too_old_is_not_used(programs: Path) -> None:
    add_program(programs, "python3", "exit 1")
    done = run(["sh", INSTALL, "run"], programs)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_a_python_without_ensurepip_names_the_missing_package(programs: Path) -> None:
    add_program(programs, "python3", 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac')
    done = run(["sh", INSTALL, "run"], programs)
    assert done.returncode == 1
    assert "apt-get install python3.12-venv" in done.stderr


def test_the_next_suitable_python_is_taken(programs: Path) -> None:
    add_program(programs, "python3", "exit 1")
    add_program(programs, "python3.12", 'case "$1" in setup/*) echo "building with $*";; esac')
    done = run(["sh", INSTALL, "run"], programs)
    assert done.stdout == "building with setup/environment.py run\n"


def test_an_environment_that_is_right_is_left_alone() -> None:
    stamp = CHECKOUT / ".venv" / "deskbell-installed"
    if not stamp.is_file():
        pytest.fail("the tests run in an environment made by hand; make it with `make install`")
    before = stamp.stat().st_mtime_ns
    done = run(["sh", INSTALL, "dev"], Path(sys.base_prefix) / "bin", PATH=os.environ["PATH"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert stamp.stat().st_mtime_ns == before


def test_the_table_of_contents_names_every_command() -> None:
    shown = subprocess.run(["make", "-s"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)
    assert {"run", "test", "check", "browser", "bench"} <= set(targets)
    assert re.findall(r"^  ([a-z]+) ", shown, re.MULTILINE) == targets


def test_a_browser_given_by_name_is_taken(programs: Path) -> None:
    add_program(programs, "my-chromium", "echo Chromium 156")
    browser = programs / "my-chromium"
    done = run([sys.executable, CHECKOUT / "setup" / "browser.py"], programs, DESKBELL_CHROMIUM=str(browser))
    assert done.stdout.strip() == str(browser)


def test_a_browser_that_does_not_start_is_refused_by_name(programs: Path) -> None:
    done = run([sys.executable, CHECKOUT / "setup" / "browser.py"], programs, DESKBELL_CHROMIUM="/no/such")
    assert done.returncode != 0
    assert "DESKBELL_CHROMIUM names /no/such" in done.stderr


def test_a_browser_of_the_system_that_starts_is_taken_before_one_that_does_not(programs: Path) -> None:
    add_program(programs, "chromium", "echo 'error while loading shared libraries' >&2; exit 127")
    add_program(programs, "google-chrome", "echo Google Chrome 156")
    done = run([sys.executable, CHECKOUT / "setup" / "browser.py"], programs)
    assert done.stdout.strip() == str(programs / "google-chrome")

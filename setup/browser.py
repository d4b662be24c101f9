"""Finds the Chromium the browser tests drive, and gets one where there is none.

The first that works of: the program DESKBELL_CHROMIUM names, a Chromium or Chrome of the system, the one
Playwright downloads into .venv, and for root on Debian the package `chromium`. Prints its path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
DOWNLOADS = CHECKOUT / ".venv" / "browsers"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HELP = """The browser tests need a Chromium, and none could be found or fetched.
Install one and run the tests again. On Debian and Ubuntu: sudo apt-get install chromium
If it is in an unusual place: DESKBELL_CHROMIUM=/path/to/chromium make test"""


def find_browser() -> Path | None:
    """The first browser on this machine that starts, or None. Fetches nothing."""
    named = os.environ.get("DESKBELL_CHROMIUM")
    if named:
        if not starts(Path(named)):
            sys.exit(f"DESKBELL_CHROMIUM names {named}, which does not start. Give the path of a Chromium.")
        return Path(named)
    return next((path for path in candidates() if starts(path)), None)


def fetch_browser() -> Path | None:
    """Playwright's download, then Debian's package for root; the browser, or None."""
    for fetch in (download_by_playwright, install_by_apt):
        if fetch() and (found := find_browser()):
            return found
    return None


def candidates() -> Iterator[Path]:
    """Where a browser may be, the system's first."""
    yield from (Path(found) for name in SYSTEM_NAMES if (found := shutil.which(name)))
    yield from (Path(app) for app in MAC_APPS if Path(app).exists())
    for name in ("headless_shell", "chrome-headless-shell", "chrome"):
        yield from sorted(DOWNLOADS.glob(f"chromium*/*/{name}"), reverse=True)


def starts(program: Path) -> bool:
    """Whether the program runs here with all its libraries."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def download_by_playwright() -> bool:
    """Playwright's own Chromium, kept inside .venv."""
    print("Fetching a Chromium for the browser tests with Playwright …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    settings = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(DOWNLOADS)}
    try:
        done = subprocess.run(command, env=settings, capture_output=True, timeout=600)
    except subprocess.TimeoutExpired:
        return False
    if done.returncode != 0:
        print("That download is not to be had from here.", file=sys.stderr, flush=True)
    return done.returncode == 0


def install_by_apt() -> bool:
    """Debian's package, for root only: it changes the machine, and this line says so."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        return False
    print("Installing the package chromium with apt-get …", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [apt, "-qq", "install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"]
    for command in ([apt, "-qq", "update"], install):
        done = subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        print(done.stderr.decode(errors="replace")[-2000:], file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    browser = find_browser() or fetch_browser()
    if browser is None:
        sys.exit(HELP)
    print(browser)

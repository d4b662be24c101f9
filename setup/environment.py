"""Builds .venv from a lock file, or sees at once that it is already right.

Run by setup/install.sh with `run` (what the product needs) or `dev` (tests and checks as well). Standard
library only: nothing is installed yet. uv does the work because it is many times faster; where it is not to
be had, pip does the same.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "deskbell-installed"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
TOOLS_LOCK = "requirements-setup.lock"

# What pip has been told about where packages come from, in uv's words.
PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "HTTPS_PROXY",
}


def main(kind: str) -> None:
    """Make .venv fit for `kind`; returns at once when it is."""
    # The folder itself is the lock: two starts at once build one environment.
    folder = os.open(CHECKOUT / "setup", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    installed = STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""
    if installed in {fingerprint("dev"), fingerprint(kind)} and PYTHON.exists():
        return
    if installed.startswith("dev "):
        kind = "dev"  # an environment for development stays one when its lock changes
    print(f"Setting up .venv from {LOCKS[kind]} …", file=sys.stderr, flush=True)
    make_venv()
    if not install_with_uv(kind):
        install_with_pip(kind)
    STAMP.write_text(fingerprint(kind), encoding="utf-8")


def fingerprint(kind: str) -> str:
    """Changes with the lock, the Python version and the folder: an environment cannot be moved."""
    told = b"\0".join((CHECKOUT / name).read_bytes() for name in (LOCKS[kind], TOOLS_LOCK))
    place = f"{VENV} {sys.version_info[:2]}".encode()
    return f"{kind} {hashlib.sha256(told + place).hexdigest()}"


def make_venv() -> None:
    """A working .venv of this Python in this folder, made anew if the one found is not."""
    wanted = [str(VENV), *map(str, sys.version_info[:2])]
    probe = "import sys, pip; print(sys.prefix, *sys.version_info[:2])"
    found = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True) if PYTHON.exists() else None
    script = VENV / "bin" / "pip"
    stayed = script.is_file() and script.read_bytes().startswith(f"#!{VENV}/bin/python".encode())
    if found is None or found.stdout.split() != wanted or not stayed:
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True)


def install_with_uv(kind: str) -> bool:
    """Make .venv hold exactly what the lock says. False where uv cannot do it."""
    uv = VENV / "bin" / "uv"
    tools: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "-r",
        TOOLS_LOCK,
    ]
    if subprocess.run(tools, cwd=CHECKOUT).returncode != 0:
        return False
    command: list[str | Path] = [
        uv,
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        "--python",
        PYTHON,
        LOCKS[kind],
        TOOLS_LOCK,
    ]
    done = subprocess.run(command, cwd=CHECKOUT, env={**pip_settings_for_uv(), **os.environ})
    if done.returncode != 0:
        print("uv could not install the packages; trying with pip, which takes longer.", file=sys.stderr)
    return done.returncode == 0


def install_with_pip(kind: str) -> None:
    """The same by plain pip. Ends the run with pip's own message if that fails too."""
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "-r",
        LOCKS[kind],
    ]
    if subprocess.run(command, cwd=CHECKOUT).returncode != 0:
        sys.exit(
            "The packages could not be installed; pip says above why. Without internet, point pip at a "
            "mirror (pip config set global.index-url ADDRESS) and try again."
        )


def pip_settings_for_uv() -> dict[str, str]:
    """pip's configured package sources as uv's environment variables."""
    shown = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True)
    settings = {}
    for line in shown.stdout.splitlines():
        name, _, value = line.partition("=")
        variable = PIP_TO_UV.get(name.rpartition(".")[2])
        if variable and value:
            separator = "," if variable == "UV_FIND_LINKS" else " "
            settings[variable] = separator.join(ast.literal_eval(value).split())
    if "UV_INDEX" in settings:
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip asks every index; the hashes keep it safe
    return settings


if __name__ == "__main__":
    main(sys.argv[1])

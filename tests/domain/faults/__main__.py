"""Seed the faults one at a time and see that the rule tests notice: ``python -m tests.domain.faults``.

Works on a copy in a temporary folder; nothing here is changed. Exits 1 if a fault goes unnoticed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.domain.faults.catalogue import FAULTS, Fault

HOUSE = Path(__file__).parents[3]
ENOUGH = 120
"""Seconds after which a run counts as hung: a fault that never ends is noticed too."""


def copy_rule_book(into: Path) -> None:
    """The program and the rule tests, without the tests of this list, which would notice every change."""
    unwanted = shutil.ignore_patterns("__pycache__", "faults")
    shutil.copytree(HOUSE / "app", into / "app", ignore=unwanted)
    (into / "tests").mkdir()
    shutil.copy(HOUSE / "tests" / "__init__.py", into / "tests")
    for part in ("builders", "domain"):
        shutil.copytree(HOUSE / "tests" / part, into / "tests" / part, ignore=unwanted)


def run_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    """The rule tests of a copy, up to the first that fails."""
    command = [sys.executable, "-m", "pytest", "tests/domain", "-x", "-q", "--tb=no", "-p", "no:randomly"]
    return subprocess.run(
        [*command, "--rootdir", str(folder), "-c", os.devnull],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=ENOUGH,
        check=False,
    )


def first_failure(output: str) -> str:
    """The name of the test in pytest's last lines, without its folder."""
    found = re.search(r"^(?:FAILED|ERROR) tests/domain/(.+?)(?: - .*)?$", output, re.MULTILINE)
    return found[1] if found else "(the tests did not start)"


def noticed_by(folder: Path, fault: Fault) -> str | None:
    """The first test that fails with ``fault`` in place; ``None`` if all pass."""
    path = folder / "app" / "domain" / fault.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(fault.original, fault.faulty), encoding="utf-8")
    try:
        run = run_tests(folder)
    except subprocess.TimeoutExpired:
        return "(never ended)"
    finally:
        path.write_text(sound, encoding="utf-8")
    return first_failure(run.stdout) if run.returncode else None


def report(lines: Sequence[tuple[Fault, str | None]]) -> str:
    unnoticed = [fault for fault, test in lines if test is None]
    return f"{len(lines) - len(unnoticed)} of {len(lines)} faults were noticed by a rule test."


def main() -> int:
    lines: list[tuple[Fault, str | None]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_rule_book(folder)
        sound = run_tests(folder)
        if sound.returncode:
            sys.stdout.write(f"The rule tests fail before any fault is seeded:\n{sound.stdout}{sound.stderr}")
            return 1
        for fault in FAULTS:
            lines.append((fault, noticed_by(folder, fault)))
            sys.stdout.write(f"{fault.file}: {fault.breaks}\n    {lines[-1][1] or 'NOT NOTICED'}\n")
    sys.stdout.write(report(lines) + "\n")
    return 0 if all(test for _, test in lines) else 1


if __name__ == "__main__":
    sys.exit(main())

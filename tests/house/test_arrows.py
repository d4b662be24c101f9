"""Imports point down, and the checks that say so would notice."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import CHECKOUT, files, name_of

PROGRAMS = Path(sys.executable).parent


def test_every_import_points_down() -> None:
    done = subprocess.run(
        [PROGRAMS / "lint-imports", "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_the_house_itself_imports_nothing() -> None:
    """app/__init__.py is the map of the house: a docstring and no more."""
    tree = ast.parse((CHECKOUT / "app" / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


@pytest.mark.parametrize(
    ("file", "code", "rule"),
    [
        ("app/domain/timing.py", "from datetime import datetime\nNOW = datetime.now()\n", "DTZ005"),
        ("app/domain/timing.py", "from datetime import UTC, datetime\nNOW = datetime.now(UTC)\n", "TID251"),
        ("app/actions/plan.py", "import time\nNOW = time.time()\n", "TID251"),
        ("app/actions/plan.py", "import os\nURL = os.environ['DATABASE_URL']\n", "TID251"),
        ("app/web/pages.py", "def show() -> None:\n    import json\n", "PLC0415"),
        ("app/actions/plan.py", "from .other import rule\n", "TID252"),
    ],
)
def test_a_broken_rule_would_be_noticed(file: str, code: str, rule: str) -> None:
    found = subprocess.run(
        [PROGRAMS / "ruff", "check", "--output-format", "json", "--stdin-filename", file, "-"],
        cwd=CHECKOUT,
        input=code,
        capture_output=True,
        text=True,
    )
    assert rule in {finding["code"] for finding in json.loads(found.stdout)}


def test_no_test_patches_our_own_code() -> None:
    """What needs a stand-in takes it as an argument or through a port."""
    patching = re.compile(r"unittest\.mock|monkeypatch\.(setattr|delattr)|mocker\.")
    tests = [path for path in files("tests", suffix=".py") if path != Path(__file__)]
    assert [name_of(path) for path in tests if patching.search(path.read_text(encoding="utf-8"))] == []

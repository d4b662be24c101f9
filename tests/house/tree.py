"""The files of the house, as the house tests look at them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PRODUCT = ("app", "scheduler", "setup")
TEMPLATES = CHECKOUT / "app" / "templates"
NOT_OURS = {".git", ".venv", "instance", "__pycache__", "node_modules"}


def files(*folders: str, suffix: str = "") -> list[Path]:
    """Every file under the folders (the whole checkout without any) that is kept or about to be kept."""
    roots = [CHECKOUT / folder for folder in folders] or [CHECKOUT]
    found = [path for root in roots for path in sorted(root.rglob(f"*{suffix}")) if path.is_file()]
    return [path for path in found if not NOT_OURS & set(path.relative_to(CHECKOUT).parts)]


def kept_files() -> list[Path]:
    """What a clone of the project contains; everything here where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True)
    if listed.returncode != 0:
        return [path for path in files() if not path.relative_to(CHECKOUT).parts[0].startswith(".")]
    return [path for name in listed.stdout.split("\0") if name and (path := CHECKOUT / name).is_file()]


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


@dataclass(frozen=True)
class Function:
    """One function of the product: its place, and its lines without the docstring and the decorators."""

    place: str
    lines: int
    decorators: tuple[str, ...]


def functions(*folders: str) -> Iterator[Function]:
    for path in files(*(folders or PRODUCT), suffix=".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                decorators = tuple(ast.unparse(decorator) for decorator in node.decorator_list)
                yield Function(f"{name_of(path)}:{node.lineno} {node.name}", _lines(node), decorators)


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    described = ast.get_docstring(node, clean=False) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if described else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring

"""Nothing in the house grows past what one head can hold."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import median, quantiles

from tests.house.tree import PRODUCT, TEMPLATES, files, functions, name_of

ROUTE = re.compile(r"\w+\.(get|post|put|patch|delete|route)\(")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def longer(limit: int, paths: list[Path]) -> list[str]:
    return [f"{name_of(path)}: {count}" for path in paths if (count := lines(path)) > limit]


def test_functions_are_short() -> None:
    lengths = [function.lines for function in functions()]
    assert median(lengths) <= 7
    assert quantiles(lengths, n=10)[-1] <= 20


def test_no_function_is_long() -> None:
    assert [f"{one.place}: {one.lines}" for one in functions() if one.lines > 40] == []


def test_routes_only_parse_call_and_answer() -> None:
    routes = [one for one in functions("app/web") if any(map(ROUTE.match, one.decorators))]
    assert [f"{one.place}: {one.lines}" for one in routes if one.lines > 30] == []


def test_files_are_short() -> None:
    domain = files("app/domain", suffix=".py")
    others = [path for path in files(*PRODUCT, suffix=".py") if path not in domain]
    assert longer(200, domain) == []
    assert longer(250, others) == []


def test_templates_are_short() -> None:
    assert longer(120, [path for path in files(name_of(TEMPLATES)) if path.suffix in {".html", ".txt"}]) == []


def test_names_say_what_is_inside() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc", "core"}
    parts = [(path, set(path.with_suffix("").parts[-1].split("_"))) for path in files(*PRODUCT, suffix=".py")]
    assert [name_of(path) for path, words in parts if words & empty_words] == []

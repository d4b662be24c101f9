"""Pages stay within the content security policy, work without scripts, and hold no dead pieces.

Mail (templates/messages) is another trade: mail programs want styles inline and know no policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from tests.house.tree import CHECKOUT, TEMPLATES, files, name_of

Tag = tuple[str, dict[str, str]]

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
WRITES = {"hx-post", "hx-put", "hx-patch", "hx-delete"}


class Tags(HTMLParser):
    """Every opening tag of a template with its attributes; Jinja's values read as `{{}}`."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[Tag] = []
        self.feed(VALUE.sub("{{}}", JINJA.sub(" ", source)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def every_template() -> list[Path]:
    return files(name_of(TEMPLATES), suffix=".html")


def parse(path: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


def pages() -> list[Path]:
    return [path for path in every_template() if path.relative_to(TEMPLATES).parts[0] != "messages"]


def offending(check: object) -> Iterator[str]:
    """The templates and tags for which `check(name, attributes)` says what is wrong."""
    assert callable(check)
    for path in pages():
        for tag, attributes in Tags(path.read_text(encoding="utf-8")).found:
            if wrong := check(tag, attributes):
                yield f"{name_of(path)}: <{tag}> {wrong}"


def breaks_policy(tag: str, attributes: dict[str, str]) -> str:
    if tag == "script" and "src" not in attributes:
        return "holds a script; scripts are files under static/"
    bad = [name for name in attributes if name == "style" or name.startswith("on") or "hx-on" in name]
    bad += [
        name
        for name, value in attributes.items()
        if value.lower().lstrip().startswith(("javascript:", "js:"))
    ]
    return f"has {', '.join(bad)}" if bad else ""


def filters_a_trigger(_: str, attributes: dict[str, str]) -> str:
    return "hx-trigger with a filter fires unfiltered" if "[" in attributes.get("hx-trigger", "") else ""


def needs_script_to_write(tag: str, attributes: dict[str, str]) -> str:
    if not WRITES & set(attributes):
        return ""
    posts = attributes.get("method", "").lower() == "post" and "action" in attributes
    return "" if tag == "form" and posts else "writes by HTMX but is no form with method=post and an action"


@pytest.mark.parametrize("check", [breaks_policy, filters_a_trigger, needs_script_to_write])
def test_pages_keep_to_the_rules(check: object) -> None:
    assert list(offending(check)) == []


@pytest.mark.parametrize(
    ("source", "check"),
    [
        ('<p style="color: red">', breaks_policy),
        ("<script>go()</script>", breaks_policy),
        ('<a onclick="go()">', breaks_policy),
        ('<a hx-on::after-request="go()">', breaks_policy),
        ('<form hx-vals="js:{a: 1}">', breaks_policy),
        ('<a href="javascript:go()">', breaks_policy),
        ("<div hx-get='/x' hx-trigger=\"every 5s [document.hidden]\">", filters_a_trigger),
        ('<button hx-post="{{ url_for("x") }}">', needs_script_to_write),
    ],
)
def test_what_the_rules_forbid_would_be_noticed(source: str, check: object) -> None:
    assert callable(check)
    assert any(check(tag, attributes) for tag, attributes in Tags(source).found)


def test_styles_are_files_even_where_a_page_carries_them() -> None:
    """A parent's page has its stylesheet inside, to come in one request: the file's content and no more."""
    inline = re.compile(r"<style[^>]*>(?!\{\{ ?\w+ ?\}\}</style>)")
    assert inline.search("<style>p { color: red }</style>")
    assert [name_of(path) for path in pages() if inline.search(path.read_text("utf-8"))] == []


def test_nothing_staff_or_families_wrote_is_taken_for_markup() -> None:
    trusting = []
    for path in every_template():
        tree = parse(path)
        safe = [node.node for node in tree.find_all(nodes.Filter) if node.name == "safe"]
        switches = [option for node in tree.find_all(nodes.EvalContextModifier) for option in node.options]
        if switches or not all(isinstance(value, nodes.Const) for value in safe):
            trusting.append(name_of(path))
    assert trusting == []


def python_code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in files("app", "scheduler", suffix=".py"))


def test_a_piece_of_a_page_is_no_page() -> None:
    pieces = [path for path in pages() if path.name.startswith("_")]
    assert [name_of(path) for path in pieces if "{% extends" in path.read_text("utf-8")] == []


def test_a_fragment_a_route_returns_has_its_own_name_as_id() -> None:
    wrong, code = [], python_code()
    for path in pages():
        if not path.name.startswith("_") or path.relative_to(TEMPLATES).as_posix() not in code:
            continue
        name = path.stem.lstrip("_").replace("_", "-")
        tags = Tags(path.read_text(encoding="utf-8")).found
        root = next((attributes.get("id", "") for _, attributes in tags), "")
        if not (root == name or root.startswith(f"{name}-{{{{")):
            wrong.append(f"{name_of(path)}: root id {root!r}, expected {name!r}")
    assert wrong == []


def test_every_imported_macro_is_used() -> None:
    unused = []
    for path in every_template():
        tree = parse(path)
        used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        for node in tree.find_all((nodes.FromImport, nodes.Import)):
            unused += [f"{name_of(path)}: {name}" for name in imported_names(node) if name not in used]
    assert unused == []


def imported_names(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Import):
        return [node.target]
    assert isinstance(node, nodes.FromImport)
    return [name[1] if isinstance(name, tuple) else name for name in node.names]


def test_every_template_is_shown_somewhere() -> None:
    code = python_code()
    known = files(name_of(TEMPLATES))
    shown: set[str] = set()
    for path in known:
        shown |= {str(name) for name in meta.find_referenced_templates(parse(path))}
    names = [path.relative_to(TEMPLATES).as_posix() for path in known]
    assert [name for name in names if name not in shown and name not in code] == []


def test_static_files_are_used() -> None:
    places = "\n".join(
        path.read_text("utf-8") for path in files("app") if path.suffix in {".html", ".py", ".css", ".js"}
    )
    static = CHECKOUT / "app" / "static"
    names = [path.relative_to(static).as_posix() for path in files("app/static")]
    assert [name for name in names if Path(name).name not in places and Path(name).parts[0] != "icons"] == []

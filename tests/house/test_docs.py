"""The documentation says what the code does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.domain.failures import Failure
from app.settings import Settings
from setup.pages import FAILURES, REASONS, failures_page, reasons_page
from tests.house.tree import CHECKOUT


def test_reasons_page_is_up_to_date() -> None:
    assert REASONS.read_text(encoding="utf-8") == reasons_page(), "run `make docs`"


def test_the_guide_explains_every_failure() -> None:
    page = FAILURES.read_text(encoding="utf-8")
    assert page == failures_page(page), "run `make docs`"
    assert [each for each in Failure if f"| {each.words} | {each.remedy} |" not in page] == []


def test_every_setting_is_documented_and_no_other() -> None:
    page = (CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^[|\-* ]+`([A-Z][A-Z_]+)`", page, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}


def test_decisions_are_numbered_and_complete() -> None:
    pages = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        headings = re.findall(r"^## (\w+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings[:3] == ["Context", "Decision", "Consequences"], page.name


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_between_pages_lead_somewhere(name: str) -> None:
    page = CHECKOUT / name
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_module_in_the_table_of_concepts_is_there() -> None:
    named = list(_named_modules())
    assert len(named) > 150
    gone = [
        path for path in named if not (CHECKOUT / f"{path}.py").exists() and not (CHECKOUT / path).is_dir()
    ]
    assert gone == []


def _named_modules() -> Iterator[str]:
    """E.g. "app/actions/make_link". What stands in brackets explains a module, and is none."""
    page = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    floors = ("domain", "models", "actions", "queries", "web")
    for row in re.findall(r"^\| (.+) \|$", page, re.MULTILINE):
        for floor, cell in zip(floors, row.split("|")[1:], strict=True):
            for name in re.findall(r"`([^`]+)`", re.sub(r"\([^)]*\)", "", cell)):
                yield f"app/{floor}/{name.rstrip('/')}"

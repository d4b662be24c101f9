"""The pages about commands and the set-up file say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from app.domain.message_elements import ELEMENTS
from app.domain.timing import RuleType
from app.feeds.config.reading import read_config

DOCS = Path(__file__).parents[2] / "docs"
CONFIG = (DOCS / "config-yaml.md").read_text(encoding="utf-8")


def test_the_document_on_the_page_can_be_imported() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", CONFIG, re.DOTALL)
    document = read_config(example.encode())
    shown = example
    for name in (
        *document.model_dump(),
        *document.practice.model_dump(),
        *document.delivery_rules.model_dump(),
        *document.waitlist.model_dump(),
        *document.visit_types[0].model_dump(),
        *document.locations[0].model_dump(),
        *document.departments[0].model_dump(),
        *document.automated_messages[0].model_dump(),
        *document.routing[0].model_dump(),
        *document.templates[0].model_dump(),
    ):
        assert name in shown


def test_every_type_of_message_is_on_the_page() -> None:
    named = CONFIG[CONFIG.index("The types:") :]
    assert re.findall(r"`([a-z_]+)`", named)[: len(RuleType)] == list(RuleType)


def test_every_element_is_on_the_page() -> None:
    named = CONFIG[CONFIG.index("The elements:") :]
    assert re.findall(r"`([a-z_]+)`", named)[: len(ELEMENTS)] == list(ELEMENTS)


def test_every_command_is_on_the_page(app: Flask) -> None:
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    ours = {name for name in app.cli.commands if name not in {"routes", "run", "shell", "limiter"}}
    assert [name for name in sorted(ours) if not re.search(rf"`{name}\b", page)] == []

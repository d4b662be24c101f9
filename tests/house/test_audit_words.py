"""Whatever is written into the audit log has words: what was done, and to what."""

from __future__ import annotations

import ast

from app.domain.audit_words import ACTIONS, SUBJECTS
from tests.house.tree import CHECKOUT

APP = CHECKOUT / "app"


def written() -> set[tuple[str, str]]:
    """The action and subject of every call that writes a line, where both are written out."""
    found = set()
    sources = (path.read_text(encoding="utf-8") for path in APP.rglob("*.py"))
    for source in (each for each in sources if "write_audit(" in each):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "write_audit":
                for action in _texts(node.args[3]):
                    for subject in _texts(node.args[4]):
                        found.add((action, subject))
    return found


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_action_and_subject_has_words() -> None:
    lines = written()
    assert len(lines) > 30
    assert {action for action, _ in lines} - set(ACTIONS) == set()
    assert {subject for _, subject in lines} - set(SUBJECTS) == set()

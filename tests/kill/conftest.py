"""What the kills came to, said at the end of a run: figures a person can quote."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each kill that left figures."""
    passed = terminalreporter.stats.get("passed", [])
    told = [words for report in passed for name, words in report.user_properties if name == "figures"]
    if told:
        terminalreporter.section("what the kills came to")
    for words in sorted(set(told)):
        terminalreporter.write_line(words)

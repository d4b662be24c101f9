"""What several house tests stand on."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.fixture
def demo(app: Flask) -> Flask:
    """The application with the demo practice in it."""
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    return app

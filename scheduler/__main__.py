"""`python -m scheduler clock` or `worker`: one role of the product, as `flask serve` starts it."""

from __future__ import annotations

import sys

from app.factory import create_app
from app.logs import configure_logging
from app.settings import SettingsError, read_settings
from scheduler.clock import run_clock
from scheduler.interpreter import set_interpreter
from scheduler.worker import run_worker

ROLES = {"clock": run_clock, "worker": run_worker}


def main() -> None:
    """Run the role named on the command line until SIGTERM or SIGINT."""
    if len(sys.argv) != 2 or sys.argv[1] not in ROLES:
        sys.exit("Say which part to run: python -m scheduler clock, or python -m scheduler worker")
    try:
        settings = read_settings()
        configure_logging(settings.log_level, json=settings.production)
        app = create_app(settings)
    except SettingsError as error:
        sys.exit(f"Deskbell cannot start with these settings:\n{error}\nSee docs/settings.md.")
    set_interpreter()
    ROLES[sys.argv[1]](app)


main()

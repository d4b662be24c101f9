"""The web server's own lines, written as all others are: left alone it quotes paths, which may be keys."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from app.logs import log_handler
from app.settings import read_settings


class ServerLog(Logger):
    """For gunicorn's ``--logger-class``. It keeps no access log: every request is logged by its route."""

    def setup(self, cfg: Any) -> None:
        """Take gunicorn's level, and our way of writing."""
        super().setup(cfg)
        self.error_log.handlers = [log_handler(json=read_settings().production)]

    def access(self, *_: Any) -> None:
        """Nothing: see ``app.web.health.watch_requests``."""

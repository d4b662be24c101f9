"""Logs: one line an event, with names of things and ids, never a person's data.

JSON in production, readable text otherwise, always to stderr. What could carry a phone number, a
name or a token is kept out at its source: routes are logged as patterns, exceptions without their
text (a database error quotes the row it refused), and libraries that log what they send are hushed.
Should a library still name an address that opens something, the token in it is struck out.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Libraries whose debug lines quote SQL parameters, addresses, request bodies or the paths of links.
HUSHED = {
    "sqlalchemy": logging.ERROR,
    "psycopg": logging.ERROR,
    "werkzeug": logging.ERROR,
    "gunicorn.access": logging.CRITICAL,
    "flask-limiter": logging.CRITICAL,
    "limits": logging.ERROR,
    "urllib3": logging.ERROR,
    "vonage": logging.CRITICAL,
    "python_http_client": logging.ERROR,
    "aiohttp": logging.CRITICAL,
    # What nobody waited for is told with the words of its exception.
    "asyncio": logging.CRITICAL,
    "phonenumbers": logging.ERROR,
    "procrastinate": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
}


# What opens something, or names it for a vendor: the tokens of parents' pages and recordings, the proof of
# a birth date, and what the addresses of a call carry.
_TOKEN = re.compile(r"(/(?:v|p|recordings)/|[?&](?:k|key|ref|call)=)[^\s/?#&\"'<>]+")


def configure_logging(level: str, *, json: bool) -> None:
    """Send every logger of this process through one formatter. Safe to call again."""
    root = logging.getLogger()
    root.handlers = [log_handler(json=json)]
    root.setLevel(level)
    for name, least in HUSHED.items():
        logging.getLogger(name).setLevel(least)
    structlog.configure(
        processors=[*_before(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def log_handler(*, json: bool) -> logging.Handler:
    """To stderr, as every line of the product is written."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_before(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_render(json)],
        )
    )
    return handler


def _before() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        trace_without_texts,
        strike_out_tokens,
    ]


def _render(json: bool) -> list[Processor]:
    if json:
        return [structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


def trace_without_texts(logger: Any, name: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's shape
    """Replace ``exc_info`` by the chain of types and places.

    The text of an exception is left out: PostgreSQL's "Key (value)=(+19375550142) already exists"
    taught us that it quotes people.
    """
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = (
        given
        if isinstance(given, BaseException)
        else (given[1] if isinstance(given, tuple) else sys.exc_info()[1])
    )
    if error is not None:
        event["error"] = _chain(error)
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def strike_out_tokens(logger: Any, name: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's shape
    """Replace the tokens of addresses in every text of the line by an ellipsis."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _TOKEN.sub(r"\1…", value)
    return event


def _chain(error: BaseException) -> str:
    names: list[str] = []
    link: BaseException | None = error
    while link is not None and len(names) < 5:
        names.append(type(link).__name__)
        link = link.__cause__ or link.__context__
    return " from ".join(names)

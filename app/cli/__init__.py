"""The command line: one file a noun, each with ``register(cli)`` that adds its commands."""

from __future__ import annotations

from collections.abc import Callable

import click

from app.cli import audit, channels, config, demo, feed, link, lists, plan, practice, serve, staff, tick

COMMANDS: tuple[Callable[[click.Group], None], ...] = (
    demo.register,
    practice.register,
    staff.register,
    serve.register,
    feed.register,
    lists.register,
    link.register,
    config.register,
    channels.register,
    plan.register,
    audit.register,
    tick.register,
)
"""In the order `flask --help` would explain them."""

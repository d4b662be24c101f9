"""Whether the page that sets up the first practice is open, and for whom (product L5)."""

from __future__ import annotations

from flask import Flask, current_app

from app.links import FirstPracticeKey
from app.queries.first_practice import waits_for_practice
from app.queries.practice_by_slug import practice_by_slug
from app.web.filters import this_moment
from app.work import reading_everywhere


def may_start(key: str = "") -> bool:
    """Anybody may while trying out; in production only who has the address that the command line gave out.

    Nobody may once the installation has a practice.
    """
    settings = current_app.extensions["deskbell.settings"]
    if settings.production and not FirstPracticeKey(settings.secret_keys, settings.base_url).opens(
        key, this_moment()
    ):
        return False
    with reading_everywhere() as session:
        return waits_for_practice(session)


def nobody_lives_here() -> bool:
    """Is there no practice at all, not even a demo?"""
    with reading_everywhere() as session:
        return not practice_by_slug(session)


def offer_start(app: Flask) -> None:
    """The sign-in page offers it while it is open."""
    app.jinja_env.globals["may_start"] = may_start

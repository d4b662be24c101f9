"""Whether the pages that set a practice up are open, and for whom (product L5)."""

from __future__ import annotations

from flask import Flask, current_app

from app.domain.permissions import Permission
from app.domain.setup_steps import next_step, steps_done
from app.links import FirstPracticeKey
from app.queries.first_practice import waits_for_practice
from app.queries.practice_by_slug import practice_by_slug
from app.queries.setup_facts import setup_facts
from app.web.access import current_practice_id, may
from app.web.filters import this_moment
from app.work import reading, reading_everywhere


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


def is_setting_up() -> bool:
    """Are steps of the set-up still open for this person's practice, and may they do them?"""
    if not may(Permission.DELIVERY_RULES_EDIT):
        return False
    with reading(current_practice_id()) as session:
        return next_step(steps_done(setup_facts(session, current_practice_id()))) is not None


def offer_start(app: Flask) -> None:
    """The sign-in page offers it while it is open; an import leads back to an unfinished set-up."""
    app.jinja_env.globals.update(may_start=may_start, is_setting_up=is_setting_up)

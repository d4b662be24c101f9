"""Load the demo practices, so that everybody can see the product at work (contract: demo load)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.demo.past_weeks import add_past_weeks
from app.actions.demo.play import play
from app.actions.demo.renewals import write_renewals
from app.actions.demo.stage import make_practice
from app.actions.demo.story import Story, read_story
from app.actions.demo.waiting import put_on_waitlist
from app.actions.look_ahead import look_ahead
from app.actions.remove_practice import remove_practice
from app.actions.write_audit import Actor
from app.extensions import db
from app.links import LinkSigner
from app.models import Practice
from app.providers.port import Exits
from app.work import work, work_everywhere

STORIES = ("willow", "maple")
_ACTOR = Actor("demo")
_TURN = 480_012


class DemoRefused(ValueError):
    """The demo cannot be loaded; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """Slugs of the practices made now, and of those that were there and stay as they are."""

    made: tuple[str, ...]
    kept: tuple[str, ...]


def load_demo(now: datetime, exits: Exits, signer: LinkSigner, *, reset: bool = False) -> DemoLoaded:
    """Make the demo practices that are missing, seen from ``now`` (UTC), in transactions of its own.

    Loading again changes nothing; ``reset`` makes them anew. A loading that was cut short is done
    again. Raises DemoRefused where a real practice has a demo's slug.
    """
    made, kept = [], []
    with _one_at_a_time():
        for story in (read_story(name, now) for name in STORIES):
            if not _clear(story.slug, reset=reset):
                kept.append(story.slug)
                continue
            _load(story, exits, signer)
            made.append(story.slug)
    return DemoLoaded(tuple(made), tuple(kept))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with db.engine.connect() as guard:
        guard.execute(text("select pg_advisory_lock(:turn)"), {"turn": _TURN})
        guard.commit()
        try:
            yield
        finally:
            guard.execute(text("select pg_advisory_unlock(:turn)"), {"turn": _TURN})
            guard.commit()


def _clear(slug: str, *, reset: bool) -> bool:
    """Is the place free now for the demo practice ``slug``?"""
    with work_everywhere() as session:
        practice = session.scalars(select(Practice).where(Practice.slug == slug)).one_or_none()
        if practice is None:
            return True
        if not practice.demo:
            raise DemoRefused(f"There is a practice {slug!r} that is not the demo. The demo was not loaded.")
        if not (reset or practice.setting_up):
            return False
        remove_practice(session, practice.id)
    return True


def _load(story: Story, exits: Exits, signer: LinkSigner) -> None:
    with work_everywhere() as session:
        practice_id = make_practice(session, _ACTOR, story)
        add_past_weeks(session, story)
    play(story, practice_id, _ACTOR, exits, signer)
    with work(practice_id) as session:
        put_on_waitlist(session, story)
        write_renewals(session, _ACTOR, story)
        _open(session, practice_id)
    look_ahead(story.now, practice_id)


def _open(session: Session, practice_id: int) -> None:
    session.get_one(Practice, practice_id).setting_up = False

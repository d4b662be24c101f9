"""Give a demo practice some words of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_template import rename_template, save_words
from app.actions.copy_template import copy_template
from app.actions.demo.story import Story
from app.actions.write_audit import Actor
from app.domain.languages import Language
from app.domain.message_elements import ELEMENTS
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft, occasions_of
from app.domain.wording.own_words import WordsKey
from app.models import RuleRow, StaffUser
from app.models.own_texts import seen_as, words_in_use


def add_own_words(session: Session, story: Story) -> None:
    """Sets as somebody of the practice would have made them, used by the message of their type."""
    for told in story.told.get("own_words", ()):
        staff = session.scalars(select(StaffUser).where(StaffUser.email == told["by"])).one()
        _add(session, story, Actor(staff.email, staff.id), told)


def _add(session: Session, story: Story, actor: Actor, told: dict[str, Any]) -> None:
    kind, now = RuleType(told["type"]), story.begins
    set_id = copy_template(session, now, actor, kind)
    rename_template(session, now, actor, set_id, told["name"])
    for variant, said in told["says"].items():
        key = WordsKey(occasions_of(kind)[0], Channel.TEXT, Language.ENGLISH, variant)
        typed = {language: Draft(said[language]) for language in Language}
        seen = seen_as(words_in_use(session, set_id, key))
        save_words(session, now, actor, set_id, key, typed, seen, ELEMENTS["link"].sample.en)
    for rule in session.scalars(select(RuleRow).where(RuleRow.type == kind)):
        rule.template_set_id = set_id

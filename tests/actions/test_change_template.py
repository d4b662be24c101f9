"""A practice writes its own words: saved in versions, sent by the messages that use them (product F1, F3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.change_template import (
    WordsChangedMeanwhile,
    WordsRefused,
    WordsSaved,
    archive_template,
    restore_words,
    save_words,
)
from app.actions.copy_template import copy_template
from app.actions.deliver_messages import deliver_messages
from app.actions.plan_messages import plan_messages
from app.actions.write_audit import COMMAND_LINE
from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording import STANDARD_VERSION
from app.domain.wording.editable import Draft, every_text, standard_draft
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import WordsKey
from app.models import Message, RuleRow, Template, TemplateSet
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

EN, ES = Language.ENGLISH, Language.SPANISH
KEY = WordsKey(Occasion.REMINDER, Channel.TEXT, EN, "one")
LINK = "https://willowpeds.com/v/7Kq2xR9mBt4a"
WORDS = "{practice}: {patient_name} comes {when}! {link} {phone}. STOP to end"
WORDS_ES = "{practice}: {patient_name} viene el {when}. {link} {phone}. STOP para salir"


@pytest.fixture
def willow(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


def copied(clinic: Clinic) -> int:
    with work(clinic.practice_id) as session:
        return copy_template(session, NOW, COMMAND_LINE, RuleType.REMINDER)


def save(
    clinic: Clinic, set_id: int, body: str = WORDS, seen: str = "en1-es1", later: int = 1
) -> WordsSaved | WordsRefused | WordsChangedMeanwhile | None:
    with work(clinic.practice_id) as session:
        typed = {EN: Draft(body), ES: Draft(WORDS_ES)}
        at = NOW + timedelta(minutes=later)
        return save_words(session, at, COMMAND_LINE, set_id, KEY, typed, seen, LINK)


def versions(clinic: Clinic) -> list[tuple[str, int, bool]]:
    with work(clinic.practice_id) as session:
        rows = session.scalars(
            select(Template)
            .where(Template.kind == "reminder", Template.channel == "text", Template.variant == "one")
            .order_by(Template.language, Template.version)
        )
        return [(row.language, row.version, row.current) for row in rows]


def test_a_copy_holds_every_text_of_its_type_as_the_standard_has_it(willow: Clinic) -> None:
    set_id = copied(willow)
    with work(willow.practice_id) as session:
        rows = session.scalars(select(Template).where(Template.set_id == set_id)).all()
    held = {
        WordsKey(Occasion(row.kind), Channel(row.channel), Language(row.language), row.variant): Draft(
            row.body, row.subject
        )
        for row in rows
    }
    assert held == {key: standard_draft(key) for key in every_text(RuleType.REMINDER)}
    assert {(row.version, row.current) for row in rows} == {(1, True)}


def test_only_the_messages_that_use_a_set_have_its_words(willow: Clinic, app: Flask) -> None:
    set_id = copied(willow)
    assert save(willow, set_id) == WordsSaved((EN, ES))
    with work(willow.practice_id) as session:
        willow.session = session
        for name, chosen, place in (("Own", set_id, 1), ("Standard", None, 2)):
            mia = willow.child(name)
            willow.parent(f"Parent of {name}", mia)
            visit_type = f"Type {place}"
            willow.visit(mia, NOW + timedelta(days=1), visit_type=visit_type)
            willow.rule(template_set_id=chosen, visit_types=[visit_type])
    plan_messages(NOW, willow.practice_id)
    deliver_messages(NOW, app.extensions["deskbell.exits"], app.extensions["deskbell.signer"])
    with work(willow.practice_id) as session:
        sent = session.scalars(select(Message).order_by(Message.rule_id)).all()
    assert sent[0].body.startswith("Willow: Own comes Mon Nov 23, 10:00 AM! http")
    assert (sent[0].template_version, sent[1].template_version) == (f"own-{set_id}-2", STANDARD_VERSION)
    assert "see you tomorrow" in sent[1].body


def test_a_language_that_stayed_gets_no_new_version(willow: Clinic) -> None:
    set_id = copied(willow)
    save(willow, set_id)
    assert save(willow, set_id, WORDS + " Thanks.", "en2-es2", 2) == WordsSaved((EN,))
    assert versions(willow) == [
        ("en", 1, False), ("en", 2, False), ("en", 3, True), ("es", 1, False), ("es", 2, True),
    ]  # fmt: skip


def test_one_wrong_language_saves_neither(willow: Clinic) -> None:
    set_id = copied(willow)
    result = save(willow, set_id, "{practise}")
    assert isinstance(result, WordsRefused)
    assert set(result.errors) == {EN}
    assert versions(willow) == [("en", 1, True), ("es", 1, True)]


def test_of_two_who_save_at_once_one_is_told(willow: Clinic, app: Flask) -> None:
    set_id = copied(willow)
    begin = Barrier(2)

    def somebody(words: str) -> object:
        with app.app_context():
            begin.wait()
            return save(willow, set_id, words)

    with ThreadPoolExecutor(2) as people:
        results = list(people.map(somebody, (WORDS + " One.", WORDS + " Two.")))
    assert sorted(type(each).__name__ for each in results) == ["WordsChangedMeanwhile", "WordsSaved"]
    assert [each for each in versions(willow) if each[2]] == [("en", 2, True), ("es", 2, True)]


def test_an_older_version_comes_back_as_a_new_one(willow: Clinic) -> None:
    set_id = copied(willow)
    save(willow, set_id)
    with work(willow.practice_id) as session:
        first = session.scalars(
            select(Template).where(Template.version == 1, Template.variant == "one")
            .where(Template.channel == "text", Template.kind == "reminder", Template.language == "en")
        ).one()  # fmt: skip
        assert restore_words(session, NOW + timedelta(hours=1), COMMAND_LINE, first.id) == set_id
        assert restore_words(session, NOW + timedelta(hours=2), COMMAND_LINE, first.id) == set_id
    assert versions(willow)[:3] == [("en", 1, False), ("en", 2, False), ("en", 3, True)]


def test_a_set_that_is_put_away_cannot_be_written_any_more(willow: Clinic) -> None:
    set_id = copied(willow)
    with work(willow.practice_id) as session:
        willow.session = session
        rule = willow.rule(name="Evening before", template_set_id=set_id)
        assert "Evening before" in (archive_template(session, NOW, COMMAND_LINE, set_id) or "")
        session.get_one(RuleRow, rule.id).template_set_id = None
        session.flush()
        assert archive_template(session, NOW, COMMAND_LINE, set_id) == ""
        assert session.scalars(select(TemplateSet.archived_at)).one() == NOW
    assert save(willow, set_id) is None
    assert copied(willow) != set_id

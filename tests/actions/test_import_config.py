"""A practice's set-up goes out as one document and comes in again: all of it, or nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.actions.create_rules import create_default_rules
from app.actions.import_config import import_config
from app.actions.write_audit import COMMAND_LINE
from app.feeds.config.differences import differences
from app.feeds.config.reading import ConfigRefused, read_config, write_config
from app.models import (
    AppointmentRow,
    AuditLine,
    ChannelSetup,
    DeliveryRulesRow,
    Department,
    Holiday,
    Location,
    Provider,
    RoutingRule,
    RuleRow,
    Template,
    TemplateSet,
)
from app.models.own_texts import own_texts
from app.queries.export_config import export_config
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic


@pytest.fixture
def willow(app: Flask) -> Clinic:
    """A practice that has set up something of everything."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
    with work(clinic.practice_id) as session:
        clinic.session = session
        create_default_rules(session, NOW)
        north = clinic.add(Location(name="North Office", timezone="America/Chicago", phone="+13125550101"))
        kim = clinic.add(Provider(name="Dr. Sun Kim", spoken_name="Doctor Kim", name_es="Dra. Kim"))
        clinic.add(Department(name="Nursing", email=""))
        clinic.add(Holiday(day=date(2026, 12, 25), name="Christmas"))
        clinic.add(Holiday(day=date(2026, 12, 31), name="Stocktaking", location_id=north.id))
        warm = clinic.add(TemplateSet(type="confirmation_request", name="Warm words", created_at=NOW))
        clinic.add(
            Template(set_id=warm.id, kind="ask", channel="text", language="en", variant="one", version=1,
                     current=False, body="old {link}", created_at=NOW)
        )  # fmt: skip
        clinic.add(
            Template(set_id=warm.id, kind="ask", channel="text", language="en", variant="one", version=2,
                     body="{practice}: coming? {link}", created_at=NOW)
        )  # fmt: skip
        clinic.rule("reminder", name="For Dr. Kim", provider_ids=[kim.id], location_ids=[north.id])
        rules = session.scalars(select(DeliveryRulesRow)).one()
        rules.window_from, rules.days, rules.deadline_hours = time(9, 30), [0, 1, 2, 3, 4], 4
    return clinic


@pytest.fixture
def maple(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session, "maple")


def exported(clinic: Clinic) -> str:
    with work(clinic.practice_id) as session:
        return write_config(export_config(session, clinic.practice_id))


def bring_in(clinic: Clinic, text: str, now: datetime = NOW) -> int:
    """Import ``text``; how many things changed."""
    document = read_config(text.encode())
    with work(clinic.practice_id) as session:
        changes = differences(export_config(session, clinic.practice_id), document)
        import_config(session, now, COMMAND_LINE, clinic.practice_id, document, changes)
        return len(changes)


def test_what_goes_out_comes_in_again_in_another_practice(willow: Clinic, maple: Clinic) -> None:
    text = exported(willow)
    assert bring_in(maple, text) > 0
    assert exported(maple) == text
    assert exported(willow) == text


def _set_up(clinic: Clinic, **given: object) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        clinic.add(ChannelSetup(channel="text", sender="+19375550142", changed_at=NOW, **given))


def test_nobody_goes_live_by_a_document(willow: Clinic, maple: Clinic) -> None:
    _set_up(willow, resends=4, stop_at=time(19), activated_at=NOW, verified_at=NOW, verified_sender="+1937")
    bring_in(maple, exported(willow))
    with work(maple.practice_id) as session:
        row = session.scalars(select(ChannelSetup)).one()
    assert (row.sender, row.resends, row.stop_at) == ("+19375550142", 4, time(19))
    assert (row.activated_at, row.verified_at, row.verified_sender) == (None, None, "")


def test_a_live_channel_keeps_its_sender_and_nothing_else_is_brought_in(willow: Clinic) -> None:
    _set_up(willow, activated_at=NOW)
    before = exported(willow)
    changed = before.replace("sender: '+19375550142'", "sender: '+19375550143'").replace(
        "deadline_hours: 1", "deadline_hours: 7"
    )
    assert changed != before
    with pytest.raises(ConfigRefused, match=r"channels\.text\.sender: this channel is live"):
        bring_in(willow, changed)
    assert exported(willow) == before


def test_the_same_document_again_changes_nothing(willow: Clinic) -> None:
    text = exported(willow)
    assert bring_in(willow, text, NOW + timedelta(days=1)) == 0
    with work(willow.practice_id) as session:
        assert session.scalar(select(func.count(AuditLine.id))) == 0
        assert session.scalar(select(func.max(RuleRow.enabled_at))) <= NOW


def test_a_change_is_written_down_and_makes_the_clock_look_again(willow: Clinic) -> None:
    with work(willow.practice_id) as session:
        willow.session = session
        visit = willow.visit(willow.child(), NOW + timedelta(days=5)).id
    text = exported(willow).replace("deadline_hours: 4", "deadline_hours: 6")
    assert bring_in(willow, text) == 1
    with work(willow.practice_id) as session:
        line = session.scalars(select(AuditLine)).one()
        assert line.before == {"delivery_rules.deadline_hours": 4}
        assert line.after == {"delivery_rules.deadline_hours": 6}
        assert session.get_one(AppointmentRow, visit).replan
        assert session.scalars(select(DeliveryRulesRow.deadline_hours)).one() == 6


def test_an_own_text_that_changes_is_a_new_version_and_one_left_out_gives_way_to_the_standard(
    willow: Clinic,
) -> None:
    text = exported(willow)
    bring_in(willow, text.replace("coming? {link}", "are you coming? {link}"))
    with work(willow.practice_id) as session:
        ((words,),) = (texts.values() for texts in own_texts(session).values())
        assert (words.version, words.body) == (3, "{practice}: are you coming? {link}")
    bring_in(willow, text[: text.index("templates:")] + "templates: []\n")
    with work(willow.practice_id) as session:
        assert own_texts(session) == {}
        assert session.scalar(select(func.count(Template.id))) == 3


def test_a_set_left_out_is_put_away_and_its_messages_have_the_standard_texts(willow: Clinic) -> None:
    with work(willow.practice_id) as session:
        willow.session = session
        warm = session.scalars(select(TemplateSet)).one()
        asks = willow.rule(
            "confirmation_request", name="Ask", statuses=["scheduled"], template_set_id=warm.id
        ).id
    text = exported(willow)
    bring_in(
        willow, text[: text.index("template_sets:")].replace("template_set: Warm words", "template_set: null")
    )
    with work(willow.practice_id) as session:
        assert session.get_one(RuleRow, asks).template_set_id is None
        assert session.scalars(select(TemplateSet)).one().archived_at == NOW
        assert own_texts(session) == {}
    assert "Warm words" not in exported(willow)


def test_routing_for_a_deleted_message_alone_does_not_become_routing_for_all(willow: Clinic) -> None:
    with work(willow.practice_id) as session:
        willow.session = session
        gone = willow.rule(name="Gone", state="disabled", enabled_at=None, deleted_at=NOW)
        for position, rules in enumerate(([gone.id], []), 1):
            willow.add(RoutingRule(position=position, department_id=willow.department_id, rule_ids=rules))
    document = read_config(exported(willow).encode())
    assert [part.automated_messages for part in document.routing] == [[]]
    assert "Gone" not in {part.name for part in document.automated_messages}


def test_a_rule_that_stays_on_keeps_its_moment_and_one_turned_on_begins_now(willow: Clinic) -> None:
    later = NOW + timedelta(days=3)
    bring_in(willow, exported(willow).replace("state: draft", "state: enabled"), later)
    with work(willow.practice_id) as session:
        began = dict(session.execute(select(RuleRow.name, RuleRow.enabled_at)).all())
    assert began["Same-day reminder"] == later
    assert began["Reminder"] == NOW


def test_two_providers_of_one_name_are_one_in_the_document(willow: Clinic) -> None:
    with work(willow.practice_id) as session:
        willow.session = session
        willow.add(Provider(name="Dr. Anita Patel", spoken_name="the other"))
    text = exported(willow)
    assert text.count("- name: Dr. Anita Patel") == 1
    assert bring_in(willow, text) == 0

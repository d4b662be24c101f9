"""Whoever has video visits to come and no video room is named beside the message about them (product E8)."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from app.domain.rule_parts import starting_rule
from app.domain.timing import RuleType
from app.models import Provider
from app.queries.rule_surroundings import rule_surroundings
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic


def test_only_providers_with_video_visits_to_come_and_no_room(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        kim = clinic.add(Provider(name="Dr. Kim", video_url="https://video.example/kim"))
        mia = clinic.child("Mia")
        for provider_id, kind in ((clinic.provider_id, "Telehealth"), (kim.id, "Telehealth")):
            clinic.visit(mia, provider_id=provider_id, visit_type=kind)
        row = clinic.rule("telehealth_first", visit_types=["Telehealth"])
    rule = replace(starting_rule(RuleType.TELEHEALTH_FIRST), id=row.id, visit_types=frozenset({"Telehealth"}))
    with work(clinic.practice_id) as session:
        around = rule_surroundings(session, NOW, "https://willow.example/v/x")
        said = [each.what for each in around.cautions_of(rule)]
    assert any("Dr. Anita Patel" in each and "Dr. Kim" not in each for each in said)
    assert around.roomless(replace(rule, visit_types=frozenset({"Check-up"}))) == ()

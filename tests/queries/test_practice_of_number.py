"""Whose number was texted or called: never another practice's."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models import ChannelSetup, Location, Practice
from app.queries.practice_of_number import practice_of_number
from app.work import PracticeSession, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

pytestmark = pytest.mark.database
MAIN, SECOND, NOBODYS = "+19375550100", "+19375550200", "+19375550999"


def setup_of(clinic: Clinic, sender: str, *, live: bool = True, channel: str = "text") -> None:
    activated_at = NOW if live else None
    clinic.add(ChannelSetup(channel=channel, sender=sender, activated_at=activated_at, changed_at=NOW))


def asked(session: PracticeSession, number: str) -> int | None:
    session.flush()
    return practice_of_number(session, number)


def test_each_practice_is_found_by_its_own_number(app: Flask) -> None:
    with work_everywhere() as session:
        willow, maple = make_clinic(session), make_clinic(session, "maple")
        setup_of(willow, MAIN)
        setup_of(maple, SECOND, channel="voice")
        assert asked(session, MAIN) == willow.practice_id
        assert asked(session, SECOND) == maple.practice_id
        assert asked(session, SECOND.removeprefix("+")) == maple.practice_id
        assert asked(session, NOBODYS) is None


def test_an_office_with_a_number_of_its_own_is_its_practices(app: Flask) -> None:
    with work_everywhere() as session:
        make_clinic(session)
        maple = make_clinic(session, "maple")
        session.get_one(Location, maple.location_id).sender = SECOND
        assert asked(session, SECOND) == maple.practice_id


def test_who_really_sends_goes_before_who_wrote_the_number_down(app: Flask) -> None:
    with work_everywhere() as session:
        willow, maple = make_clinic(session), make_clinic(session, "maple")
        setup_of(willow, MAIN, live=False)
        assert asked(session, MAIN) == willow.practice_id
        setup_of(maple, MAIN)
        assert asked(session, MAIN) == maple.practice_id
        session.get_one(Practice, maple.practice_id).demo = True
        assert asked(session, MAIN) is None


@pytest.mark.parametrize("channel", ["text", "voice"])
def test_a_practice_that_is_live_from_another_number_takes_no_texts_by_writing_this_one_down(
    app: Flask, channel: str
) -> None:
    with work_everywhere() as session:
        willow, maple = make_clinic(session), make_clinic(session, "maple")
        setup_of(willow, MAIN)
        setup_of(maple, SECOND, channel=channel)
        session.get_one(Location, maple.location_id).sender = MAIN
        if channel == "voice":
            setup_of(maple, MAIN, live=False)
        assert asked(session, MAIN) == willow.practice_id
        assert asked(session, SECOND) == maple.practice_id


def test_an_office_sends_from_its_own_number_once_that_was_checked(app: Flask) -> None:
    with work_everywhere() as session:
        willow, maple = make_clinic(session), make_clinic(session, "maple")
        clinic_setup = ChannelSetup(
            channel="text", sender=MAIN, verified_sender=f"{MAIN},{SECOND}", activated_at=NOW, changed_at=NOW
        )
        willow.add(clinic_setup)
        setup_of(maple, SECOND, live=False)
        assert asked(session, SECOND) == willow.practice_id


def test_a_number_of_two_practices_is_nobodys(app: Flask) -> None:
    with work_everywhere() as session:
        setup_of(make_clinic(session), MAIN)
        setup_of(make_clinic(session, "maple"), MAIN)
        assert asked(session, MAIN) is None


def test_an_unknown_number_belongs_to_the_only_practice(app: Flask) -> None:
    with work_everywhere() as session:
        assert asked(session, NOBODYS) is None
        demo = make_clinic(session, "demo", demo=True)
        assert asked(session, NOBODYS) == demo.practice_id
        willow = make_clinic(session)
        assert asked(session, NOBODYS) == willow.practice_id
        maple = make_clinic(session, "maple")
        assert asked(session, NOBODYS) is None
        setup_of(maple, SECOND)
        assert asked(session, NOBODYS) == maple.practice_id

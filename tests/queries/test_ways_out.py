"""What every staff page asks about the ways out, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from app.domain.preferences import Channel
from app.models import ChannelSetup, Practice, ProviderGate
from app.providers.port import Exits
from app.providers.sandbox import SandboxProvider
from app.queries.ways_out import WaysOut, ways_out
from app.work import reading, work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic


class Way(SandboxProvider):
    """A vendor that is only named."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


SANDBOX = Exits(SandboxProvider())
VENDORS = Exits(SandboxProvider(), {"text": Way("vonage_text"), "email": Way("sendgrid_email")})


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """Texts and faxes are activated; this installation has no way out for faxes."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        for channel in ("text", "fax"):
            clinic.add(ChannelSetup(channel=channel, activated_at=NOW, changed_at=NOW))
        clinic.add(ChannelSetup(channel="email", changed_at=NOW))
    return clinic


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that went to the database meanwhile."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def asked(clinic: Clinic, exits: Exits) -> WaysOut:
    with reading(clinic.practice_id) as session:
        return ways_out(session, NOW, exits)


def test_an_installation_in_sandbox_asks_nothing(clinic: Clinic) -> None:
    with counted() as statements:
        assert asked(clinic, SANDBOX) == WaysOut()
    assert statements == []


def test_what_is_activated_and_sent_by_the_installation_is_live_for_one_question(clinic: Clinic) -> None:
    with counted() as statements:
        assert asked(clinic, VENDORS) == WaysOut(live=frozenset({Channel.TEXT}))
    assert len(statements) == 1


def test_a_demo_is_never_live(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        session.get_one(Practice, clinic.practice_id).demo = True
    assert asked(clinic, VENDORS) == WaysOut(demo=True)


@pytest.mark.parametrize(("provider", "told"), [("vonage_text", 1), ("sendgrid_email", 0)])
def test_an_outage_is_told_to_whom_it_concerns(clinic: Clinic, provider: str, told: int) -> None:
    with work_everywhere() as session:
        until = NOW + timedelta(minutes=1)
        session.add(ProviderGate(provider=provider, filled_at=NOW, opened_at=NOW, open_until=until))
    assert [each.provider for each in asked(clinic, VENDORS).outages] == [provider] * told

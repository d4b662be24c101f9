"""What staff are told while a way out does not work (product G8)."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import text

from app.models import ProviderGate
from app.providers.port import Accepted, Exits
from app.providers.sandbox import SandboxProvider
from app.queries.outages import Outage, outages
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import Gateway
from tests.builders.clinic import NOW
from tests.builders.live_practice import backlog, live_clinic

MINUTE = timedelta(minutes=1)
EXITS = Exits(SandboxProvider(), {"text": Gateway(Accepted("taken"))})


def shut(**given: object) -> None:
    filled = {
        "provider": "gateway",
        "filled_at": NOW,
        "failures": 1,
        "reason": "credentials",
        "opened_at": NOW - 4 * MINUTE,
        "open_until": NOW + MINUTE,
    }
    with work_everywhere() as session:
        session.add(ProviderGate(**{**filled, **given}))


def asked(practice_id: int) -> list[Outage]:
    with work(practice_id) as session:
        return outages(session, NOW, EXITS)


def test_while_all_goes_well_there_is_nothing_to_tell(app: Flask) -> None:
    clinic = live_clinic()
    shut(failures=3, opened_at=None, open_until=None)
    assert asked(clinic.practice_id) == []


def test_the_reason_the_remedy_and_what_waits_in_this_practice_are_told(app: Flask) -> None:
    clinic, other = live_clinic(), live_clinic("maple")
    backlog(clinic, 3)
    backlog(clinic, 2, due_at=NOW + timedelta(hours=1))
    backlog(other, 5)
    shut()
    (outage,) = asked(clinic.practice_id)
    assert outage.reason == "The provider did not accept our key."
    assert "Channels" in outage.remedy
    assert (outage.channels, outage.waiting) == (("text",), 3)
    assert (outage.since, outage.next_try_at) == (NOW - 4 * MINUTE, NOW + MINUTE)
    with work_everywhere() as session:
        assert [each.waiting for each in outages(session, NOW, EXITS)] == [8]


def test_what_was_tried_in_vain_and_is_put_off_still_waits(app: Flask) -> None:
    clinic = live_clinic()
    tried = backlog(clinic, 2, due_at=NOW + 2 * MINUTE)
    backlog(clinic, 1, due_at=NOW + 2 * MINUTE)
    with work_everywhere() as session:
        refused = text("update message set reason = 'vendor_down' where id = any (:tried)")
        session.execute(refused, {"tried": tried})
    shut()
    assert [each.waiting for each in asked(clinic.practice_id)] == [2]


def test_a_practice_that_tries_everything_out_waits_for_nobody(app: Flask) -> None:
    clinic = live_clinic()
    backlog(clinic, 3)
    with work_everywhere() as session:
        session.execute(text("update channel_setup set activated_at = null"))
    shut()
    assert [each.waiting for each in asked(clinic.practice_id)] == [0]


def test_a_try_that_is_due_is_never_told_as_past_and_a_forgotten_provider_not_at_all(app: Flask) -> None:
    clinic = live_clinic()
    shut(open_until=NOW - MINUTE)
    shut(provider="a vendor of last year")
    assert [(each.provider, each.next_try_at) for each in asked(clinic.practice_id)] == [("gateway", NOW)]

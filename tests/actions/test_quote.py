"""What messages would cost, told before they are sent (product L2)."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask

from app.actions.drive_mailings import drive_mailings
from app.actions.steer_mailing import stop_mailing
from app.domain.plans import Unit
from app.domain.preferences import Channel
from app.models.quote import Quote, quote
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.credit import begin_plan
from tests.builders.mailings import DANA, confirm, draft, families


def told(clinic: Clinic, texts: int) -> Quote | None:
    with work(clinic.practice_id) as session:
        return quote(session, {Channel.TEXT: texts})


def test_what_a_mailing_on_its_way_still_takes_is_not_there_for_another(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 3)
        mailing = draft(clinic)
    confirm(mailing)
    drive_mailings(NOW)
    with work_everywhere() as session:
        clinic.session = session
        begin_plan(clinic, "credits", 10)
    assert told(clinic, 2) == Quote(Unit.CREDITS, Decimal(6), Decimal(10), Decimal(9), Decimal(5))
    with work(clinic.practice_id) as session:
        stop_mailing(session, NOW, DANA, mailing.id)
    assert told(clinic, 2) == Quote(Unit.CREDITS, Decimal(6), Decimal(10), Decimal(0), Decimal(0))


def test_what_waits_for_credit_comes_first(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        begin_plan(clinic, "credits", 2)
        mother = clinic.parent("Ana Ramos", clinic.child("Mia"))
        clinic.message(clinic.rule(), mother, status="no_credit", reason="no_credit", channel="text")
    assert told(clinic, 1) == Quote(Unit.CREDITS, Decimal(3), Decimal(2), Decimal(3), Decimal(4))


def test_without_a_balance_nothing_is_told(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        begin_plan(clinic, "unlimited")
    assert told(clinic, 1) is None

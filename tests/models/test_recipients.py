"""Who gets a mailing, how and about whom, and who does not and why (product K1, K2, K3, C2, C7, D7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.appointments import Status
from app.domain.audiences import Audience, AudienceKind, AudienceQuestion, Sex
from app.domain.languages import Language
from app.domain.mailings import MailingKind
from app.domain.message_types import BROADCAST, MASS, PERSONALIZED, PRIVATE
from app.domain.preferences import Channel, ContactMode, Purpose
from app.domain.reasons import Reason
from app.domain.recipients import Recipient
from app.domain.timing import RuleType
from app.models import Patient, VisitType
from app.models.recipients import count_recipients, recipients
from app.work import work_everywhere
from tests.builders.clinic import EVERY_CONSENT, NOW, Clinic, make_clinic


def _clinic(session: Session, **given: Any) -> Clinic:
    clinic = make_clinic(session, **given)
    session.info["practice_id"] = clinic.practice_id
    return clinic


def _who(found: list[Recipient]) -> list[tuple[str, str | None]]:
    return [(each.name, each.reason) for each in found]


VISITS = Audience(AudienceKind.VISITS, first=date(2026, 11, 22), last=date(2026, 11, 30))


def _ask(audience: Audience = VISITS, **given: Any) -> AudienceQuestion:
    given.setdefault("purpose", Purpose.REMINDERS)
    return AudienceQuestion(MailingKind.CONFIRMATION, RuleType.CONFIRMATION_REQUEST, audience, **given)


def test_siblings_at_the_same_time_are_one_message(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        mia = clinic.child("Mia")
        leo = clinic.child("Leo", family_id=mia.family_id)
        ana = clinic.parent("Ana Ramos", mia, leo, link_resides_with=True)
        first, second = clinic.visit(mia), clinic.visit(leo)
        later = clinic.visit(mia, NOW + timedelta(days=5))
        found = recipients(session, NOW, _ask())
    assert [each.appointments for each in found] == [((first.id, 1), (second.id, 1)), ((later.id, 1),)]
    assert [each.contact_id for each in found] == [ana.id, ana.id]
    assert found[0].children == ((mia.id, "Mia"), (leo.id, "Leo"))
    assert (found[0].channel, found[0].mode, found[0].language) == (Channel.TEXT, ContactMode.TEXT, "en")
    assert len({each.part for each in found}) == 2


def _notice(audience: Audience, kind: MailingKind = MailingKind.MASS, **given: Any) -> AudienceQuestion:
    types = {
        MailingKind.MASS: MASS,
        MailingKind.BROADCAST: BROADCAST,
        MailingKind.PRIVATE: PRIVATE,
        MailingKind.PERSONALIZED: PERSONALIZED,
    }
    given.setdefault("purpose", Purpose.NOTICES)
    return AudienceQuestion(kind, types[kind], audience, **given)


ALL = Audience(AudienceKind.ALL)


def test_who_was_answered_asked_today_or_taken_off_the_list_is_left_out_with_the_reason(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        request = clinic.rule("confirmation_request", statuses=["scheduled"])
        people = {}
        for name in ("Fresh", "Asked", "Answered", "Taken off", "Away", "Late"):
            child = clinic.child(name)
            contact = clinic.parent(name, child, link_resides_with=name != "Away")
            people[name] = contact, clinic.visit(child)
        asked, visit = people["Asked"]
        clinic.message(request, asked, visit, sent_at=NOW - timedelta(hours=1))
        fresh, visit = people["Fresh"]
        clinic.message(request, fresh, visit, sent_at=NOW - timedelta(days=1))
        people["Answered"][1].confirmation = "confirmed"
        people["Late"][1].starts_at = NOW + timedelta(minutes=10)
        session.flush()
        question = _ask(left_out=frozenset({people["Taken off"][0].id}))
        found = recipients(session, NOW, question)
        counts = count_recipients(session, NOW, question)
    assert _who(found) == [
        ("Fresh", None),
        ("Asked", Reason.ASKED_TODAY),
        ("Answered", Reason.ANSWERED),
        ("Taken off", Reason.LEFT_OUT),
        ("Away", Reason.NOT_RESIDING),
        ("Late", Reason.TOO_LATE),
    ]
    assert counts.by_channel == {Channel.TEXT: 1}
    assert counts.by_reason == dict.fromkeys(
        (Reason.TOO_LATE, Reason.NOT_RESIDING, Reason.LEFT_OUT, Reason.ASKED_TODAY, Reason.ANSWERED), 1
    )


def test_a_period_is_days_of_the_practice_and_filters_narrow_it(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        # 11:30 PM on November 22 in New York is the 23rd in UTC.
        evening = clinic.visit(clinic.child(), NOW + timedelta(hours=13, minutes=30))
        shot = clinic.visit(clinic.child(), NOW + timedelta(days=1), visit_type="Shot")
        gone = clinic.visit(clinic.child(), NOW + timedelta(hours=2), lifecycle="rescheduled")
        for visit in (evening, shot, gone):
            clinic.tie(session.get_one(Patient, visit.patient_id), clinic.parent("P"))

        def told(**given: Any) -> list[int]:
            asked = _ask(Audience(AudienceKind.VISITS, **given))
            return [each.appointments[0][0] for each in recipients(session, NOW, asked)]

        days = {"first": date(2026, 11, 22), "last": date(2026, 11, 22)}
        assert told(**days) == [evening.id]
        longer = {"first": date(2026, 11, 22), "last": date(2026, 11, 23)}
        assert told(**longer) == [evening.id, shot.id]
        assert told(**longer, visit_types=("Shot",)) == [shot.id]
        assert told(**longer, statuses=(Status.CONFIRMED,)) == []
        assert told(**longer, provider_ids=(clinic.provider_id + 1,)) == []
        assert told(**longer, location_ids=(clinic.location_id,)) == [evening.id, shot.id]
        assert told(appointment_ids=(shot.id,)) == [shot.id]


def test_families_are_found_by_what_their_children_are_like(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        mia = clinic.child("Mia", sex="female", birth_date=date(2020, 11, 23), unpaid=25)
        leo = clinic.child("Leo", sex="male", birth_date=date(2015, 1, 1))
        clinic.visit(mia, NOW - timedelta(days=400), lifecycle="completed")
        ana = clinic.parent("Ana", mia, prefers_notices="text", language="es")
        ben = clinic.parent("Ben", leo, prefers_notices="text", language=None)

        def found(**given: Any) -> list[int]:
            asked = _notice(Audience(AudienceKind.FAMILIES, **given))
            return [each.contact_id for each in recipients(session, NOW, asked) if not each.reason]

        assert found() == [ana.id, ben.id]
        assert found(sex=Sex.FEMALE) == [ana.id]
        assert found(age_from=6) == [ben.id]
        assert found(age_to=5) == [ana.id]
        assert found(unpaid=25) == [ana.id]
        assert found(unpaid=26) == []
        assert found(language=Language.SPANISH) == [ana.id]
        assert found(language=Language.ENGLISH) == [ben.id]
        assert found(provider_ids=(clinic.provider_id,)) == [ana.id]
        assert found(seen_before=date(2026, 1, 1)) == [ana.id]
        assert found(seen_since=date(2026, 1, 1)) == []


def test_a_broadcast_goes_to_each_mailbox_once_whatever_the_chunks(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        shared = clinic.address("home@example.com")
        for name in ("Held", "First", "Second", "Third"):
            child = clinic.child(name)
            held = NOW if name == "Held" else None
            clinic.parent(name, child, prefers_notices="text", email_id=shared.id, link_held_at=held)
        question = _notice(ALL, MailingKind.BROADCAST, channel=Channel.EMAIL)
        whole = recipients(session, NOW, question)
        chunks = []
        after = 0
        while chunk := recipients(session, NOW, question, after, 1):
            chunks.extend(chunk)
            after = chunk[-1].contact_id
    assert _who(whole) == [
        ("Held", Reason.HELD),
        ("First", None),
        ("Second", Reason.SAME_ADDRESS),
        ("Third", Reason.SAME_ADDRESS),
    ]
    assert chunks == whole
    assert whole[1].address == "home@example.com"


def test_a_confidential_visit_is_told_to_nobody_else_and_leads_to_no_mass_mailing(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        clinic.add(VisitType(name="Counselling", confidential=True))
        teen = clinic.child("Teen", birth_date=date(2011, 1, 1))
        clinic.visit(teen, visit_type="counselling")
        own = clinic.parent("Own", teen, link_own=True, prefers_notices="text")
        clinic.parent("Mother", teen, link_position=2, link_resides_with=True, prefers_notices="text")
        personal = recipients(session, NOW, _ask())
        mass = recipients(session, NOW, _notice(VISITS))
    assert _who(personal) == [("Own", None), ("Mother", Reason.CONFIDENTIAL)]
    assert personal[0].contact_id == own.id
    assert _who(mass) == [("Own", Reason.CONFIDENTIAL), ("Mother", Reason.CONFIDENTIAL)]


def test_picked_people_are_reached_over_the_channel_only_if_they_prefer_it(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        mia, leo = clinic.child("Mia"), clinic.child("Leo", deceased_at=NOW)
        text = clinic.parent("Texts", mia, leo, prefers_notices="text", link_consents=EVERY_CONSENT)
        mail = clinic.parent("Mails", mia, prefers_notices="work_email", link_position=2)
        clinic.parent("Not picked", mia, prefers_notices="text", link_position=3)
        picked = (text.id, mail.id)
        found = recipients(
            session,
            NOW,
            _notice(
                Audience(AudienceKind.PICKED, contact_ids=picked, only_preferred=True),
                MailingKind.PRIVATE,
                channel=Channel.TEXT,
            ),
        )
    assert [(each.name, each.reason) for each in found] == [
        ("Texts", None),
        ("Mails", Reason.WAY_NOT_CHOSEN),
    ]
    assert found[0].children == ((mia.id, "Mia"),), "nothing is said about a child who died"


def test_children_due_for_a_check_up(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = _clinic(session)
        due = clinic.child("Due", birth_date=date(2024, 11, 15))
        clinic.visit(due, NOW - timedelta(days=200), visit_type="Sick visit", lifecycle="completed")
        clinic.parent("Ana", due, prefers_recalls="text", link_resides_with=True)
        booked = clinic.child("Booked", birth_date=date(2024, 11, 15))
        clinic.visit(booked, NOW + timedelta(days=3), visit_type="Well visit")
        clinic.parent("Ben", booked, prefers_recalls="text", link_resides_with=True)

        def found(**given: Any) -> list[tuple[str, str | None]]:
            audience = Audience(AudienceKind.RECALLS, **given)
            question = _notice(audience, MailingKind.PERSONALIZED, purpose=Purpose.RECALLS)
            return _who(recipients(session, NOW, question))

        assert found() == [("Ana", None)]
        assert found(check_up="24m") == [("Ana", None)]
        assert found(provider_ids=(clinic.provider_id + 1,)) == []

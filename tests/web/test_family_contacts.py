"""Who answers for a child: order, new contacts, one instead of the family, and who is taken off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.domain.reasons import Reason
from app.models import AuditLine, Contact, FormerContact, PatientContact
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words
from tests.web.conftest import Audit


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


@pytest.fixture
def family(pages: RecordPages) -> dict[str, int]:
    """Mia and Leo with their mother Ana; Luis is Mia's second contact only."""
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        leo = clinic.child("Leo", "Ramos", mia.family_id)
        ana = clinic.parent("Ana Ramos", mia, leo)
        luis = clinic.parent("Luis Ramos", mia, link_position=2)
        pairs = dict(
            clinic.session.execute(
                select(PatientContact.contact_id, PatientContact.id).where(
                    PatientContact.patient_id == mia.id
                )
            ).all()
        )
        return {
            "id": mia.family_id, "mia": mia.id, "leo": leo.id, "ana": ana.id, "luis": luis.id,
            "ana_pair": pairs[ana.id], "luis_pair": pairs[luis.id],
        }  # fmt: skip


def _order(pages: RecordPages, patient_id: int) -> list[str]:
    with work(pages.clinic.practice_id) as session:
        rows = session.execute(
            select(PatientContact.position, Contact.name)
            .join(Contact, Contact.id == PatientContact.contact_id)
            .where(PatientContact.patient_id == patient_id)
            .order_by(PatientContact.position)
        ).all()
    assert [position for position, _ in rows] == list(range(1, len(rows) + 1))
    return [name for _, name in rows]


def _newcomer(**typed: object) -> dict[str, object]:
    """The form as a browser sends it."""
    blank = {"name": "Rosa Diaz", "relationship": "Grandmother", "language": "es", "cell": "(937) 555-0188"}
    rest = dict.fromkeys(("home_phone", "work_phone", "email", "work_email", "source", "said_on"), "")
    return {**blank, **rest, "prefers": "text", **typed}


def test_a_contact_moves_up_and_down(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/ties"
    assert "The order is saved." in pages.save(f"{url}/{family['luis_pair']}/up")
    assert _order(pages, family["mia"]) == ["Luis Ramos", "Ana Ramos"]
    pages.save(f"{url}/{family['luis_pair']}/up")
    pages.save(f"{url}/{family['luis_pair']}/down")
    assert _order(pages, family["mia"]) == ["Ana Ramos", "Luis Ramos"]


def test_who_is_taken_off_a_child_stays_readable_and_can_come_back(
    pages: RecordPages, family: dict[str, int]
) -> None:
    text = words(pages.save(f"/families/{family['id']}/ties/{family['ana_pair']}/remove"))
    assert _order(pages, family["mia"]) == ["Luis Ramos"]
    assert _order(pages, family["leo"]) == ["Ana Ramos"]
    assert "Taken off Mia (1) Ana Ramos" in text
    form = words(pages.read(f"/families/{family['id']}/children/{family['mia']}/contacts/new"))
    assert "Somebody of this family" in form
    known = f"/families/{family['id']}/children/{family['mia']}/contacts/known"
    pages.save(known, contact=str(family["ana"]), relationship="Mother")
    assert _order(pages, family["mia"]) == ["Luis Ramos", "Ana Ramos"]
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(FormerContact)).all() == []
        assert session.scalars(select(AuditLine.action).order_by(AuditLine.id)).all() == ["remove", "add"]


def test_the_only_contact_is_not_taken_off(pages: RecordPages, family: dict[str, int]) -> None:
    pages.save(f"/families/{family['id']}/ties/{family['ana_pair']}/remove")
    html = pages.refuse(f"/families/{family['id']}/ties/{family['luis_pair']}/remove")
    assert "This is the only contact on file. Add another first, or mark No Contact." in html
    assert _order(pages, family["mia"]) == ["Luis Ramos"]


def test_a_new_contact_is_last_in_the_order_and_gets_messages_at_once(
    pages: RecordPages, family: dict[str, int]
) -> None:
    url = f"/families/{family['id']}/children/{family['mia']}/contacts"
    told = {"pairs": ["reminders:text", "recalls:text"], "source": "in_person"}
    text = words(pages.save(url, **_newcomer(**told)))
    assert _order(pages, family["mia"]) == ["Ana Ramos", "Luis Ramos", "Rosa Diaz"]
    assert "Rosa Diaz is on file." in text
    assert "Rosa Diaz , grandmother" in text
    assert "Text Reminders, recalls" in text
    assert "Given Rosa Diaz : Reminders by text; Recalls by text In person" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Write the name."),
        ({"cell": "12"}, "Cell phone:"),
        ({"pairs": "reminders:text"}, "Choose how the person told you."),
    ],
)
def test_a_new_contact_that_cannot_be_used_is_refused_with_what_was_typed(
    pages: RecordPages, family: dict[str, int], typed: dict[str, str], said: str
) -> None:
    url = f"/families/{family['id']}/children/{family['mia']}/contacts"
    html = pages.refuse(url, **_newcomer(**typed))
    assert html.lstrip().startswith('<div id="new-contact"')
    assert said in html
    assert 'value="Grandmother"' in html
    assert _order(pages, family["mia"]) == ["Ana Ramos", "Luis Ramos"]


def test_one_contact_alone_instead_of_the_family_and_back(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/children/{family['mia']}"
    text = words(pages.save(f"{url}/contacts", **_newcomer(alternative="yes")))
    assert "Only Rosa Diaz gets messages about Mia, instead of the family's contacts." in text
    assert text.count(Reason.ALTERNATIVE_CONTACT.words) == 2, "beside Ana and Luis, and not in the banner"
    text = words(pages.save(f"{url}/alternative", pair=str(family["luis_pair"])))
    assert "Only Luis Ramos gets messages about Mia" in text
    text = words(pages.save(f"{url}/alternative", pair=""))
    assert "instead of the family's contacts." not in text


def test_the_patient_s_own_contact_is_marked(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/children/{family['mia']}/own"
    assert "Luis Ramos The patient" in words(pages.save(url, pair=str(family["luis_pair"])))
    pages.save(url, pair=str(family["ana_pair"]))
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(PatientContact.id).where(PatientContact.own)).all() == [
            family["ana_pair"]
        ]


def test_a_contact_of_another_child_is_not_marked(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/children/{family['leo']}/own"
    assert pages.post(url, pair=str(family["luis_pair"])).status_code == 404


def test_a_child_of_another_family_has_no_form_here(pages: RecordPages, family: dict[str, int]) -> None:
    with pages.add() as clinic:
        other = clinic.child("Zoe", "Brooks")
        clinic.parent("Nia Brooks", other)
        other_family, zoe = other.family_id, other.id
    assert pages.desk.get(f"/families/{family['id']}/children/{zoe}/contacts/new").status_code == 404
    url = f"/families/{other_family}/children/{zoe}/contacts/known"
    assert pages.post(url, contact=str(family["ana"])).status_code == 404
    assert _order(pages, zoe) == ["Nia Brooks"]


def test_nobody_without_the_right_changes_contacts(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging",))
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia)
        clinic.parent("Luis", mia, link_position=2)
        family_id, mia_id = mia.family_id, mia.id
        pair = clinic.session.scalars(select(PatientContact.id)).first()
    assert "Add a contact" not in pages.read(f"/families/{family_id}")
    assert pages.desk.get(f"/families/{family_id}/children/{mia_id}/contacts/new").status_code == 403
    assert pages.post(f"/families/{family_id}/ties/{pair}/remove").status_code == 403
    assert pages.post(f"/families/{family_id}/ties/{pair}/down").status_code == 403


def test_somebody_who_said_not_my_child_is_allowed_again(pages: RecordPages, clinic_audit: Audit) -> None:
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Okafor")
        ana = clinic.parent("Ana Okafor")
        pair = clinic.tie(mia, ana, held_at=clock.now())
        clinic.visit(mia, clock.now() + timedelta(days=2))
        url, number = f"/families/{mia.family_id}", pair.id
    record = words(pages.read(url))
    assert "Ana Okafor will get nothing about Mia: This person said that it is not their child." in record
    record = words(pages.save(f"{url}/ties/{number}/release"))
    assert "Allowed again." in record
    assert "not their child" not in record
    assert ("allow", "dana@willow.example") in clinic_audit(pages.clinic.practice_id)
    assert pages.post(f"{url}/ties/999999/release").status_code == 404


def test_a_stop_stands_beside_the_number_and_in_the_banner(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Okafor")
        clinic.parent("Ana Okafor", mia, cell=clinic.address("+19375550144", stopped=["text"]))
        url = f"/families/{mia.family_id}"
    record = words(pages.read(url))
    assert "(937) 555-0144 Stopped texts" in record
    assert "The family asked us to stop messages this way." in record
    assert "Texts start again when they text START to us." in record

"""People and groups: who may change whom, two administrators always, and everything on record."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.domain.permissions import Permission
from app.models import AuditLine, GroupPermission, Practice, StaffGroup, StaffUser
from app.models.seen_states import account_state
from app.work import work, work_everywhere
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.front_desk import FrontDesk, make_member
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/settings/people"
GROUPS = "/settings/people/groups"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    """Dana, an administrator; Sam and Kim are two more in her group, Rosa is a nurse."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        dana = clinic.staff(password_hash="kept")
        for email, name in (("sam@willow.example", "Sam"), ("kim@willow.example", "Kim")):
            clinic.staff(email, group_id=dana.group_id, name=name, password_hash="kept")
        nursing = clinic.add(StaffGroup(name="Nursing"))
        clinic.add(GroupPermission(group_id=nursing.id, code="basic_messaging"))
        clinic.staff("rosa@willow.example", group_id=nursing.id, name="Rosa", password_hash="kept")
    return RecordPages(clinic, FrontDesk(app.test_client(), dana))


def one(pages: RecordPages, name: str) -> StaffUser:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(StaffUser).where(StaffUser.name == name)).one()


def group(pages: RecordPages, name: str) -> StaffGroup:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(StaffGroup).where(StaffGroup.name == name)).one()


def audited(pages: RecordPages, action: str) -> AuditLine:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(AuditLine).where(AuditLine.action == action)).one()


def account(pages: RecordPages, who: str, **changed: str) -> dict[str, str]:
    """The form of an account as the page would send it back, with some fields changed."""
    person = one(pages, who)
    kept = {"name": person.name, "group_id": str(person.group_id), "department_id": "", "phone": ""}
    return kept | {"seen": account_state(person)} | changed


def test_everybody_is_on_the_list_with_how_they_sign_in(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.staff("left@willow.example", name="Zoe", password_hash="kept", disabled_at=clock.now())
    text = words(pages.read(URL))
    for each in ("Dana K. dana@willow.example", "Rosa rosa@willow.example Nursing", "Zoe", "Disabled"):
        assert each in text
    assert text.index("Rosa") < text.index("Zoe")
    assert "administrator can sign in" not in text


def test_an_account_is_changed_and_read_back(pages: RecordPages) -> None:
    rosa, department = one(pages, "Rosa"), str(pages.clinic.department_id)
    form = account(pages, "Rosa", name="Rosa M.", department_id=department, phone="(937) 555-0177")
    html = pages.save(f"{URL}/{rosa.id}", **form)
    assert "Saved." in html
    row = one(pages, "Rosa M.")
    assert (row.phone, row.department_id) == ("+19375550177", pages.clinic.department_id)
    line = audited(pages, "change")
    assert line.before == {"name": "Rosa", "department": None, "phone": ""}
    assert line.after == {"name": "Rosa M.", "department": "Front Desk", "phone": "+19375550177"}


def test_of_two_who_change_an_account_the_slower_sees_the_new_state_and_what_was_typed(
    pages: RecordPages,
) -> None:
    rosa = one(pages, "Rosa")
    url = f"{URL}/{rosa.id}"
    seen = re.search(r'name="seen" value="(\w+)"', pages.read(url))[1]
    mine = account(pages, "Rosa", seen=seen, name="Rosa Maria", department_id=str(pages.clinic.department_id))
    pages.save(url, **account(pages, "Rosa", seen=seen, phone="(937) 555-0177"))
    answer = pages.post(url, **mine)
    text = words(answer.text)
    assert answer.status_code == 409
    assert "Dana K. changed this account just now. Nothing of yours was saved." in text
    assert "You had typed: name “Rosa Maria”; department “Front Desk”." in text
    assert 'value="(937) 555-0177"' in answer.text
    assert one(pages, "Rosa").phone == "+19375550177"
    again = re.search(r'name="seen" value="(\w+)"', answer.text)[1]
    assert "Rosa Maria" in pages.save(url, **mine | {"seen": again})


def test_a_form_of_an_older_page_saves_no_account_blindly(pages: RecordPages) -> None:
    form = account(pages, "Rosa", name="Rosa Maria")
    del form["seen"]
    answer = pages.post(f"{URL}/{one(pages, 'Rosa').id}", **form)
    assert answer.status_code == 409
    assert "Somebody changed this account meanwhile." in words(answer.text)
    assert one(pages, "Rosa").name == "Rosa"


def test_a_form_that_was_refused_still_knows_what_it_was_made_from(pages: RecordPages) -> None:
    url = f"{URL}/{one(pages, 'Rosa').id}"
    stale = account(pages, "Rosa", name=" ")
    pages.save(url, **account(pages, "Rosa", phone="(937) 555-0177"))
    seen = re.search(r'name="seen" value="(\w+)"', pages.refuse(url, **stale))[1]
    assert pages.post(url, **stale | {"name": "Rosa Maria", "seen": seen}).status_code == 409


def test_another_group_holds_at_once_and_signs_out(
    app: Flask, client: FlaskClient, pages: RecordPages
) -> None:
    rosa = one(pages, "Rosa")
    theirs = FrontDesk(client, rosa)
    assert theirs.get("/today").status_code == 200
    with pages.add() as clinic:
        billing = clinic.add(StaffGroup(name="Billing"))
    pages.save(f"{URL}/{rosa.id}", **account(pages, "Rosa", group_id=str(billing.id)))
    assert theirs.get("/today").status_code == 302
    assert audited(pages, "change").after == {"group": "Billing"}


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": " "}, "name", "Write the name colleagues know"),
        ({"group_id": ""}, "group_id", "Choose a group"),
        ({"phone": "12"}, "phone", "For example (937) 555-0142."),
    ],
)
def test_an_account_that_cannot_be_says_where_and_keeps_what_was_typed(
    pages: RecordPages, changed: dict[str, str], field: str, sentence: str
) -> None:
    form = account(pages, "Rosa", phone="(937) 555-0177", name="Rosa Maria") | changed
    html = pages.refuse(f"{URL}/{one(pages, 'Rosa').id}", **form)
    assert sentence in words(html)
    assert f'id="{field}-error"' in html
    assert ("Rosa Maria" in html) is (field != "name")
    assert one(pages, "Rosa").phone == ""


def test_a_disabled_account_is_out_and_can_come_back(client: FlaskClient, pages: RecordPages) -> None:
    rosa = one(pages, "Rosa")
    theirs = FrontDesk(client, rosa)
    assert "Disabled" in pages.save(f"{URL}/{rosa.id}/disable")
    assert theirs.get("/today").status_code == 302
    assert "Active" in pages.save(f"{URL}/{rosa.id}/enable")
    assert theirs.get("/today").status_code == 302
    assert FrontDesk(client, one(pages, "Rosa")).get("/today").status_code == 200


def test_somebody_is_signed_out_everywhere(client: FlaskClient, pages: RecordPages) -> None:
    rosa = one(pages, "Rosa")
    theirs = FrontDesk(client, rosa)
    assert "Tests" in pages.read(f"{URL}/{rosa.id}")
    assert "Nothing now" in pages.save(f"{URL}/{rosa.id}/sign-out")
    assert theirs.get("/today").status_code == 302


def test_a_lost_phone_is_taken_off(pages: RecordPages) -> None:
    with work(pages.clinic.practice_id) as session:
        row = session.scalars(select(StaffUser).where(StaffUser.name == "Rosa")).one()
        row.totp_secret, row.totp_since = "sealed", clock.now()
    page = pages.save(f"{URL}/{row.id}/two-factor/reset")
    assert "Two-factor sign-in is off for this person." in page
    again = one(pages, "Rosa")
    assert (again.totp_secret, again.totp_since) == (None, None)
    assert again.session_version == row.session_version + 1


def test_two_factor_is_wanted_of_everybody_and_of_who_asked_first(pages: RecordPages) -> None:
    answer = pages.post(f"{URL}/two-factor", required="yes")
    assert answer.status_code == 303
    assert pages.desk.get(URL).location == "/me/two-factor"
    assert audited(pages, "change").after == {"require_two_factor": True}
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(Practice)).one().require_two_factor


class TestTwoAdministrators:
    @pytest.mark.parametrize("way", ["disable", "group"])
    def test_from_three_to_two_and_no_further(self, pages: RecordPages, way: str) -> None:
        nursing = str(group(pages, "Nursing").id)

        def take(name: str) -> int:
            person, form = one(pages, name), account(pages, name, group_id=nursing)
            url = f"{URL}/{person.id}/disable" if way == "disable" else f"{URL}/{person.id}"
            answer = pages.post(url, **({} if way == "disable" else form))
            if answer.status_code == 422:
                assert "Invite another administrator first." in answer.text
            return answer.status_code

        assert take("Sam") == 303
        assert take("Kim") == 422
        assert one(pages, "Kim").disabled_at is None

    def test_the_last_one_stays_and_the_page_warns(self, pages: RecordPages) -> None:
        with work(pages.clinic.practice_id) as session:
            for row in session.scalars(select(StaffUser).where(StaffUser.name.in_(("Sam", "Kim")))):
                row.password_hash = ""
        assert "Only 1 administrator can sign in." in pages.read(URL)
        html = pages.refuse(f"{URL}/{one(pages, 'Dana K.').id}/disable")
        assert "This is the last administrator." in html

    def test_somebody_who_only_was_invited_does_not_count(self, pages: RecordPages) -> None:
        with work(pages.clinic.practice_id) as session:
            session.scalars(select(StaffUser).where(StaffUser.name == "Kim")).one().password_hash = ""
        assert "at least 2 administrators" in pages.refuse(f"{URL}/{one(pages, 'Sam').id}/disable")
        assert "Invitation withdrawn" in pages.save(f"{URL}/{one(pages, 'Kim').id}/withdraw")


class TestSomebodyWhoIsNoAdministrator:
    """May manage staff, but not make or unmake those who hold everything, nor give what they lack."""

    @pytest.fixture
    def lead(self, app: Flask, pages: RecordPages) -> RecordPages:
        with pages.add() as clinic:
            row = make_member(clinic, Permission.BASIC_MESSAGING, Permission.STAFF_MANAGE)
        return RecordPages(pages.clinic, FrontDesk(app.test_client(), row))

    def test_nobody_is_made_an_administrator(self, pages: RecordPages, lead: RecordPages) -> None:
        boss = str(one(pages, "Dana K.").group_id)
        rosa = one(pages, "Rosa")
        html = lead.refuse(f"{URL}/{rosa.id}", **account(pages, "Rosa", group_id=boss))
        assert "Only an administrator can" in html
        html = lead.refuse(f"{URL}/invite", email="x@willow.example", name="X", group_id=boss)
        assert "Only an administrator can" in html

    @pytest.mark.parametrize("act", ["disable", "two-factor/reset"])
    def test_no_administrator_is_touched(self, pages: RecordPages, lead: RecordPages, act: str) -> None:
        with work(pages.clinic.practice_id) as session:
            row = session.scalars(select(StaffUser).where(StaffUser.name == "Sam")).one()
            row.totp_secret = "sealed"
        assert "Only an administrator can" in lead.refuse(f"{URL}/{row.id}/{act}")

    def test_a_permission_they_lack_is_not_given(self, pages: RecordPages, lead: RecordPages) -> None:
        url = f"{GROUPS}/{group(pages, 'Nursing').id}/permissions"
        html = lead.refuse(url, code=["basic_messaging", "billing_buy"])
        assert "You cannot give what your own group may not do: Buy credits." in words(html)
        lead.save(url, code=["basic_messaging", "staff_manage"])

    @pytest.mark.parametrize("who", ["Pat M.", "Rosa"])
    def test_nobody_is_put_where_they_may_do_more_than_the_one_who_puts_them(
        self, pages: RecordPages, lead: RecordPages, who: str
    ) -> None:
        with pages.add() as clinic:
            richer = clinic.add(StaffGroup(name="Billing"))
            for code in ("basic_messaging", "billing_buy"):
                clinic.add(GroupPermission(group_id=richer.id, code=code))
            number = str(richer.id)
        url = f"{URL}/{one(pages, who).id}"
        sentence = "Billing may do what your own group may not"
        assert sentence in words(lead.refuse(url, **account(pages, who, group_id=number)))
        html = lead.refuse(f"{URL}/invite", email="x@willow.example", name="X", group_id=number)
        assert sentence in words(html)
        assert one(pages, who).group_id != richer.id
        pages.save(url, **account(pages, who, group_id=number))
        assert one(pages, who).group_id == richer.id


class TestGroups:
    def ticked(self, pages: RecordPages, number: int) -> set[str]:
        boxes = re.findall(rf'id="may-{number}-(\w+)"[^>]*?( checked)?>', pages.read(GROUPS))
        return {code for code, checked in boxes if checked}

    def test_the_matrix_shows_and_saves_a_column(self, client: FlaskClient, pages: RecordPages) -> None:
        nursing = group(pages, "Nursing")
        assert self.ticked(pages, nursing.id) == {"basic_messaging"}
        theirs = FrontDesk(client, one(pages, "Rosa"))
        assert theirs.get("/messages/auto/settings").status_code == 403
        codes = ["basic_messaging", "delivery_rules_edit", "nonsense"]
        assert "Nursing: saved." in pages.save(f"{GROUPS}/{nursing.id}/permissions", code=codes)
        assert self.ticked(pages, nursing.id) == {"basic_messaging", "delivery_rules_edit"}
        assert theirs.get("/messages/auto/settings").status_code == 200
        line = audited(pages, "change_permissions")
        assert (line.before, line.after) == ({"taken": []}, {"given": ["delivery_rules_edit"]})

    def test_one_tick_answers_with_the_matrix_alone(self, pages: RecordPages) -> None:
        url = f"{GROUPS}/{group(pages, 'Nursing').id}/permissions"
        answer = pages.post(url, htmx=True, code=["basic_messaging", "reports_view"])
        assert answer.status_code == 200
        assert answer.text.lstrip().startswith('<div id="groups"')
        assert 'id="announce"' in answer.text

    def test_nothing_stands_without_basic_messaging(self, pages: RecordPages) -> None:
        url = f"{GROUPS}/{group(pages, 'Nursing').id}/permissions"
        assert "Every other permission needs Basic messaging." in pages.refuse(url, code=["reports_view"])
        pages.save(url, code=[])
        assert self.ticked(pages, group(pages, "Nursing").id) == set()

    def test_administrators_hold_all_and_stay(self, pages: RecordPages) -> None:
        number = one(pages, "Dana K.").group_id
        html = pages.refuse(f"{GROUPS}/{number}/permissions", code=["basic_messaging"])
        assert "Administrators hold every permission." in html
        assert f'form="form-{number}"' not in html
        assert "The administrators&#39; group stays." in pages.refuse(f"{GROUPS}/{number}/delete")

    def test_a_group_is_added_renamed_and_deleted(self, pages: RecordPages) -> None:
        assert "Billing" in pages.save(GROUPS, name=" Billing ")
        number = group(pages, "Billing").id
        assert "Accounts" in pages.save(f"{GROUPS}/{number}/rename", name="Accounts")
        assert "The group Accounts is deleted." in pages.save(f"{GROUPS}/{number}/delete")
        assert "Accounts" not in pages.read(GROUPS)
        with work(pages.clinic.practice_id) as session:
            lines = session.scalars(select(AuditLine.action).where(AuditLine.subject == "staff_group")).all()
        assert lines == ["create", "rename", "delete"]

    @pytest.mark.parametrize(
        ("name", "sentence"), [("nursing", "There is already a group called nursing."), (" ", "Write a name")]
    )
    def test_a_name_that_cannot_be_says_why(self, pages: RecordPages, name: str, sentence: str) -> None:
        assert sentence in pages.refuse(GROUPS, name=name)

    def test_a_group_with_people_stays(self, pages: RecordPages) -> None:
        html = pages.refuse(f"{GROUPS}/{group(pages, 'Nursing').id}/delete")
        assert "1 person is in Nursing" in words(html)


def test_nobody_of_another_practice_is_found(app: Flask, pages: RecordPages) -> None:
    other: RecordPages = open_record_pages(app, "maple")
    clinic: Clinic = other.clinic
    with work(clinic.practice_id) as session:
        theirs = session.scalars(select(StaffUser)).one()
    assert pages.desk.get(f"{URL}/{theirs.id}").status_code == 404
    for act in ("", "/disable", "/enable", "/invite", "/withdraw", "/sign-out", "/two-factor/reset"):
        assert pages.post(f"{URL}/{theirs.id}{act}").status_code == 404
    for act in ("permissions", "rename", "delete"):
        assert pages.post(f"{GROUPS}/{theirs.group_id}/{act}", name="X").status_code == 404


def test_only_those_who_manage_staff_come_in(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "delivery_rules_edit"))
    assert pages.desk.get(URL).status_code == 403
    assert pages.desk.get(GROUPS).status_code == 403
    assert 'href="/settings/people"' not in pages.read("/today")


def test_only_an_administrator_wants_two_factor_of_everybody(client: FlaskClient, pages: RecordPages) -> None:
    with work(pages.clinic.practice_id) as session:
        clinic = replace(pages.clinic, session=session)
        manager = make_member(clinic, Permission.BASIC_MESSAGING, Permission.STAFF_MANAGE)
    answer = FrontDesk(client, manager).post(f"{URL}/two-factor", required="yes")
    assert answer.status_code == 422
    assert "Only an administrator can decide whether everybody needs two-factor" in words(answer.text)
    with work(pages.clinic.practice_id) as session:
        assert not session.scalars(select(Practice)).one().require_two_factor

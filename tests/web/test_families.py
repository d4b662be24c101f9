"""The family page: why somebody gets nothing, and putting it right with and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.domain.preferences import Purpose
from app.domain.reasons import Reason
from app.models import AppointmentRow, Contact, Message, Patient, PatientContact
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


@pytest.fixture
def family(pages: RecordPages) -> dict[str, int]:
    """Mia Ramos with her mother Ana, who is reached by text, and a visit in two days."""
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        ana = clinic.parent("Ana Ramos", mia, cell="+19375550123", link_relationship="Mother")
        visit = clinic.visit(mia, clock.now() + timedelta(days=2))
        pair = clinic.session.scalars(select(PatientContact.id)).one()
        return {"id": mia.family_id, "mia": mia.id, "ana": ana.id, "pair": pair, "visit": visit.id}


def _contact_form(**typed: str) -> dict[str, str]:
    """The form as a browser sends it: every field, changed or not."""
    blank = {"language": "en", "cell": "(937) 555-0123", "home_phone": "", "work_phone": "", "email": ""}
    ways = {"prefers_reminders": "text", "prefers_recalls": "", "prefers_notices": "", "prefers_portal": ""}
    return {**blank, "work_email": "", **ways, **typed}


def _change(pages: RecordPages, family: dict[str, int], **typed: str) -> dict[str, str]:
    """The form about Ana from the page as it stands now."""
    record = f"/families/{family['id']}"
    return _contact_form(seen=pages.seen(record, f"{record}/contacts/{family['ana']}"), **typed)


def _tie_form(pages: RecordPages, family: dict[str, int], **typed: str) -> dict[str, str]:
    """The form about what Ana is to Mia from the page as it stands now."""
    record = f"/families/{family['id']}"
    blank = {"relationship": "Mother", "authority": "blank", "authority_text": "", "resides_with": ""}
    seen = pages.seen(record, f"{record}/ties/{family['pair']}")
    return {**blank, "end_date": "", "seen": seen, **typed}


def test_the_page_shows_children_visits_contacts_and_how_they_are_reached(
    pages: RecordPages, family: dict[str, int]
) -> None:
    html = pages.read(f"/families/{family['id']}")
    text = words(html)
    assert "Ramos family" in text
    assert "Ana Ramos , mother" in text
    assert "Text Reminders" in text
    assert "(937) 555-0123" in text
    assert f'href="/appointments/{family["visit"]}"' in html
    assert "will get nothing" not in text
    assert "Ana Ramos will get no recalls, general notices or patient portal messages about Mia" in text


def test_the_banner_says_why_somebody_gets_nothing_and_what_to_do(
    pages: RecordPages, family: dict[str, int]
) -> None:
    with pages.add() as clinic:
        mia = clinic.session.get(Patient, family["mia"])
        every = {f"prefers_{purpose}": "text" for purpose in Purpose}
        clinic.parent("Luis Ramos", mia, link_position=2, link_consents=[], **every)
        clinic.parent("Eva Ramos", mia, link_position=3, link_consents=["recalls:text"], **every)
    text = words(pages.read(f"/families/{family['id']}"))
    assert f"Luis Ramos will get nothing about Mia: {Reason.NO_CONSENT.words} Ask the person" in text
    assert "Eva Ramos will get no reminders, general notices or patient portal messages about Mia" in text


def test_a_saved_form_changes_the_contact_and_says_so(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/contacts/{family['ana']}"
    text = words(pages.save(url, **_change(pages, family, language="es", email="ana@ramos.example")))
    assert "Saved. Coming visits are looked at again." in text
    assert "Spanish" in text
    assert "ana@ramos.example" in text


def test_a_wrong_number_comes_back_with_what_was_typed_and_an_example(
    pages: RecordPages, family: dict[str, int]
) -> None:
    url = f"/families/{family['id']}/contacts/{family['ana']}"
    html = pages.refuse(url, **_contact_form(cell="12345"))
    field = f"contact-{family['ana']}-cell"
    assert html.lstrip().startswith('<div id="family-record"')
    assert f'href="#{field}"' in html
    assert f'id="{field}-error"' in html
    assert f'aria-describedby="{field}-error"' in html
    assert 'value="12345"' in html
    assert "Write it like (937) 555-0142." in html
    with work(pages.clinic.practice_id) as session:
        assert session.get(Contact, family["ana"]).staff_fields == []


def test_the_same_refusal_is_a_whole_page_without_scripts(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/contacts/{family['ana']}"
    html = pages.refuse(url, htmx=False, **_contact_form(cell="12345"))
    assert html.lstrip().startswith("<!doctype html>")
    assert 'value="12345"' in html


def test_an_end_date_silences_the_contact_and_the_page_says_so(
    pages: RecordPages, family: dict[str, int]
) -> None:
    url = f"/families/{family['id']}/ties/{family['pair']}"
    typed = _tie_form(
        pages, family, relationship="Aunt", authority="joint", resides_with="yes", end_date="2030-01-31"
    )
    text = words(pages.save(url, **typed))
    assert f"Ana Ramos will get nothing about Mia: {Reason.ENDED.words}" in text
    assert "Ana Ramos , aunt" in text
    assert "Authority: joint" in text


def test_of_two_who_edit_a_contact_the_slower_sees_the_new_state_and_their_own_beside_it(
    pages: RecordPages, family: dict[str, int]
) -> None:
    url = f"/families/{family['id']}/contacts/{family['ana']}"
    mine = _change(pages, family, language="es", cell="(937) 555-0188")
    pages.save(url, **_change(pages, family, email="ana@ramos.example"))
    answer = pages.post(url, htmx=True, **mine)
    text = words(answer.text)
    assert answer.status_code == 409
    assert "Dana K. changed this contact just now. Nothing of yours was saved." in text
    assert "Cell phone Yours was “(937) 555-0188”." in text
    assert "Language Yours was “Spanish”." in text
    assert "Email In yours it was empty." in text
    assert text.count("Yours was") == 2
    assert 'value="ana@ramos.example"' in answer.text
    with work(pages.clinic.practice_id) as session:
        contact = session.get_one(Contact, family["ana"])
        assert (contact.language, contact.email_id is None) == ("en", False)
    again = _change(pages, family, language="es", cell="(937) 555-0188", email="ana@ramos.example")
    assert "(937) 555-0188" in pages.save(url, **again)


def test_of_two_who_edit_a_tie_the_slower_sees_the_new_state_and_their_own_beside_it(
    pages: RecordPages, family: dict[str, int]
) -> None:
    url = f"/families/{family['id']}/ties/{family['pair']}"
    mine = _tie_form(pages, family, relationship="Aunt")
    pages.save(url, **_tie_form(pages, family, authority="joint", end_date="2030-01-31"))
    answer = pages.post(url, **mine)
    text = words(answer.text)
    assert answer.status_code == 409
    assert "Dana K. changed this contact just now. Nothing of yours was saved." in text
    assert "Relationship Yours was “Aunt”." in text
    assert "Authority Yours was “Blank”." in text
    with work(pages.clinic.practice_id) as session:
        pair = session.get_one(PatientContact, family["pair"])
        assert (pair.relationship, pair.authority) == ("Mother", "joint")


def test_a_form_of_an_older_page_saves_nothing_blindly(pages: RecordPages, family: dict[str, int]) -> None:
    record = f"/families/{family['id']}"
    posts = {
        f"{record}/contacts/{family['ana']}": _contact_form(language="es"),
        f"{record}/ties/{family['pair']}": _tie_form(pages, family, relationship="Aunt", seen=""),
    }
    for url, form in posts.items():
        answer = pages.post(url, **form)
        assert answer.status_code == 409
        assert "Somebody changed this contact meanwhile." in words(answer.text)
    with work(pages.clinic.practice_id) as session:
        assert session.get_one(Contact, family["ana"]).language == "en"
        assert session.get_one(PatientContact, family["pair"]).relationship == "Mother"


def test_a_refused_form_still_knows_what_it_was_made_from(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/contacts/{family['ana']}"
    html = pages.refuse(url, **_contact_form(cell="12345", seen="before"))
    assert 'name="seen" value="before"' in html


@pytest.mark.parametrize(("state", "words_now"), [("given", "Yes"), ("withdrawn", "Withdrawn")])
def test_consent_is_recorded_for_what_was_ticked(
    pages: RecordPages, family: dict[str, int], state: str, words_now: str
) -> None:
    with pages.add() as clinic:
        clinic.session.get(PatientContact, family["pair"]).consents = []
    url = f"/families/{family['id']}/ties/{family['pair']}/consent"
    told = {"source": "phone", "said_on": "2026-01-15"}
    html = pages.save(url, pairs=["reminders:text", "reminders:pigeon"], state=state, **told)
    assert f"Recorded: consent {state}." in html
    assert (
        f"{state.capitalize()} Ana Ramos : Reminders by text On the phone on Thursday, January 15"
        in words(html)
    )
    assert "by Dana K." in words(html)
    with work(pages.clinic.practice_id) as session:
        pair = session.get(PatientContact, family["pair"])
        assert [*pair.consents, *pair.withdrawn] == ["reminders:text"]
    row = html[html.index("Reminders by text, now") :]
    assert f"<span>{words_now}</span>" in row[:200]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"source": "phone"}, "Tick what the person agreed to"),
        ({"pairs": "reminders:text"}, "Choose how the person told you."),
        (
            {"pairs": "reminders:text", "source": "phone", "said_on": "2999-01-01"},
            "This day is still to come.",
        ),
        (
            {"pairs": "reminders:text", "source": "phone", "said_on": "soon"},
            "Write the day as year-month-day",
        ),
    ],
)
def test_consent_that_does_not_say_enough_is_refused(
    pages: RecordPages, family: dict[str, int], typed: dict[str, str], said: str
) -> None:
    url = f"/families/{family['id']}/ties/{family['pair']}/consent"
    assert said in pages.refuse(url, state="withdrawn", **typed)
    with work(pages.clinic.practice_id) as session:
        assert session.get(PatientContact, family["pair"]).withdrawn == []


def test_a_death_silences_and_can_be_taken_back(pages: RecordPages, family: dict[str, int]) -> None:
    with pages.add() as clinic:
        ana = clinic.session.get(Contact, family["ana"])
        visit = clinic.session.get(AppointmentRow, family["visit"])
        waiting = clinic.message(clinic.rule(), ana, visit, status="queued").id
    url = f"/families/{family['id']}/children/{family['mia']}/deceased"
    assert "1 message about Mia waits now." in words(pages.read(url))
    assert "Deceased: nothing is sent" in pages.save(url, deceased="yes")
    with work(pages.clinic.practice_id) as session:
        message = session.get(Message, waiting)
        assert (message.status, message.reason) == ("cancelled", Reason.DECEASED)
    assert "marked as deceased already" in words(pages.read(url))
    assert "Deceased: nothing is sent" not in pages.save(url)


def test_the_do_not_send_list_is_set_and_lifted_from_here(pages: RecordPages, family: dict[str, int]) -> None:
    with work(pages.clinic.practice_id) as session:
        cell = session.get(Contact, family["ana"]).cell_id
    url = f"/families/{family['id']}/addresses/{cell}"
    html = pages.save(f"{url}/suppress", reason="Wrong number, said on the phone")
    assert Reason.SUPPRESSED_ADDRESS.words in html
    assert "Wrong number, said on the phone" in html
    assert Reason.SUPPRESSED_ADDRESS.words not in pages.save(f"{url}/allow")


def _carter(pages: RecordPages, *outcomes: tuple[str, int, str | None], **given: object) -> str:
    """Ben Carter, father of Lily; each email to him as status, hours ago and reason. The page's words."""
    with pages.add() as clinic:
        lily = clinic.child("Lily", "Carter", **given)
        mailbox = clinic.address("ben.carter@example.org")
        ways = {f"prefers_{purpose}": "email" for purpose in Purpose}
        ben = clinic.parent("Ben Carter", lily, cell=None, email_id=mailbox.id, **ways)
        rule = clinic.rule()
        for status, hours, reason in outcomes:
            clinic.message(
                rule, ben, channel="email", address=mailbox.value, status=status, reason=reason,
                sent_at=clock.now() - timedelta(hours=hours),
            )  # fmt: skip
    return words(pages.read(f"/families/{lily.family_id}"))


BAD_MAILBOX = "The last email came back: this address does not exist."
ASK = (
    f"Ben Carter , ben.carter@example.org: {BAD_MAILBOX} Look for a typing error, or ask the family for the"
    " right address, and correct it."
)


def test_an_email_that_came_back_is_told_in_the_banner_and_beside_the_address(pages: RecordPages) -> None:
    text = _carter(pages, ("delivered", 30, None), ("bounced", 2, "bad_mailbox"))
    assert ASK in text
    assert f"Email ben.carter@example.org Not delivered {BAD_MAILBOX}" in text


def test_a_later_email_without_a_report_does_not_hide_it(pages: RecordPages) -> None:
    assert ASK in _carter(pages, ("bounced", 30, "bad_mailbox"), ("sent", 1, None))


@pytest.mark.parametrize(
    "outcomes",
    [
        [("bounced", 30, "bad_mailbox"), ("delivered", 1, None)],
        [("delivered", 1, None), ("bounced", 30, "bad_mailbox")],
        [("delivered", 30, None), ("failed", 1, "no_connection")],
    ],
)
def test_an_address_that_is_known_to_be_good_is_not_asked_for(
    pages: RecordPages, outcomes: list[tuple[str, int, str | None]]
) -> None:
    text = _carter(pages, *outcomes)
    assert "The last email" not in text
    assert "sk the family" not in text


def test_the_family_of_a_deceased_child_is_not_asked_for_an_address(pages: RecordPages) -> None:
    text = _carter(pages, ("bounced", 2, "bad_mailbox"), deceased_at=clock.now())
    assert BAD_MAILBOX in text
    assert "sk the family" not in text


def test_an_address_that_was_corrected_is_not_asked_for(pages: RecordPages, family: dict[str, int]) -> None:
    with pages.add() as clinic:
        ana = clinic.session.get_one(Contact, family["ana"])
        clinic.message(
            clinic.rule(),
            ana,
            address="+19375550123",
            status="failed",
            reason="unreachable_number",
            sent_at=clock.now(),
        )
    record = f"/families/{family['id']}"
    asked = (
        "(937) 555-0123: The last text did not arrive: this number cannot take it. It may be a landline. Ask"
    )
    assert asked in words(pages.read(record))
    changed = pages.save(
        f"{record}/contacts/{family['ana']}", **_change(pages, family, cell="(937) 555-0188")
    )
    assert "The last text" not in words(changed)


def test_a_message_shows_its_exact_text(pages: RecordPages, family: dict[str, int]) -> None:
    with pages.add() as clinic:
        ana = clinic.session.get(Contact, family["ana"])
        clinic.message(clinic.rule(), ana, body="Mia has a visit <tomorrow>", status="bounced")
    html = pages.read(f"/families/{family['id']}")
    assert "Mia has a visit &lt;tomorrow&gt;" in html
    assert "Not delivered, it came back" in html


def test_staff_without_the_right_see_but_do_not_change(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging",))
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        ana = clinic.parent("Ana", mia).id
        family_id = mia.family_id
    html = pages.read(f"/families/{family_id}")
    assert "Edit Ana" not in html
    answer = pages.post(f"/families/{family_id}/contacts/{ana}", **_contact_form())
    assert answer.status_code == 403


def test_another_practice_s_family_is_not_found(
    app: Flask, pages: RecordPages, family: dict[str, int]
) -> None:
    other = open_record_pages(app, "maple")
    assert other.desk.get(f"/families/{family['id']}").status_code == 404
    posts = {
        f"/families/{family['id']}/contacts/{family['ana']}": _contact_form(language="es"),
        f"/families/{family['id']}/ties/{family['pair']}": {"authority": "joint"},
        f"/families/{family['id']}/ties/{family['pair']}/consent": {
            "pairs": "reminders:text",
            "source": "phone",
        },
        f"/families/{family['id']}/children/{family['mia']}/deceased": {"deceased": "yes"},
    }
    for url, fields in posts.items():
        assert other.post(url, **fields).status_code == 404, url
    with work(pages.clinic.practice_id) as session:
        assert session.get(Contact, family["ana"]).language == "en"
        assert session.get(Patient, family["mia"]).deceased_at is None


def test_a_number_beyond_every_id_is_not_found(pages: RecordPages) -> None:
    assert pages.desk.get(f"/families/{10**30}").status_code == 404


def test_a_post_without_its_token_changes_nothing(pages: RecordPages, family: dict[str, int]) -> None:
    url = f"/families/{family['id']}/children/{family['mia']}/deceased"
    assert pages.post(url, token=False, deceased="yes").status_code in {400, 419}
    with work(pages.clinic.practice_id) as session:
        assert session.get(Patient, family["mia"]).deceased_at is None

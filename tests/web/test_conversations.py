"""Conversations: who waits stands first, one thread in order, and an answer that overlooks nothing (I3)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.domain.local_time import local_day, zone
from app.models import Address, AuditLine, Contact, Department, Message, MessageEvent, PatientContact, Reply
from app.work import work
from tests.builders.clinic import Clinic
from tests.builders.front_desk import Browser, FrontDesk, link_of_live
from tests.builders.record_pages import words
from tests.builders.texting import Texting, make_texting


@pytest.fixture
def family(app: Flask) -> Texting:
    """Ana was asked about Mia, whose visit is in two days of the real clock."""
    return make_texting(app, "Mia", starts_at=clock.now() + timedelta(days=2), at=clock.now())


@pytest.fixture
def desk(app: Flask, family: Texting) -> FrontDesk:
    return sign_in(app, family)


def sign_in(app: Flask, family: Texting, permissions: tuple[str, ...] | None = None) -> FrontDesk:
    with work(family.practice_id) as session:
        clinic = Clinic(session, family.practice_id, 0, 0, 0, 0)
        staff = clinic.staff(f"dana{len(permissions or ())}@willow.example", permissions=permissions)
        return FrontDesk(Browser(app), staff)


def url(family: Texting, view: str = "") -> str:
    return f"/conversations/{view and view + '/'}contact/{family.link.contact_id}"


def seen(desk: FrontDesk, address: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', desk.get(address).text)
    assert found
    return found[1]


def send(desk: FrontDesk, family: Texting, body: str, **more: str):
    given = {"seen": seen(desk, url(family)), "body": body, **more}
    return desk.post(url(family, "answer"), **given)


def private(family: Texting) -> list[Message]:
    with work(family.practice_id) as session:
        return list(session.scalars(select(Message).where(Message.type == "private").order_by(Message.id)))


def names(html: str) -> list[str]:
    """Who stands in the list, from the top."""
    return [unescape(name) for name in re.findall(r'<h2><a href="[^"]+#newest">([^<]+)</a></h2>', html)]


def test_an_empty_list_says_what_it_is(desk: FrontDesk) -> None:
    assert "Nobody has written yet" in words(desk.get("/conversations").text)


def test_what_waits_stands_first_and_is_counted_in_the_rail(family: Texting, desk: FrontDesk) -> None:
    family.text("we are late")
    family.now += timedelta(minutes=1)
    family.text("thanks", who="Bo")
    family.text("hello?", who="+19375559999")
    page = desk.get("/conversations").text
    assert names(page) == ["(937) 555-9999", "Ana Ramos", "Bo Ramos"]
    assert re.search(r'id="unread-count"[^>]*>\s*<span class="sr">unread: </span>2<', page)
    assert "Conversations, 2 unread" in page


def test_the_list_is_filtered_and_searched(family: Texting, desk: FrontDesk) -> None:
    family.text("we are late")
    family.text("thanks", who="Bo")
    number = family.numbers["Bo"][-4:]
    assert names(desk.get("/conversations", query={"unread": "yes"}).text) == ["Ana Ramos"]
    assert names(desk.get("/conversations", query={"q": "bo r"}).text) == ["Bo Ramos"]
    assert names(desk.get("/conversations", query={"q": number}).text) == ["Bo Ramos"]
    assert names(desk.get("/conversations", query={"q": "mia"}).text) == ["Ana Ramos", "Bo Ramos"]
    nothing = desk.get("/conversations", query={"q": "%"}).text
    assert names(nothing) == []
    assert "No conversation matches" in nothing


def test_a_list_of_many_goes_on_where_the_page_ended(family: Texting, desk: FrontDesk) -> None:
    for number in range(60):
        family.now += timedelta(seconds=1)
        family.text("hello" if number % 2 else "thanks", who=f"+1937555{7000 + number}")
    first = desk.get("/conversations").text
    older = re.search(r'href="(/conversations\?older=[^"]+)"', first)
    assert older
    second = desk.get(unescape(older[1])).text
    assert len(names(first)) == 50
    assert len(names(second)) == 10
    assert len({*names(first), *names(second)}) == 60


def test_the_live_list_changes_only_what_changed_and_offers_the_new_order(
    family: Texting, desk: FrontDesk
) -> None:
    family.text("thanks")
    family.text("thanks", who="Bo")
    live = link_of_live(desk.get("/conversations").text)
    assert desk.get(live, htmx=True).status_code == 204
    family.text("can we come later?", who="Bo")
    news = desk.get(live, htmx=True).text
    assert names(news) == ["Bo Ramos"]
    assert 'hx-swap-oob="true"' in news
    assert re.search(r'<a class="btn s" id="show-newest"[^>]*>Show the newest first', news)
    assert desk.get(link_of_live(news), htmx=True).status_code == 204


def test_a_thread_shows_both_sides_in_order_and_what_was_understood(family: Texting, desk: FrontDesk) -> None:
    family.text("yes")
    family.deliver()
    family.now += timedelta(minutes=1)
    family.text("<b>we may be late</b>")
    page = desk.get(url(family)).text
    text = words(page)
    assert "&lt;b&gt;we may be late&lt;/b&gt;" in page
    assert text.index("wrote: yes") < text.index("Confirmed: Mia") < text.index("we may be late")
    assert "Read as yes: coming" in text
    assert "Automatic answer" in text
    assert "parent of Mia" in text


def test_emails_and_keys_of_calls_are_one_line_each(family: Texting, desk: FrontDesk) -> None:
    with work(family.practice_id) as session:
        session.add(
            Message(
                key="mail", type="reminder", contact_id=family.link.contact_id, channel="email",
                status="delivered", address="ana@example.org", language="en", due_at=family.now,
                sent_at=family.now, created_at=family.now, subject="Mia: visit on Tuesday",
                body="A long letter",
            )
        )  # fmt: skip
        session.add(
            Reply(
                channel="voice", address=family.numbers["Ana"], contact_id=family.link.contact_id, body="1",
                meaning="coming", needs_staff=False, provider_event_id="vk:1", said_at=family.now,
                received_at=family.now,
            )
        )  # fmt: skip
    text = words(desk.get(url(family)).text)
    assert "Email: Mia: visit on Tuesday" in text
    assert "A long letter" not in text
    assert "Pressed 1 in a phone call" in text


def test_an_answer_goes_out_as_one_text_and_the_thread_is_read(family: Texting, desk: FrontDesk) -> None:
    family.text("can we come at 3?")
    answer = send(desk, family, "Yes, 3 PM works. See you then!")
    assert answer.status_code == 303
    [message] = private(family)
    assert message.body == "Willow: Yes, 3 PM works. See you then!"
    assert (message.address, message.status, message.channel) == (family.numbers["Ana"], "queued", "text")
    page = words(desk.get(url(family)).text)
    assert "Dana K. ·" in page
    assert "read by Dana K." in page
    assert "Mark as unread" in page
    with work(family.practice_id) as session:
        [audit] = session.scalars(select(AuditLine).where(AuditLine.subject == "message")).all()
        assert session.scalars(select(MessageEvent.kind)).all() == ["written"]
    assert (audit.action, audit.subject_id) == ("send", message.id)
    assert "3 PM" not in str(audit.after)
    family.now = clock.now()
    family.deliver()
    assert private(family)[0].status == "sent"


def test_the_families_link_goes_along_when_asked(family: Texting, desk: FrontDesk) -> None:
    family.text("how do I answer?")
    send(desk, family, "Please answer here:", visit=str(family.link.mia))
    [message] = private(family)
    link = family.app.extensions["deskbell.signer"].url(family.link.link_id)
    assert message.body == f"Willow: Please answer here: {link}"
    assert message.link_id == family.link.link_id


def test_somebody_elses_visit_is_never_linked(app: Flask, family: Texting, desk: FrontDesk) -> None:
    stranger = make_texting(app, "Zoe", slug="maple")
    family.text("hello")
    send(desk, family, "Here:", visit=str(stranger.link.visits["Zoe"]))
    assert private(family)[0].body == "Willow: Here:"


def test_words_of_the_family_that_came_meanwhile_are_read_first(family: Texting, desk: FrontDesk) -> None:
    family.text("are you open on Friday?")
    before = seen(desk, url(family))
    family.text("never mind, we found it")
    answer = desk.post(url(family, "answer"), htmx=True, seen=before, body="Yes we are")
    assert answer.status_code == 409
    text = words(answer.text)
    assert "Something new came while you were writing." in text
    assert "never mind, we found it" in text
    assert "Yes we are</textarea>" in answer.text
    assert private(family) == []
    again = desk.post(url(family, "answer"), seen=seen(desk, url(family)), body="Yes we are")
    assert again.status_code == 303


def test_pressing_send_twice_sends_once(family: Texting, desk: FrontDesk) -> None:
    family.text("hello")
    given = {"seen": seen(desk, url(family)), "body": "Hi"}
    codes = [desk.post(url(family, "answer"), **given).status_code for _ in range(2)]
    assert codes == [303, 409]
    assert len(private(family)) == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("  ", "Write what you want to say."),
        ("Reply CANCEL to cancel the visit", "Do not ask parents to reply CANCEL"),
        ("x" * 700, "Too long: this would be 5 texts."),
    ],
)
def test_what_cannot_go_is_refused_and_kept_in_the_box(
    family: Texting, desk: FrontDesk, body: str, why: str
) -> None:
    family.text("hello")
    answer = send(desk, family, body)
    assert answer.status_code == 422
    assert why in words(answer.text)
    assert f"{body}</textarea>" in answer.text
    assert private(family) == []


def test_a_stopped_number_cannot_be_written_to_and_the_page_says_why(
    family: Texting, desk: FrontDesk
) -> None:
    before = seen(desk, url(family))
    family.text("STOP")
    page = desk.get(url(family)).text
    assert "The family asked us to stop messages this way." in words(page)
    assert "<textarea" not in page
    assert desk.post(url(family, "answer"), seen=before, body="Hi").status_code == 409
    assert desk.post(url(family, "answer"), seen=seen(desk, url(family)), body="Hi").status_code == 422
    assert private(family) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("suppressed", "is on the do-not-send list"),
        ("no consent", "Consent for this way of messaging is not on file"),
        ("withdrawn", "Consent for this way of messaging was withdrawn"),
        ("no phone", "The preferred number or address is missing"),
    ],
)
def test_who_may_not_be_texted_is_not(family: Texting, desk: FrontDesk, change: str, why: str) -> None:
    family.text("hello")
    with work(family.practice_id) as session:
        tie = session.scalars(
            select(PatientContact).where(PatientContact.contact_id == family.link.contact_id)
        ).one()
        if change == "suppressed":
            session.scalars(
                select(Address).where(Address.value == family.numbers["Ana"])
            ).one().suppressed_at = family.now
        elif change == "no phone":
            session.get_one(Contact, family.link.contact_id).cell_id = None
        else:
            tie.consents = []
            tie.withdrawn = ["notices:text"] if change == "withdrawn" else []
    assert why in words(desk.get(url(family)).text)
    assert send(desk, family, "Hi").status_code == 422


def test_an_unknown_number_can_be_answered(family: Texting, desk: FrontDesk) -> None:
    family.text("Do you take new patients?", who="+19375559999")
    address = "/conversations/number/+19375559999"
    answer = desk.post(
        "/conversations/answer/number/+19375559999", seen=seen(desk, address), body="Yes! Please call us."
    )
    assert answer.status_code == 303
    [message] = private(family)
    assert (message.address, message.contact_id) == ("+19375559999", None)
    assert "Yes! Please call us." in words(desk.get(address).text)


def test_a_machine_with_a_name_cannot_be_answered(family: Texting, desk: FrontDesk) -> None:
    family.text("Your parcel is here", who="PARCEL")
    assert "It cannot be answered." in words(desk.get("/conversations/number/PARCEL").text)


def test_the_length_is_told_while_one_writes(family: Texting, desk: FrontDesk) -> None:
    short = desk.post(url(family, "measure"), htmx=True, body="Hello Ana").text
    assert short.lstrip().startswith('<div id="meter"')
    assert "17 letters, 1 text" in words(short)
    costly = words(desk.post(url(family, "measure"), htmx=True, body="Hasta luego, Sofía ☀").text)
    assert "These letters make the text cost more: í ☀" in costly
    plain = desk.post(url(family, "measure"), body="Sofía", plain="yes").text
    assert ">Sofia</textarea>" in plain
    assert private(family) == []


def test_reading_is_marked_and_taken_back(family: Texting, desk: FrontDesk) -> None:
    family.text("hello")
    assert desk.post(url(family, "mark/read")).status_code == 303
    assert 'id="unread-count" class="count hot" hidden' in desk.get("/conversations").text
    desk.post(url(family, "mark/unread"))
    assert "Conversations, 1 unread" in desk.get("/conversations").text


def test_a_conversation_handed_over_stays_there_for_what_comes_next(family: Texting, desk: FrontDesk) -> None:
    with work(family.practice_id) as session:
        session.add(nursing := Department(name="Nursing", email="n@willow.example"))
        session.flush()
        nursing_id = nursing.id
    family.text("she has a rash")
    assert desk.post(url(family, "department"), department=str(nursing_id)).status_code == 303
    family.text("and a fever")
    page = desk.get("/conversations", query={"department": str(nursing_id)}).text
    assert names(page) == ["Ana Ramos"]
    assert "Nursing (2 unread)" in page
    assert desk.post(url(family, "department"), department="999999").status_code == 404


def test_who_may_only_look_gets_no_box(app: Flask, family: Texting) -> None:
    reader = sign_in(app, family, ("basic_messaging",))
    family.text("hello")
    page = reader.get(url(family)).text
    assert "hello" in page
    assert "<textarea" not in page
    assert "Mark as read" not in page
    assert reader.post(url(family, "answer"), seen="0.0", body="Hi").status_code == 403
    assert reader.post(url(family, "mark/read")).status_code == 403


def test_another_practices_conversation_is_not_found(app: Flask, family: Texting, desk: FrontDesk) -> None:
    other = make_texting(app, "Zoe", slug="maple")
    other.text("hello")
    other.text("hi", who="+19375558888")
    for address in (url(other), "/conversations/number/+19375558888"):
        assert desk.get(address).status_code == 404
    assert desk.post(url(other, "answer"), seen="0.0", body="Hi").status_code == 404
    assert names(desk.get("/conversations").text) == []


def test_a_long_thread_goes_back_page_by_page(family: Texting, desk: FrontDesk) -> None:
    for number in range(70):
        family.now += timedelta(minutes=1)
        family.text(f"line {number}")
    newest = desk.get(url(family)).text
    older = re.search(r'href="([^"]+older=[^"]+)"', newest)
    assert older
    assert "line 69" in newest
    assert "line 5<" not in newest
    first = desk.get(unescape(older[1])).text
    assert "line 5<" in first
    assert "line 69" not in first
    assert "data-poll" not in first


def test_the_open_thread_shows_what_comes_in(family: Texting, desk: FrontDesk) -> None:
    family.text("hello")
    page = desk.get(url(family)).text
    live = re.search(r'id="lines"[^>]*hx-get="([^"]+)"', page)
    assert live
    assert desk.get(unescape(live[1]), htmx=True).status_code == 204
    family.text("are you there?")
    news = desk.get(unescape(live[1]), htmx=True)
    assert news.text.lstrip().startswith('<div id="lines"')
    assert "are you there?" in news.text


def test_today_marks_a_family_that_wrote_until_it_is_read(family: Texting, desk: FrontDesk) -> None:
    day = local_day(family.now + timedelta(days=2), zone("America/New_York")).isoformat()
    family.text("we are late")
    assert 'aria-label="1 unread from Ana Ramos"' in desk.get("/today", query={"d": day}).text
    desk.post(url(family, "mark/read"))
    assert "unread from Ana Ramos" not in desk.get("/today", query={"d": day}).text

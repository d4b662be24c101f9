"""The pages of templates: copied, written, measured, tried out, saved in versions (product F1 to F6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.actions.deliver_messages import deliver_messages
from app.models import AuditLine, Message, Practice, SandboxDelivery, StaffUser, Template, TemplateSet
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

GOOD = "{practice}: {children} have visits {when}. Will you come? {link} {phone}. STOP to end"
GOOD_ES = "{practice}: {children} tienen cita {when}. {link} {phone}. STOP para salir"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def copy(pages: RecordPages, kind: str = "confirmation_request") -> str:
    """The address of a new set of the practice's own."""
    answer = pages.post(f"/templates/standard/{kind}/copy")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def form(pages: RecordPages, url: str, **changed: str) -> dict[str, str]:
    """What a browser would send back unchanged, with some fields changed."""
    html = pages.read(url)
    found = re.search(r'<form id="words".*?</form>', html, re.DOTALL)
    assert found
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    bodies = dict(re.findall(r'<textarea id="(\w+)"[^>]*>([^<]*)</textarea>', found[0]))
    subjects = dict(re.findall(r'<input id="(subject_\w+)" name="[^"]+" value="([^"]*)"', found[0]))
    given = {name: unescape(value) for name, value in (hidden | bodies | subjects).items()}
    given.pop("csrf_token")
    return given | {"show": "en"} | changed


def siblings(pages: RecordPages, *names: str) -> None:
    """A family that comes in two days, at one time."""
    with pages.add() as clinic:
        first = clinic.child(names[0], "Ramos")
        others = [clinic.child(name, "Ramos", family_id=first.family_id) for name in names[1:]]
        clinic.parent("Ana Ramos", first, *others)
        at = datetime.now(UTC).replace(hour=19, minute=30, second=0, microsecond=0) + timedelta(days=2)
        for each in (first, *others):
            clinic.visit(each, at)


def saved(pages: RecordPages, variant: str = "siblings", language: str = "en") -> list[Template]:
    """The versions of one text message, oldest first."""
    with work(pages.clinic.practice_id) as session:
        rows = session.scalars(
            select(Template)
            .where(Template.channel == "text", Template.variant == variant, Template.language == language)
            .order_by(Template.version)
        ).all()
    return list(rows)


def test_the_list_tells_which_words_each_message_uses(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.rule("reminder", name="Evening before")
    set_url = copy(pages, "reminder")
    text = words(pages.read("/templates"))
    assert "Reminder Standard words of Reminder locked Evening before On Never changed Copy to edit" in text
    assert "Our reminder No message just now by Dana K. Edit" in text
    with pages.add() as clinic:
        set_id = clinic.session.scalar(select(TemplateSet.id))
        clinic.rule("reminder", name="Own words", template_set_id=set_id)
    assert "Our reminder Own words On" in words(pages.read("/templates"))
    assert "Own words 1 day before the start" in words(pages.read(f"{set_url}?tab=when"))


def test_standard_words_are_locked_and_a_copy_begins_with_them(pages: RecordPages) -> None:
    locked = pages.read("/templates/standard/confirmation_request")
    assert len(re.findall(r"<textarea[^>]* readonly>", locked)) == 2
    assert ">Save" not in locked
    html = pages.read(copy(pages))
    assert "Our confirmation request" in words(html)
    assert "{children} have visits {when}. Coming? Please answer:" in html
    assert "readonly" not in html
    assert "Not used yet" in words(html)


def test_two_copies_have_two_names(pages: RecordPages) -> None:
    assert copy(pages) != copy(pages)
    assert "Our confirmation request 2" in words(pages.read("/templates"))


def test_saving_makes_a_new_version_and_keeps_the_old_one(pages: RecordPages) -> None:
    url = copy(pages)
    html = pages.save(url, **form(pages, url, body_en=GOOD))
    assert "Saved." in html
    first, second = saved(pages)
    assert (first.version, first.current) == (1, False)
    assert (second.version, second.current, second.body) == (2, True, GOOD)
    assert [row.version for row in saved(pages, language="es")] == [1]
    with work(pages.clinic.practice_id) as session:
        line = session.scalars(select(AuditLine).order_by(AuditLine.id.desc()).limit(1)).one()
    assert (line.action, line.subject) == ("change", "template")
    assert line.after == {"ask/text/en/siblings": GOOD}


def test_saving_what_is_there_changes_nothing(pages: RecordPages) -> None:
    url = copy(pages)
    assert "Nothing was changed." in pages.save(url, **form(pages, url))
    assert len(saved(pages)) == 1


def test_history_counts_what_was_sent_by_day_and_opens_the_exact_text(pages: RecordPages) -> None:
    url = copy(pages, "reminder")
    with pages.add() as clinic:
        set_id = clinic.session.scalar(select(TemplateSet.id))
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana Ramos", mia)
        rule, visit = clinic.rule("reminder", template_set_id=set_id), clinic.visit(mia)
        for version, status in (
            (f"own-{set_id}-1", "delivered"),
            (f"own-{set_id}-1", "bounced"),
            ("standard-2", "sent"),
        ):
            clinic.message(
                rule, ana, visit if status == "delivered" else clinic.visit(mia), status=status,
                sent_at=datetime.now(UTC), template_version=version, body=f"See you! {status}",
            )  # fmt: skip
    history = pages.read(f"{url}?tab=history")
    assert re.search(r"Day Sent Delivered \w+ \w+ \d+ 2 1", words(history))
    day = re.search(r'href="([^"]+day=[^"#]+)', history)
    assert day
    opened = words(pages.read(unescape(day[1])))
    assert "See you! delivered" in opened
    assert "See you! bounced" in opened
    assert "See you! sent" not in opened


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (GOOD.replace("{when}", "{wen}"), "There is no element {wen} (character 36). Did you mean {when}?"),
        (GOOD + " Reply CANCEL to cancel.", "Phone companies treat that word as STOP"),
        (GOOD.replace("{link}", ""), "Put {link} into the text."),
        (GOOD + " We look forward to seeing you in our new rooms.", "Too long by"),
        (" ", "Write some words."),
    ],
)
def test_words_that_cannot_go_out_come_back_with_the_reason(
    pages: RecordPages, typed: str, told: str
) -> None:
    url = copy(pages)
    html = pages.refuse(url, htmx=False, **form(pages, url, body_en=typed, body_es=GOOD_ES))
    assert told in words(unescape(html))
    assert 'href="#body_en"' in html
    assert re.search(r'id="body_en"[^>]*aria-invalid="true"', html)
    assert GOOD_ES in html
    assert len(saved(pages)) == 1
    assert len(saved(pages, language="es")) == 1


def test_the_practice_decides_how_long_a_text_may_be(pages: RecordPages) -> None:
    url = copy(pages)
    with pages.add() as clinic:
        clinic.session.get_one(Practice, clinic.practice_id).text_limit = 100
    html = pages.refuse(url, htmx=False, **form(pages, url, body_en=GOOD))
    assert "of 100. Shorten it, then save." in words(html)


def test_somebody_else_was_faster_and_nothing_of_mine_is_lost(pages: RecordPages) -> None:
    url = copy(pages)
    mine = form(pages, url, body_en=GOOD + " Mine.")
    pages.save(url, **form(pages, url, body_en=GOOD))
    answer = pages.post(url, **mine)
    text = words(unescape(answer.text))
    assert answer.status_code == 409
    assert "Dana K. changed these words just now. Nothing of yours was saved." in text
    assert GOOD + " Mine." in text
    assert [row.body for row in saved(pages)][-1] == GOOD


def test_the_preview_shows_a_real_family_while_nothing_is_saved(pages: RecordPages) -> None:
    siblings(pages, "Mia", "Leo")
    url = copy(pages)
    assert "Ramos, 2 children," in words(pages.read(url))
    typed = form(pages, url, body_en="{practice}: hello {children}! {link}", show="en")
    answer = pages.post("/templates/preview", htmx=True, **typed)
    assert answer.text.lstrip().startswith('<div id="preview"')
    assert "Willow: hello Mia and Leo! https://" in answer.text
    assert "Missing: the phone number and how to stop" in words(answer.text)
    assert 'id="meter-en" class="size" hx-swap-oob="true"' in answer.text
    spanish = pages.post("/templates/preview", htmx=True, **(typed | {"show": "es"}))
    assert "Willow: Mia y Leo tienen cita el" in spanish.text
    assert len(saved(pages)) == 1


def test_without_script_the_whole_page_comes_back_with_what_was_typed(pages: RecordPages) -> None:
    url = copy(pages)
    answer = pages.post("/templates/preview", **form(pages, url, body_en="{practice}: just so! {link}"))
    assert answer.status_code == 200
    assert "<h1>" in answer.text
    assert "{practice}: just so! {link}</textarea>" in answer.text
    assert ">Willow: just so! https://" in answer.text


def test_a_long_name_is_counted_and_gets_shorter_words(pages: RecordPages) -> None:
    siblings(pages, "Maximiliana", "Christophersonia")
    siblings(pages, "Mia", "Leo")
    text = words(pages.read(copy(pages)))
    assert "1 of 2 coming visits has longer names and gets shorter words." in text
    assert "longest names of the next two weeks: “Maximiliana and Christophersonia”" in text


def test_dear_letters_are_named_and_made_plain_with_one_button(pages: RecordPages) -> None:
    url = copy(pages)
    typed = form(pages, url, body_en=GOOD.replace("Will you come?", "“Will” you come…?"))
    html = pages.post("/templates/preview", htmx=True, **typed).text
    assert "These letters make every text cost more: “ ” … ." in words(html)
    plain = pages.post("/templates/preview", **typed, plain="en").text
    assert "&#34;Will&#34; you come...?" in plain
    assert "cost more" not in plain


def test_an_email_and_a_call_are_shown_in_their_frames(pages: RecordPages) -> None:
    siblings(pages, "Mia", "Leo")
    url = copy(pages)
    mail = form(pages, f"{url}?tab=email", body_en="We wait for {children}.", subject_en="Soon: {children}")
    shown = words(pages.post("/templates/preview", htmx=True, **mail).text)
    assert "Soon: Mia and Leo Tell us in 1 tap if you are coming." in shown
    assert "We wait for Mia and Leo." in shown
    call = form(pages, f"{url}?tab=voice", body_en="We see you {first_day}.")
    assert (
        "This is for the parent of Mia and Leo. We see you"
        in pages.post("/templates/preview", htmx=True, **call).text
    )
    machine = f"{url}?tab=voice&for=voicemail"
    html = pages.refuse(url, htmx=False, **form(pages, machine, body_en="For {children}. Call {phone}."))
    assert "Leave the names of children out." in words(html)


def test_a_birthday_speaks_of_no_visit(pages: RecordPages) -> None:
    siblings(pages, "Mia")
    html = pages.read("/templates/standard/birthday_greeting?for=one")
    assert "happy birthday to Mia from all of us!" in html
    assert "{when}" not in html


def test_history_shows_what_changed_and_restores_it_as_a_new_version(pages: RecordPages) -> None:
    url = copy(pages)
    before = saved(pages)[0]
    pages.save(url, **form(pages, url, body_en=before.body.replace("Coming", "Will you come")))
    history = pages.read(f"{url}?tab=history")
    assert "<del>Coming</del><ins>Will you come</ins>" in history
    restored = pages.save(f"/templates/versions/{before.id}/restore")
    assert "as a new version" in words(restored)
    assert [(row.version, row.current) for row in saved(pages)] == [(1, False), (2, False), (3, True)]
    assert saved(pages)[-1].body == before.body


def test_a_test_goes_to_oneself_with_made_up_children(pages: RecordPages, app: Flask) -> None:
    siblings(pages, "Secret", "Hidden")
    url = copy(pages)
    answer = pages.post("/templates/test", **form(pages, url, body_en=GOOD))
    assert "A test is on its way to dana@willow.example as an email" in words(answer.text)
    assert GOOD in answer.text
    with pages.add() as clinic:
        clinic.session.scalars(select(StaffUser)).one().phone = "+19375550777"
    pages.post("/templates/test", **form(pages, url, body_en=GOOD))
    pages.post("/templates/test", **form(pages, f"{url}?tab=email", show="es"))
    deliver_messages(datetime.now(UTC), app.extensions["deskbell.exits"], app.extensions["deskbell.signer"])
    with work(pages.clinic.practice_id) as session:
        came = session.scalars(select(SandboxDelivery).order_by(SandboxDelivery.id)).all()
    assert [(each.channel, each.address) for each in came] == [
        ("email", "dana@willow.example"),
        ("text", "+19375550777"),
        ("email", "dana@willow.example"),
    ]
    assert came[1].body.startswith("TEST: Willow: Mia and Leo have visits")
    assert came[2].subject.startswith("TEST: Mia y Leo: citas")
    assert "TEST: " in came[2].html
    assert "Secret" not in "".join(each.body for each in came)
    assert len(saved(pages)) == 1


def test_ten_tests_a_minute_are_enough(pages: RecordPages) -> None:
    url = copy(pages)
    broken = form(pages, url, body_en="{nobody}")
    answers = [pages.post("/templates/test", **broken).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_test_of_broken_words_is_not_sent(pages: RecordPages) -> None:
    url = copy(pages)
    html = pages.refuse("/templates/test", htmx=False, **form(pages, url, body_en="{nobody}"))
    assert "Not sent: please look at this" in html
    with work(pages.clinic.practice_id) as session:
        assert session.scalar(select(func.count(Message.id))) == 0


def test_a_set_is_renamed_and_put_away_unless_a_message_uses_it(pages: RecordPages) -> None:
    url = copy(pages, "reminder")
    other = copy(pages, "reminder")
    assert "Winter words" in words(pages.save(f"{url}/rename", name="  Winter   words "))
    taken = pages.refuse(f"{other}/rename", htmx=False, name="winter WORDS")
    assert "There are texts called winter WORDS already." in words(taken)
    with pages.add() as clinic:
        used = clinic.session.scalars(select(TemplateSet).where(TemplateSet.name == "Winter words")).one()
        clinic.rule("reminder", name="Evening before", template_set_id=used.id)
    refused = pages.refuse(f"{url}/archive", htmx=False)
    assert "Still used by Evening before. Choose other texts there first." in words(refused)
    pages.save(f"{other}/archive")
    assert pages.desk.get(other).status_code == 404
    assert "Our reminder 2" not in pages.read("/templates")


def test_who_may_only_look_sees_no_button(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "automated_view"))
    assert "Copy to edit" not in pages.read("/templates")
    html = pages.read("/templates/standard/reminder")
    assert "Send a test" not in html
    assert pages.post("/templates/standard/reminder/copy").status_code == 403
    assert pages.post("/templates/test", kind="reminder").status_code == 403


def test_another_practice_s_words_are_not_found(app: Flask) -> None:
    willow, maple = open_record_pages(app), open_record_pages(app, "maple")
    url = copy(willow)
    assert maple.desk.get(url).status_code == 404
    assert maple.post(url, body_en="x").status_code == 404
    assert maple.post(f"/templates/versions/{saved(willow)[0].id}/restore").status_code == 404
    assert maple.post("/templates/preview", set="1", kind="").status_code == 404

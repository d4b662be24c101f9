"""Channels: from the sandbox to families and back, with a vendor on this machine to be checked against."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app import clock
from app.actions.note_webhook import note_webhook
from app.extensions import db
from app.factory import create_app
from app.models import Answer, AuditLine, ChannelSetup, Location, Practice, ProviderGate
from app.providers.wire import Wire
from app.settings import Settings
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import Browser, link_of_live
from tests.builders.record_pages import RecordPages, open_record_pages, words
from tests.vendor import Loopback
from tests.web.conftest import Audit

URL = "/settings/channels"
BASE_URL = "https://visits.example.org"
NUMBER, OF_PLACE = "+19375550142", "+19375550147"
STEPS = ["agreement_signed", "consent_checked", "number_registered"]


@pytest.fixture
def vendor() -> Iterator[Loopback]:
    with Loopback() as loopback:
        loopback.account.own(NUMBER.removeprefix("+"), BASE_URL)
        yield loopback


Installed = Callable[..., RecordPages]


@pytest.fixture
def installed(app: Flask, vendor: Loopback) -> Iterator[Installed]:
    """``installed(**settings)``: a clinic whose installation sends through the vendor, unless told else."""
    opened: list[Any] = []
    wires: list[Wire] = []

    def install(**changes: Any) -> RecordPages:
        given = vendor.settings | {"public_base_url": BASE_URL, "provider_letter": "vendor"} | changes
        settings = Settings(_env_file=None, instance_dir=app.instance_path, **given)
        installation = create_app(settings, app.config["SQLALCHEMY_DATABASE_URI"])
        installation.config.update(TESTING=True)
        installation.test_client_class = Browser
        # One carries all channels of an installation.
        wires.append(vars(installation.extensions["deskbell.exits"].vendors["text"])["_wire"])
        context = installation.app_context()
        context.push()
        opened.append(context)
        return open_record_pages(installation)

    yield install
    for context in opened:
        db.engine.dispose()
        context.pop()
    for wire in wires:
        wire.close()


def card(pages: RecordPages, channel: str = "text", html: str = "") -> str:
    """What a reader sees of one channel's card."""
    found = re.search(
        rf'<section class="card channel" id="{channel}".*?</section>', html or pages.read(URL), re.DOTALL
    )
    assert found
    return unescape(words(found[0]))


def typed(pages: RecordPages, channel: str = "text", **changed: str) -> dict[str, str]:
    """The form of a channel as a browser sends it."""
    given = {
        "sender": "(937) 555-0142", "resends": "2", "resend_minutes": "15", "stop_at": "",
        "restart_unfinished": "yes", **changed,
    }  # fmt: skip
    fields = {f"{name}-{channel}": value for name, value in given.items()}
    return {**fields, "seen": pages.seen(URL, f"{URL}/{channel}")}


def setup_of(pages: RecordPages, channel: str = "text") -> ChannelSetup:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(ChannelSetup).where(ChannelSetup.channel == channel)).one()


def put(pages: RecordPages, channel: str = "text", **given: Any) -> None:
    with pages.add() as clinic:
        clinic.add(ChannelSetup(channel=channel, changed_at=clock.now(), **{"sender": NUMBER, **given}))


def make_ready(pages: RecordPages) -> None:
    """All of the list before going live."""
    with pages.add() as clinic:
        clinic.session.get_one(Practice, clinic.practice_id).setup_steps = STEPS
        clinic.staff("alex@willow.example")
        child = clinic.child()
        mother, visit = clinic.parent("Ana", child), clinic.visit(child, clock.now() + timedelta(days=9))
        clinic.add(
            Answer(
                appointment_id=visit.id, contact_id=mother.id, choice="coming", effect="confirmed",
                via="link", version=1, received_at=clock.now(), applied_at=clock.now(),
            )
        )  # fmt: skip


def make_live(pages: RecordPages, channel: str = "text", **given: Any) -> None:
    now = clock.now()
    found = {"verified_at": now, "verified_sender": NUMBER, "activated_at": now}
    put(pages, channel, **{**found, "activated_by": None, **given})


# --- an installation that is all sandbox


def test_a_sandbox_installation_says_so_and_what_the_server_needs(app: Flask) -> None:
    pages = open_record_pages(app)
    text = card(pages)
    assert "because this installation is in sandbox for texts" in text
    assert "PROVIDER_SMS=vendor VONAGE_API_KEY" in text
    assert "VONAGE_SIGNATURE_SECRET" in text
    assert "Go live with texts" not in text
    assert "http://deskbell.test/hooks/vonage/messages/inbound" in text
    assert pages.post(f"{URL}/text/check").status_code == 409
    assert "sends nothing over this channel" in pages.refuse(f"{URL}/text/activate", htmx=False)


# --- the form


def test_saving_keeps_every_field_and_is_audited(app: Flask, clinic_audit: Audit) -> None:
    pages = open_record_pages(app)
    given = {"resends": "3", "resend_minutes": "30", "stop_at": "19:30", "restart_unfinished": ""}
    html = pages.save(f"{URL}/text", **typed(pages, **given))
    assert "Saved." in html
    assert "(937) 555-0142" in card(pages, html=html)
    row = setup_of(pages)
    assert (row.sender, row.resends, row.resend_minutes) == ("+19375550142", 3, 30)
    assert (str(row.stop_at), row.restart_unfinished) == ("19:30:00", False)
    assert clinic_audit(pages.clinic.practice_id) == [("change", "dana@willow.example")]


def test_a_mail_channel_has_a_name_and_a_reply_address(app: Flask) -> None:
    pages = open_record_pages(app)
    given = {"sender": "Visits@Willow.example", "sender_name": "Willow", "reply_to": "desk@willow.example"}
    pages.save(f"{URL}/email", **typed(pages, "email", **given))
    row = setup_of(pages, "email")
    assert (row.sender, row.sender_name) == ("visits@willow.example", "Willow")
    assert row.reply_to == "desk@willow.example"


def test_a_letter_has_a_sender_and_no_tries(app: Flask) -> None:
    pages = open_record_pages(app)
    pages.save(
        f"{URL}/letter", **typed(pages, "letter", sender="212 Oak Street, Dayton, OH 45402", resends="x")
    )
    row = setup_of(pages, "letter")
    assert (row.sender, row.resends) == ("212 Oak Street, Dayton, OH 45402", 2)


@pytest.mark.parametrize(
    ("channel", "changed", "field", "says"),
    [
        ("text", {"sender": "12"}, "sender", "Write it like (937) 555-0142."),
        ("email", {"sender": "nobody"}, "sender", "frontdesk@practice.example"),
        ("email", {"sender": "", "reply_to": "x"}, "reply_to", "frontdesk@practice.example"),
        ("text", {"resends": "6"}, "resends", "0 to 5 more tries, for example 2"),
        ("voice", {"resend_minutes": "0"}, "resend_minutes", "1 to 1440 minutes, for example 15"),
        ("fax", {"sender": "", "stop_at": "late"}, "stop_at", "for example 08:00"),
        ("text", {"stop_at": "00:00"}, "stop_at", "nothing could ever go out"),
    ],
)
def test_what_cannot_work_comes_back_with_an_example(
    app: Flask, channel: str, changed: dict[str, str], field: str, says: str
) -> None:
    pages = open_record_pages(app)
    html = pages.refuse(f"{URL}/{channel}", htmx=False, **typed(pages, channel, **changed))
    assert says in words(html)
    assert f'id="{field}-{channel}-error"' in html
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(ChannelSetup.sender)).all() in ([], [""])


def test_somebody_else_s_change_is_not_lost(app: Flask) -> None:
    pages = open_record_pages(app)
    mine = typed(pages, resends="5")
    pages.save(f"{URL}/text", **typed(pages, resends="1"))
    answer = pages.post(f"{URL}/text", **mine)
    assert answer.status_code == 409
    assert "Dana K. changed this channel just now." in words(answer.text)
    assert setup_of(pages).resends == 1


def test_a_live_channel_keeps_its_sender(installed: Installed) -> None:
    pages = installed()
    make_live(pages)
    html = pages.refuse(f"{URL}/text", htmx=False, **typed(pages, sender="(937) 555-0143"))
    assert "Put it back into the sandbox first" in words(html)
    assert setup_of(pages).sender == NUMBER


# --- checking the connection


def test_a_connection_that_works_is_remembered_step_by_step(installed: Installed, vendor: Loopback) -> None:
    pages = installed()
    put(pages)
    text = card(pages, html=pages.save(f"{URL}/text/check"))
    assert "The connection works" in text
    assert text.count(": right") == 7
    assert "Private key : right" in text
    row = setup_of(pages)
    assert (row.verified_sender, row.verified_at is not None) == (NUMBER, True)
    assert vendor.taken == []


@pytest.mark.parametrize(
    ("channel", "changes", "says"),
    [
        ("text", {"vonage_api_secret": "another"}, "VONAGE_API_SECRET"),
        ("text", {"vonage_application_id": "another"}, "VONAGE_APPLICATION_ID"),
        ("text", {"vonage_signature_secret": ""}, "VONAGE_SIGNATURE_SECRET"),
        ("voice", {"vonage_api_key": "another"}, "VONAGE_API_KEY"),
        ("text", {"public_base_url": "http://visits.example.org"}, "PUBLIC_BASE_URL"),
        ("voice", {"public_base_url": "https://elsewhere.example.org"}, "Answer URL to https://elsewhere."),
        ("email", {"sendgrid_api_key": "another"}, "SENDGRID_API_KEY"),
        ("email", {}, "does not let visits@willow.example send yet"),
    ],
)
def test_each_wrong_credential_has_its_own_sentence(
    installed: Installed, channel: str, changes: dict[str, str], says: str
) -> None:
    pages = installed(**changes)
    put(pages, channel, sender="visits@willow.example" if channel == "email" else NUMBER)
    html = pages.save(f"{URL}/{channel}/check")
    assert "Something is wrong. See what to do below." in html
    text = card(pages, channel, html)
    assert "The last check found something wrong" in text
    assert says in text
    assert setup_of(pages, channel).verified_at is None


def test_a_changed_sender_must_be_checked_again(installed: Installed) -> None:
    pages = installed()
    put(pages)
    pages.save(f"{URL}/text/check")
    html = pages.save(f"{URL}/text", **typed(pages, sender="(937) 555-0143"))
    assert "The sender changed since the last check: check again" in card(pages, html=html)
    make_ready(pages)
    assert "has not been checked for this sender" in pages.refuse(f"{URL}/text/activate", htmx=False)


def test_a_location_s_own_number_is_checked_too(installed: Installed) -> None:
    pages = installed()
    put(pages)
    with pages.add() as clinic:
        clinic.session.get_one(Location, clinic.location_id).sender = OF_PLACE
    text = card(pages, html=pages.save(f"{URL}/text/check"))
    assert "Number of Main Street : wrong" in text
    assert "19375550147 is not one of this account" in text
    assert setup_of(pages).verified_at is None


def test_when_each_webhook_last_came_stands_beside_its_address(installed: Installed) -> None:
    pages = installed()
    with work_everywhere() as session:
        note_webhook(session, clock.now(), "vonage_inbound")
    text = card(pages)
    assert f"{BASE_URL}/hooks/vonage/messages/inbound Last signed call" in text
    assert f"{BASE_URL}/hooks/vonage/messages/status No signed call has come yet" in text
    assert f"{BASE_URL}/hooks/sendgrid/events" in card(pages, "email")


# --- going live, and back


def test_going_live_needs_the_check_and_the_list(installed: Installed) -> None:
    pages = installed()
    put(pages)
    text = words(pages.refuse(f"{URL}/text/activate", htmx=False))
    assert "Texts cannot go live yet. Still missing:" in text
    for missing in (
        "has not been checked for this sender",
        "The number that texts come from is registered",
        "The agreement with the sending service is signed",
        "Consent is checked",
        "Two people are administrators",
        "A trial reminder was answered",
    ):
        assert missing in text
    assert setup_of(pages).activated_at is None


def test_going_live_says_for_how_many_and_is_audited(installed: Installed) -> None:
    pages = installed()
    put(pages)
    pages.save(f"{URL}/text/check")
    make_ready(pages)
    with pages.add() as clinic:
        clinic.rule()
        for name in ("Mia", "Leo"):
            child = clinic.child(name)
            clinic.visit(child, clock.now() + timedelta(hours=30))
            clinic.parent("Ana", child)
    asked = words(pages.read(f"{URL}/text/activate"))
    assert "In the next 24 hours 2 texts about visits go to 2 families." in asked
    assert "from (937) 555-0142" in asked
    assert "Emails are still in the sandbox, and so are the alerts to your departments" in asked
    html = pages.save(f"{URL}/text/activate")
    assert "Texts are live from now on." in html
    assert "Activated by Dana K." in card(pages, html=html)
    with work(pages.clinic.practice_id) as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "activate")).one()
    assert (line.before, line.after) == ({"ends": "in the sandbox"}, {"ends": "at families", "from": NUMBER})


def test_a_letter_needs_its_sender_and_two_administrators_only(installed: Installed) -> None:
    pages = installed()
    put(pages, "letter", sender="212 Oak Street, Dayton, OH 45402")
    pages.save(f"{URL}/letter/check")
    text = words(pages.refuse(f"{URL}/letter/activate", htmx=False))
    assert "Two people are administrators" in text
    assert "agreement" not in text
    with pages.add() as clinic:
        clinic.staff("alex@willow.example")
    assert "Letters are live from now on." in pages.save(f"{URL}/letter/activate")


def test_back_to_the_sandbox_is_asked_done_at_once_and_audited(
    installed: Installed, clinic_audit: Audit
) -> None:
    pages = installed()
    make_live(pages)
    assert "families do not get them, not later either" in words(pages.read(f"{URL}/text/sandbox"))
    assert "Texts end in the sandbox from now on." in pages.save(f"{URL}/text/sandbox")
    assert setup_of(pages).activated_at is None
    assert "They were in the sandbox already." in pages.save(f"{URL}/text/sandbox")
    assert [action for action, _ in clinic_audit(pages.clinic.practice_id)] == ["deactivate"]


def test_two_practices_are_never_live_from_one_number(installed: Installed) -> None:
    pages = installed()
    put(pages)
    pages.save(f"{URL}/text/check")
    make_ready(pages)
    now = clock.now()
    with work_everywhere() as session:
        oak = make_clinic(session, "oak")
        theirs = {"sender": "+19375550177", "verified_sender": f"+19375550177,{NUMBER}"}
        oak.add(ChannelSetup(channel="voice", activated_at=now, changed_at=now, **theirs))
    text = words(pages.refuse(f"{URL}/text/activate", htmx=False))
    assert "Another practice of this installation is live from this number" in text
    assert setup_of(pages).activated_at is None


def test_a_practice_that_is_live_gets_no_hold_of_anothers_number_by_checking_it(
    installed: Installed, vendor: Loopback
) -> None:
    pages = installed()
    make_live(pages)
    now, theirs = clock.now(), "+15550100077"
    vendor.account.own(theirs.removeprefix("+"), BASE_URL)
    with work_everywhere() as session:
        oak = make_clinic(session, "oak")
        oak.add(ChannelSetup(channel="text", sender=theirs, activated_at=now, changed_at=now))
    with pages.add() as clinic:
        clinic.session.get_one(Location, clinic.location_id).sender = theirs
    pages.save(f"{URL}/text/check")
    assert "Another practice of this installation is live from one of these numbers" in words(pages.read(URL))
    assert theirs not in setup_of(pages).verified_sender


def test_a_demo_practice_never_goes_live(installed: Installed) -> None:
    pages = installed()
    make_ready(pages)
    put(pages, verified_at=clock.now(), verified_sender=NUMBER)
    with pages.add() as clinic:
        clinic.session.get_one(Practice, clinic.practice_id).demo = True
    assert "This is a demo practice." in pages.refuse(f"{URL}/text/activate", htmx=False)
    assert "Demo: nothing leaves the house" in pages.read(URL)
    assert setup_of(pages).activated_at is None


# --- what every page says


def bar(pages: RecordPages) -> str:
    found = re.search(r'<a class="sandbox".*?</a>', pages.read("/problems"), re.DOTALL)
    return words(found[0]) if found else ""


def test_every_page_says_what_still_ends_in_the_sandbox(installed: Installed) -> None:
    pages = installed(provider_fax="vendor", fax_gateway_address="{number}@fax.example.com")
    assert bar(pages).startswith("Sandbox: nothing leaves the house")
    make_live(pages)
    assert bar(pages).startswith("Texts are live. All else still ends in the sandbox.")
    make_live(pages, "voice")
    make_live(pages, "email")
    assert bar(pages).startswith("Faxes and letters still end in the sandbox")
    make_live(pages, "fax")
    make_live(pages, "letter")
    assert bar(pages) == ""


def test_what_is_activated_but_not_sent_by_the_installation_is_sandbox(app: Flask) -> None:
    pages = open_record_pages(app)
    make_live(pages)
    assert bar(pages).startswith("Sandbox: nothing leaves the house")
    assert "this installation sends nothing over this channel any more" in card(pages)


def _shut(provider: str, reason: str) -> None:
    now = clock.now()
    with work_everywhere() as session:
        session.add(
            ProviderGate(
                provider=provider, reason=reason, failures=5, filled_at=now, opened_at=now,
                open_until=now + timedelta(minutes=10),
            )
        )  # fmt: skip


def outage(pages: RecordPages, url: str = "/problems") -> str:
    found = re.search(r'<div id="outages" role="status">(.*?)</div>', pages.read(url), re.DOTALL)
    assert found
    return words(found[1])


def test_an_outage_stands_on_every_page_with_what_waits(installed: Installed) -> None:
    pages = installed()
    make_live(pages)
    assert outage(pages) == ""
    with pages.add() as clinic:
        child = clinic.child()
        clinic.message(clinic.rule(), clinic.parent("Ana", child), status="queued", due_at=clock.now())
    _shut("vonage_text", "no_connection")
    text = outage(pages)
    assert text.startswith("Texts are not leaving: we could not reach Vonage. Trying again at ")
    assert text.endswith("1 message waits, none is lost.")


@pytest.mark.parametrize("url", ["/today", "/conversations"])
def test_a_page_that_stands_open_hears_of_an_outage_and_of_its_end(installed: Installed, url: str) -> None:
    pages = installed()
    make_live(pages)
    live = link_of_live(pages.read(url))
    assert pages.desk.get(live).status_code == 204
    _shut("vonage_text", "vendor_down")
    news = pages.desk.get(live, htmx=True)
    assert news.status_code == 200
    assert re.search(r'<div id="outages" role="status" hx-swap-oob="true">.*Vonage had trouble', news.text)
    assert "Texts are not leaving" in words(pages.read("/today").split('class="health"')[1])
    with work_everywhere() as session:
        session.execute(delete(ProviderGate))
    news = pages.desk.get(link_of_live(news.text), htmx=True)
    assert '<div id="outages" role="status" hx-swap-oob="true"></div>' in news.text


def test_an_outage_of_what_a_practice_does_not_use_is_not_told(installed: Installed) -> None:
    pages = installed()
    make_live(pages)
    _shut("sendgrid_email", "credentials")
    assert outage(pages) == ""


@pytest.mark.parametrize("url", [URL, f"{URL}/text/activate", f"{URL}/text/sandbox"])
def test_only_those_who_manage_connections_come_in(app: Flask, url: str) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "delivery_rules_edit"))
    assert pages.desk.get(url).status_code == 403
    assert pages.post(f"{URL}/text/activate").status_code == 403

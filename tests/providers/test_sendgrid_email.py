"""Mails through SendGrid, and faxes as mails to a gateway."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.paper import page
from app.providers.fax_gateway import FaxGateway
from app.providers.port import Accepted, Envelope, Refused, Result, Unknown
from app.providers.print_queue import PrintQueue
from app.providers.wire import Wire
from tests.providers.conftest import NOW, REFERENCES, mail_to, mail_way
from tests.vendor import ACCEPT_AND_DROP, Answering, Loopback, refused, server_error, throttled

FAX = Envelope(
    1, "m7", "fax", "+15550100009", "visits@willow.example", "en", "Leo's visit", "See you Monday.", ""
)


def test_a_mail_leaves_as_sendgrid_wants_it(vendor: Loopback, wire: Wire) -> None:
    envelope = replace(mail_to(reference="m42"), sender_name="Willow Kids", reply_to="office@willow.example")
    result = mail_way(vendor, wire).send(envelope, NOW).result(5)
    (taken,) = vendor.taken
    assert result == Accepted(taken.provider_ref)
    assert taken.reference == "m42"
    assert taken.body == {
        "from": {"email": "visits@willow.example", "name": "Willow Kids"},
        "reply_to": {"email": "office@willow.example"},
        "subject": "Leo's visit",
        "personalizations": [{"to": [{"email": "mother@family.example"}]}],
        "content": [
            {"type": "text/plain", "value": "See you"},
            {"type": "text/html", "value": "<p>See you</p>"},
        ],
        "custom_args": {"deskbell_ref": REFERENCES.sign("m42")},
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
        },
    }


def test_a_broadcast_can_be_left_with_one_click(vendor: Loopback, wire: Wire) -> None:
    envelope = replace(mail_to(), unsubscribe_url="https://visits.example.org/p/abc/unsubscribe")
    mail_way(vendor, wire).send(envelope, NOW).result(5)
    assert vendor.taken[0].body["headers"] == {
        "List-Unsubscribe": "<https://visits.example.org/p/abc/unsubscribe>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_a_mail_without_html_is_plain(vendor: Loopback, wire: Wire) -> None:
    mail_way(vendor, wire).send(replace(mail_to(), html=""), NOW).result(5)
    assert [part["type"] for part in vendor.taken[0].body["content"]] == ["text/plain"]


def _errors(field: str) -> dict[str, object]:
    return {"errors": [{"message": "No", "field": field, "help": ""}]}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ACCEPT_AND_DROP, Unknown("vendor_silent")),
        (throttled("4"), Refused("throttled", retry=True, after=timedelta(seconds=4), outage=True)),
        (server_error(500), Refused("vendor_down", retry=True, outage=True)),
        (refused(400, _errors("personalizations.0.to.0.email")), Refused("bad_mailbox", retry=False)),
        (refused(400, _errors("content")), Refused("bad_request", retry=False)),
        (refused(413, b"too large"), Refused("bad_request", retry=False)),
        (refused(400, b'{"errors": 7}'), Refused("bad_request", retry=False)),
        (
            refused(403, _errors("from.email")),
            Refused("credentials", retry=True, after=timedelta(minutes=5), outage=True),
        ),
        (refused(202, b""), Unknown("vendor_silent")),
    ],
    ids=["silence", "throttled", "down", "mailbox", "content", "size", "odd", "sender", "nameless"],
)
def test_what_is_known_after_each_answer(
    vendor: Loopback, wire: Wire, answer: Answering, expected: Result
) -> None:
    vendor.answer_next(answer)
    assert mail_way(vendor, wire).send(mail_to(), NOW).result(5) == expected
    assert vendor.requests == 1


def test_a_wrong_key_is_a_matter_of_credentials(vendor: Loopback, wire: Wire) -> None:
    expected = Refused("credentials", retry=True, after=timedelta(minutes=5), outage=True)
    assert mail_way(vendor, wire, key="another").send(mail_to(), NOW).result(5) == expected


def test_a_mail_without_words_never_leaves(vendor: Loopback, wire: Wire) -> None:
    empty = replace(mail_to(), body="", html="")
    assert mail_way(vendor, wire).send(empty, NOW).result(0) == Refused("our_fault", retry=False)
    assert vendor.requests == 0


def _fax_way(vendor: Loopback, wire: Wire) -> FaxGateway:
    return FaxGateway(mail_way(vendor, wire), "{number}@fax.example.com", page)


def test_a_fax_is_a_pdf_in_a_mail_to_its_number(vendor: Loopback, wire: Wire) -> None:
    result = _fax_way(vendor, wire).send(FAX, NOW).result(5)
    (taken,) = vendor.taken
    assert result == Accepted(taken.provider_ref)
    assert (taken.to, taken.reference) == ("15550100009@fax.example.com", "m7")
    (attached,) = taken.body["attachments"]
    assert (attached["type"], attached["filename"]) == ("application/pdf", "fax-m7.pdf")
    text = PdfReader(BytesIO(b64decode(attached["content"]))).pages[0].extract_text()
    assert "Leo's visit" in text
    assert "See you Monday." in text


def test_the_words_of_a_fax_stand_in_its_page_only(vendor: Loopback, wire: Wire) -> None:
    """A gateway may print the mail's own words on a sheet in front."""
    _fax_way(vendor, wire).send(FAX, NOW).result(5)
    assert vendor.taken[0].body["content"] == [{"type": "text/plain", "value": "The fax is attached."}]


def test_no_fax_goes_to_something_else_than_a_number(vendor: Loopback, wire: Wire) -> None:
    odd = replace(FAX, address="a@b")
    assert _fax_way(vendor, wire).send(odd, NOW).result(0) == Refused("bad_number", retry=False)
    assert vendor.requests == 0


def test_a_letter_waits_in_the_house() -> None:
    queue = PrintQueue()
    letter = replace(FAX, channel="letter", reference="m9")
    assert queue.send(letter, NOW).result(0) == Accepted("print-m9")
    assert queue.find(1, "m9") == Refused("absent", retry=True)
    assert [check.ok for check in queue.check("Willow Kids, 1 Main St")] == [True]
    assert [check.ok for check in queue.check(" ")] == [False]


def test_a_long_message_goes_on_over_numbered_pages() -> None:
    body = "\n\n".join(f"Paragraph {number}: <b>not bold</b> & so on, niño." for number in range(80))
    pages = PdfReader(BytesIO(page(replace(FAX, body=body)))).pages
    texts = [each.extract_text() for each in pages]
    assert len(texts) > 1
    assert all(f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1))
    assert "<b>not bold</b> & so on, niño." in texts[0]

"""The HTML and text of mails: escaped, one button, no script, nothing loaded from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.domain.answers import NoticeKind
from app.domain.languages import Language
from app.domain.timing import RuleType
from app.domain.wording.department_alert import DepartmentAlert, department_alert
from app.domain.wording.email_message import RenderedEmail, email_message
from tests.domain.test_wording_alert import line, notice
from tests.domain.visit_facts import LINK, visit

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[2] / "app" / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
)


def parent_html(mail: RenderedEmail) -> str:
    return TEMPLATES.get_template("messages/parent/email.html").render(mail=mail)


def alert_part(part: str, alert: DepartmentAlert) -> str:
    return TEMPLATES.get_template(f"messages/department_notice/{part}").render(alert=alert)


@pytest.mark.parametrize("language", list(Language))
def test_the_question_is_a_page_with_one_button_in_the_language_of_the_family(language: Language) -> None:
    mail = email_message(RuleType.CONFIRMATION_REQUEST, language, visit("Mia", "Leo"))
    html = parent_html(mail)
    assert f'<html lang="{language}">' in html
    assert html.count('<a href="http') == 1
    assert f'<a href="{LINK}"' in html
    for words in (
        mail.heading,
        mail.opening,
        mail.button,
        mail.change_until,
        mail.address,
        mail.phone,
        mail.stop,
    ):
        assert words in html
    assert html.count('scope="row"') == 2


def test_a_cancelled_visit_has_no_button() -> None:
    html = parent_html(email_message(RuleType.CANCELLED_BY_PRACTICE, "en", visit("Mia")))
    assert '<a href="http' not in html
    assert html.count('<a href="tel:') == 2
    assert "The office cancelled this visit." in html


def test_a_mail_leaves_out_what_is_not_known() -> None:
    mail = email_message(
        RuleType.CONFIRMATION_REQUEST, "en", visit("Mia", address="", change_until_local=None)
    )
    html = parent_html(mail)
    assert "You can change" not in html
    assert "<strong>Willow Pediatrics</strong><br>Phone" in html


def test_a_name_cannot_bring_markup_into_a_mail() -> None:
    html = parent_html(email_message(RuleType.CONFIRMATION_REQUEST, "en", visit("<b>Mia</b>")))
    assert "<b>" not in html
    assert "&lt;b&gt;Mia&lt;/b&gt;" in html


def test_the_alert_is_told_in_subject_text_and_html_alike() -> None:
    alert = department_alert(notice(line()))
    subject, text, html = (alert_part(part, alert) for part in ("subject.txt", "body.txt", "body.html"))
    assert subject == "Cancelled: Tue Nov 24, 2:45 PM, Dr. Patel (1 of 2 in family)"
    assert text.splitlines()[0] == subject
    for words in (
        alert.badge,
        alert.heading,
        alert.patients[0].detail,
        alert.how,
        alert.schedule,
        alert.to_do,
    ):
        assert words in text
        assert words in html
    assert "M. R. at 2:30 PM is still coming." in text
    assert "M. R. at 2:30 PM is still coming." in html


def test_the_plain_alert_reads_as_a_list() -> None:
    text = alert_part("body.txt", department_alert(notice(line())))
    assert text == (
        "Cancelled: Tue Nov 24, 2:45 PM, Dr. Patel (1 of 2 in family)\n\n"
        "Cancelled by parent\nTuesday, November 24, 2:45 PM\n\n"
        "Patient: L. R., chart 48213\n  2:45 PM · Dr. Patel · 15 min · Check-up · Main office\n\n"
        "How: Text link, Mon Nov 23 at 10:19 AM\n"
        "Same family: M. R. at 2:30 PM is still coming.\n"
        "Schedule: Removed. The time is open.\n\n"
        "To do: book a new visit if the family needs one.\n"
        "Open in the portal (you must sign in):\nhttps://willowpeds.com/cancellations/7\n\n"
        "You get this because Front Desk follows answers that need a person. "
        "Nothing happens from this email alone."
    )


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_the_only_link_of_an_alert_opens_the_portal_and_carries_no_action(kind: NoticeKind) -> None:
    facts = notice(line(kind))
    html = alert_part("body.html", department_alert(facts))
    assert re.findall(r'href="([^"]*)"', html) == [facts.portal_url]
    assert "<form" not in html


def test_an_alert_taken_back_is_drawn_too() -> None:
    facts = replace(notice(line()), coming_again=True)
    assert "Parent took it back" in alert_part("body.html", department_alert(facts))


def test_a_provider_cannot_bring_markup_into_an_alert() -> None:
    facts = notice(line(provider_name="<script>x</script>"))
    assert "<script>" not in alert_part("body.html", department_alert(facts))


def test_no_mail_runs_a_script_or_loads_anything() -> None:
    pages = [
        parent_html(email_message(RuleType.REMINDER, "en", visit("Mia", answered=True))),
        alert_part("body.html", department_alert(notice(line()))),
    ]
    for page in pages:
        assert not re.search(r"<script|<img|<link|\son\w+=|url\(|src=", page)

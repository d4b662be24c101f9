from __future__ import annotations

from datetime import timedelta

from app.domain.wording.staff_mail import (
    INVITATION,
    LIFETIMES,
    PASSWORD_RESET,
    invitation_mail,
    password_reset_mail,
)

URL = "https://deskbell.example/join/key"


def test_an_invitation_says_who_asks_where_and_what_to_do() -> None:
    mail = invitation_mail("Lee Park", "Willow Pediatrics", "Dana K.", URL)
    assert mail.subject == "Your account at Willow Pediatrics"
    assert mail.lines[0] == "Dana K. invites you to work with Deskbell for Willow Pediatrics."
    assert (mail.button, mail.url) == ("Choose a password", URL)


def test_an_invitation_by_nobody_in_particular_reads_well() -> None:
    mail = invitation_mail("Lee Park", "Willow Pediatrics", "", URL)
    assert mail.lines[0] == "You are invited to work with Deskbell for Willow Pediatrics."


def test_the_words_about_the_link_hold() -> None:
    assert LIFETIMES[INVITATION] == timedelta(days=7)
    assert LIFETIMES[PASSWORD_RESET] == timedelta(hours=1)
    assert "for 7 days" in invitation_mail("Lee", "Willow", "", URL).foot
    assert "for 1 hour" in password_reset_mail("Lee", "Willow", URL).foot


def test_a_line_break_in_a_name_reaches_no_subject_line() -> None:
    mail = invitation_mail("Lee\nBcc: x", "Willow\r\nBcc: y", "Dana\n", URL)
    assert "\n" not in "".join((mail.subject, mail.heading, *mail.lines))
    assert "\r" not in mail.subject

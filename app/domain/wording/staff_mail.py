"""Mails to members of staff: an invitation, the way to a new password (product A4), a low
balance (L1), something of theirs that ends (E1).

Nothing happens from a mail itself: its one button opens a page that asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

INVITATION = "staff_invitation"
PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a kind of message

LOW_BALANCE = "low_balance"
RENEWAL = "staff_renewal"

LIFETIMES = {
    INVITATION: timedelta(days=7),
    PASSWORD_RESET: timedelta(hours=1),
    LOW_BALANCE: timedelta(days=2),
    RENEWAL: timedelta(days=2),
}
"""How long such a mail is of use, and its link works."""


@dataclass(frozen=True, slots=True)
class StaffMail:
    """The parts of the mail, drawn by ``messages/staff``. ``url`` is what its button opens."""

    subject: str
    heading: str
    lines: tuple[str, ...]
    button: str
    url: str
    foot: str


def invitation_mail(name: str, practice: str, invited_by: str, url: str) -> StaffMail:
    """``invited_by`` is a name, or empty when nobody in particular did."""
    who = f"{_tidy(invited_by)} invites you" if invited_by else "You are invited"
    return StaffMail(
        subject=f"Your account at {_tidy(practice)}",
        heading=f"Welcome, {_tidy(name)}",
        lines=(
            f"{who} to work with Deskbell for {_tidy(practice)}.",
            "Choose a password, then sign in with this email address.",
        ),
        button="Choose a password",
        url=url,
        foot="The link works once, for 7 days. If it has ended, ask for a new invitation."
        " If you do not know this practice, ignore this email.",
    )


def password_reset_mail(name: str, practice: str, url: str) -> StaffMail:
    """For somebody who said that they forgot their password."""
    return StaffMail(
        subject="A new password for Deskbell",
        heading=f"Hello {_tidy(name)}",
        lines=(
            f"Somebody asked for a new password for your account at {_tidy(practice)}.",
            "If it was you, choose one now. You will be signed out everywhere.",
        ),
        button="Choose a new password",
        url=url,
        foot="The link works once, for 1 hour. If you did not ask, ignore this email:"
        " your password stays as it is.",
    )


def low_balance_mail(name: str, practice: str, left: str, url: str) -> StaffMail:
    """``left`` is the balance in words: "240 credits"."""
    return StaffMail(
        subject=f"{_tidy(practice)}: {left} left for messages",
        heading=f"Hello {_tidy(name)}",
        lines=(
            f"The balance of {_tidy(practice)} is low: {left} left.",
            "When it is used up, messages to families wait until you buy more.",
            "One that waits until it is too late to be of use is not sent.",
        ),
        button="Open the plan",
        url=url,
        foot="You get this email because you may buy for the practice. The next one comes when the balance"
        " is low again after you bought something.",
    )


@dataclass(frozen=True, slots=True)
class RenewalFacts:
    """What ends (``what``), whose it is (``owner``), and when: ``due`` as "Tuesday, June 30, 2027", ``left``
    as "Ends in 14 days". ``own`` says that the mail goes to that person, not in copy."""

    what: str
    owner: str
    due: str
    left: str
    own: bool


def renewal_mail(name: str, practice: str, facts: RenewalFacts, url: str) -> StaffMail:
    """``name`` is who reads it, ``url`` where it stands."""
    what, owner = _tidy(facts.what), _tidy(facts.owner)
    whose = "Your" if facts.own else f"{owner}:"
    after = (
        "you have renewed it, tell an administrator" if facts.own else "it is renewed, write down the new day"
    )
    return StaffMail(
        subject=f"{whose} {what}. {facts.left}",
        heading=f"Hello {_tidy(name)}",
        lines=(
            f"{whose} {what} at {_tidy(practice)} is valid up to {facts.due}. {facts.left}.",
            f"When {after}. Then nobody is reminded of the old day any more.",
        ),
        button="Open your account" if facts.own else "Open the renewals",
        url=url,
        foot=f"You get this email because it is yours at {_tidy(practice)}."
        if facts.own
        else f"You get this email in copy because you are an administrator of {_tidy(practice)}.",
    )


def _tidy(words: str) -> str:
    # A line break in a name must not reach a mail's subject line.
    return " ".join(words.split())

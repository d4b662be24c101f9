"""Write to a member of staff: an invitation, the way to a new password, a low balance (product A4, G2, L1).

A one-time key in a mail is made when the mail leaves and kept as a digest only. What stays with the
message says that there was a link, not which.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.actions.render_message import PAPER, Rendered
from app.domain.calendar_words import long_date
from app.domain.languages import Language
from app.domain.local_time import local_day, zone
from app.domain.outcomes import MessageStatus
from app.domain.plans import Unit
from app.domain.preferences import Channel
from app.domain.renewal_words import days_left_words
from app.domain.renewals import told_by
from app.domain.tariffs import amount_words
from app.domain.wording.staff_mail import (
    INVITATION,
    LIFETIMES,
    LOW_BALANCE,
    PASSWORD_RESET,
    RENEWAL,
    RenewalFacts,
    StaffMail,
    invitation_mail,
    low_balance_mail,
    password_reset_mail,
    renewal_mail,
)
from app.models import Message, Plan, Practice, StaffRenewal, StaffToken, StaffUser
from app.queue import nudge

KINDS = {INVITATION: "invitation", PASSWORD_RESET: "password_reset"}
"""The kind of key in each type of mail."""

_PATHS = {INVITATION: "join", PASSWORD_RESET: "reset"}
_KEY = re.compile(r"/(join|reset)/[\w-]{43}")
WITHDRAWN = "withdrawn"


def send_staff_mail(session: Session, now: datetime, staff: StaffUser, type_: str, sender: str = "") -> None:
    """Queue a mail to this person. ``sender`` is the name of who caused it."""
    message = Message(
        practice_id=staff.practice_id,
        key=f"{type_}:{staff.id}:{now.isoformat()}",
        type=type_,
        staff_id=staff.id,
        channel=Channel.EMAIL,
        address=staff.email,
        language="en",
        status=MessageStatus.QUEUED,
        variant=sender,
        due_at=now,
        expires_at=now + LIFETIMES[type_],
        created_at=now,
    )
    session.add(message)
    session.flush()
    nudge(session, "deliver")


def withdraw_staff_mail(session: Session, now: datetime, staff: StaffUser, type_: str) -> None:
    """Keys that were sent to this person open nothing any more, and mails that wait do not leave."""
    unused = (StaffToken.staff_id == staff.id, StaffToken.kind == KINDS[type_], StaffToken.used_at.is_(None))
    session.execute(delete(StaffToken).where(*unused))
    session.execute(
        update(Message)
        .where(Message.staff_id == staff.id, Message.type == type_, Message.status == MessageStatus.QUEUED)
        .values(status=MessageStatus.CANCELLED, reason=WITHDRAWN, settled_at=now)
    )


def render_staff_mail(session: Session, now: datetime, message: Message, base_url: str) -> Rendered:
    """The mail; one that opens something gets a key made for it at ``now`` (UTC).

    ``base_url`` is where staff sign in.
    """
    staff = session.get_one(StaffUser, message.staff_id)
    practice = session.get_one(Practice, staff.practice_id)
    if message.type == LOW_BALANCE:
        left = _balance_words(session)
        return _drawn(low_balance_mail(staff.name, practice.name, left, f"{base_url}/settings/plan"), "")
    if message.type == RENEWAL:
        return _drawn(_renewal_mail(session, now, message, staff, practice, base_url), "")
    url = f"{base_url}/{_PATHS[message.type]}/{_new_key(session, now, message)}"
    if message.type == INVITATION:
        mail = invitation_mail(staff.name, practice.name, message.variant, url)
    else:
        mail = password_reset_mail(staff.name, practice.name, url)
    return _drawn(mail, message.variant)


def is_staff_mail(message: Message) -> bool:
    """Is this one of the mails that are put into words here?"""
    return message.type in LIFETIMES


def without_key(mail: Rendered) -> Rendered:
    """What is kept of a mail that is on its way: all but the key."""
    return replace(mail, body=_KEY.sub(r"/\1/...", mail.body), html=_KEY.sub(r"/\1/...", mail.html))


def key_digest(key: str) -> str:
    """How a key is kept."""
    return sha256(key.encode()).hexdigest()


def _new_key(session: Session, now: datetime, message: Message) -> str:
    key = secrets.token_urlsafe(32)
    session.add(
        StaffToken(
            staff_id=message.staff_id,
            kind=KINDS[message.type],
            digest=key_digest(key),
            created_at=now,
            expires_at=now + LIFETIMES[message.type],
        )
    )
    session.flush()
    return key


def _renewal_mail(
    session: Session, now: datetime, message: Message, staff: StaffUser, practice: Practice, base_url: str
) -> StaffMail:
    _, renewal_id, due_on = told_by(message.key)
    row = session.get_one(StaffRenewal, renewal_id)
    facts = RenewalFacts(
        what=row.what,
        owner=session.get_one(StaffUser, row.staff_id).name,
        due=f"{long_date(due_on, Language.ENGLISH)}, {due_on.year}",
        left=days_left_words(due_on, local_day(now, zone(practice.timezone))),
        own=row.staff_id == staff.id,
    )
    page = "me" if facts.own else "settings/renewals"
    return renewal_mail(staff.name, practice.name, facts, f"{base_url}/{page}")


def _balance_words(session: Session) -> str:
    plan = session.scalars(select(Plan)).one()
    return amount_words(plan.balance, Unit(plan.unit))


def _drawn(mail: StaffMail, variant: str) -> Rendered:
    return Rendered(
        language="en",
        subject=mail.subject,
        body=PAPER.get_template("messages/staff/body.txt").render(mail=mail),
        html=PAPER.get_template("messages/staff/body.html").render(mail=mail),
        variant=variant,
    )

"""A family that was called, with a phone to press keys on.

call = make_phone_call(app)                 Mia and Leo, Tuesday 2:30 PM; it is Sunday 10:00 AM
call.press("2")                             what is said then, in one line
call.family.row(call.family.mia)            how her visit stands
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.keep_key import KeyPressed
from app.actions.open_call import open_call
from app.actions.press_key import press_key
from app.actions.read_call import read_call
from app.domain.call_turns import CallTurn
from app.domain.timing import RuleType
from app.domain.wording.occasions import ASKING_NOTHING
from app.domain.wording.voice_script import voice_script
from app.models import AppointmentRow, Contact, Message, Reply
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import ParentLink, make_parent_link

_events = count(1)


@dataclass
class PhoneCall:
    """One call that goes on; ``turn`` is what was said last."""

    app: Flask
    family: ParentLink
    message_id: int
    turn: CallTurn
    now: datetime = NOW

    def press(self, digits: str, event_id: str = "") -> str:
        """The key's answer in one line; the call waits for the next key where it listens."""
        pressed = KeyPressed(digits, event_id or f"vk:{next(_events)}:{digits}", self.now)
        self.turn = self.turn_after(self.state, pressed)
        return self.said

    def turn_after(self, state: str, pressed: KeyPressed) -> CallTurn:
        with work_everywhere() as session:
            turn = press_key(session, self.now, self.app.extensions["deskbell.calls"], state, pressed)
        assert turn
        return turn

    @property
    def said(self) -> str:
        return " ".join(each.words for each in self.turn.says)

    @property
    def state(self) -> str:
        return parse_qs(urlsplit(self.turn.keys_url).query)["call"][0]

    def replies(self) -> list[tuple[str, str, bool]]:
        """Keys, what they were understood as, and whether somebody must read it."""
        with work(self.family.practice_id) as session:
            rows = session.scalars(select(Reply).order_by(Reply.id)).all()
        return [(row.body, row.meaning, row.needs_staff) for row in rows]

    def stands(self, name: str) -> tuple[str, str]:
        row = self.family.row(self.family.visits[name])
        return row.lifecycle, row.confirmation


def make_phone_call(
    app: Flask, *children: str, to: str = "Ana", kind: str = "confirmation_request", **practice: Any
) -> PhoneCall:
    """``to`` is whose phone rings: Ana, who reads English, or Bo."""
    family = make_parent_link(app, *children, **practice)
    return call_to(app, family, to, kind)


def call_to(app: Flask, family: ParentLink, to: str, kind: str = "confirmation_request") -> PhoneCall:
    """Another call of the same family."""
    link = family if to == "Ana" else family.link_of(family.ids[to])
    with work(family.practice_id) as session:
        message = _message(session, link, kind)
        turn = opening_of(app, session, message)
        return PhoneCall(app, link, message.id, turn)


def _message(session: Session, link: ParentLink, kind: str) -> Message:
    clinic = Clinic(session, link.practice_id, 0, 0, 0, 0)
    contact = session.get_one(Contact, link.contact_id)
    visits = [session.get_one(AppointmentRow, each) for each in link.visits.values()]
    rule = clinic.rule(kind)
    given = {"channel": "voice", "address": "+19375550177", "link_id": _link_id(link, kind), "sent_at": NOW}
    return clinic.message(rule, contact, *visits, **given)


def _link_id(link: ParentLink, kind: str) -> int | None:
    return None if RuleType(kind) in ASKING_NOTHING else link.link_id


def opening_of(app: Flask, session: Session, message: Message) -> CallTurn:
    """What the family hears when it picks up."""
    calls = app.extensions["deskbell.calls"]
    call = read_call(session, NOW, calls, message)
    assert call
    script = voice_script(call.kind, message.language, call.facts, call.own)
    versions = {each.appointment_id: each.version for each in call.children}
    return open_call(calls, message.id, call.kind, script, call.facts, versions)

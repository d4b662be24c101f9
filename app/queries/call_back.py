"""What somebody hears who calls a number of ours back (product I2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.call_script import called_back
from app.domain.call_turns import CallTurn
from app.domain.local_time import local_day, local_time, zone
from app.models import Location, Practice
from app.models.message_facts import message_facts
from app.models.office import is_open, office_phone


def call_back(session: Session, now: datetime, number: str) -> CallTurn:
    """Who we are, in both languages, and the office of the session's practice while somebody is there.

    ``number`` (E.164) is the one that was called: a place's own leads to that place. A practice whose own
    telephone is that very number is not put through to itself.
    """
    practice = session.get_one(Practice, session.info["practice_id"])
    place = session.scalar(select(Location).where(Location.sender == number).order_by(Location.id).limit(1))
    where = zone((place and place.timezone) or practice.timezone)
    phone = office_phone(practice, place)
    connects = phone not in ("", number) and is_open(session, practice, place, local_time(now, where))
    speech = called_back(message_facts(practice, place, (), "", local_day(now, where)), connects)
    return CallTurn(speech.says, connect_to=phone if connects else "")

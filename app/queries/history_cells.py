"""The cells of an exported history as SQL: the words of the page, made by the database (product K6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, case, cast, func, join, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import aliased

from app.domain.failures import Failure
from app.domain.message_types import TO_FAMILIES, message_type
from app.domain.outcomes import REPORT_LIMIT, MessageStatus
from app.domain.preferences import Channel, contact_mode
from app.domain.reasons import Reason
from app.domain.sent_words import MODES, Column
from app.domain.staff_words import LANGUAGES, message_status, reason_words
from app.models import (
    AppointmentRow,
    Contact,
    Location,
    Mailing,
    Message,
    MessageLine,
    MessagePatient,
    Patient,
    Practice,
    Provider,
    RuleRow,
)

FIRST_VISIT = "first_visit"
"""The name under which ``first_visit`` is joined."""

OF_VISIT = frozenset({Column.VISIT, Column.PROVIDER, Column.LOCATION})

_CATEGORIES = {kind: message_type(kind) for kind in TO_FAMILIES}
_REASONS = {each.value: reason_words(each.value) for each in (*Reason, *Failure)}
_FORMULA = [ord(sign) for sign in "=+-@\t\r"]
_LINE, _BOOKED, _SEEN = aliased(MessageLine), aliased(AppointmentRow), aliased(Patient)
_GREETED, _MEANT = aliased(MessagePatient), aliased(Patient)
_WRITTEN_BY_PEOPLE = frozenset(
    {
        Column.CONTACT,
        Column.CHILDREN,
        Column.MESSAGE,
        Column.ADDRESS,
        Column.PROVIDER,
        Column.LOCATION,
        Column.TEXT,
    }
)


def cells(columns: Sequence[Column], at: Any, now: datetime, zone: str, *, safe: bool) -> list[Any]:
    """An expression for each column; ``at`` is the moment the message stands at, ``zone`` the practice's.

    ``now`` (UTC) decides what counts as unreported. ``safe`` makes plain text of what a spreadsheet would
    run as a formula. That of the children needs ``with_children`` and a group for each
    message, those of the first visit need it joined.
    """
    made = {Column.WHEN: _local(at, literal(zone)), **_codes(now), **_names()}
    return [_plain(made[each]) if safe and each in _WRITTEN_BY_PEOPLE else made[each] for each in columns]


def with_children(question: Select[Any]) -> Select[Any]:
    """A row for each child that a message speaks of: of its visits, or where it is about none."""
    seen = join(_LINE, _BOOKED, _BOOKED.id == _LINE.appointment_id).join(
        _SEEN, _SEEN.id == _BOOKED.patient_id
    )
    meant = join(_GREETED, _MEANT, _MEANT.id == _GREETED.patient_id)
    return question.outerjoin(seen, _LINE.message_id == Message.id).outerjoin(
        meant, _GREETED.message_id == Message.id
    )


def first_visit() -> Any:
    """The first visit a message speaks of, row by row: when it starts on its place's clock, and with whom."""
    place = func.coalesce(Location.timezone, Practice.timezone)
    return (
        select(
            _local(AppointmentRow.starts_at, place).label("starts"),
            func.coalesce(Provider.name, "").label("provider"),
            Location.name.label("location"),
        )
        .select_from(MessageLine)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(MessageLine.message_id == Message.id)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
        .limit(1)
        .correlate(Message)
        .lateral(FIRST_VISIT)
    )


def _of(joined: str, column: str) -> Any:
    return func.coalesce(literal_column(f"{joined}.{column}"), "")


def _plain(text: Any) -> Any:
    return case((func.ascii(text).in_(_FORMULA), literal("'") + text), else_=text)


def _local(moment: Any, zone: Any) -> Any:
    """To the second, on the clock of ``zone``."""
    return cast(cast(func.timezone(zone, moment), TIMESTAMP(precision=0)), Text)


def _in_words(column: Any, words: Mapping[str, str]) -> Any:
    """A code of the data in words; one that nobody has words for as it is written."""
    return case(*((column == code, said) for code, said in words.items()), else_=func.coalesce(column, ""))


def _status(now: datetime) -> Any:
    words = {status.value: message_status(status, None, now) for status in MessageStatus}
    long_ago = now - 2 * REPORT_LIMIT
    unreported = message_status(MessageStatus.SENT, long_ago, now)
    silent = (Message.status == MessageStatus.SENT.value) & (Message.sent_at < now - REPORT_LIMIT)
    return case((silent, unreported), else_=_in_words(Message.status, words))


def _mode() -> Any:
    known = {mode.value: words for mode, words in MODES.items()}
    would_be = {channel.value: MODES[contact_mode(channel)] for channel in Channel}
    return case(
        (Message.mode.is_(None), _in_words(Message.channel, would_be)), else_=_in_words(Message.mode, known)
    )


def _address() -> Any:
    """A telephone number as people write it here: (937) 555-0142."""
    number = Message.address
    at_home = (func.left(number, 2) == "+1") & (func.length(number) == 12)
    shown = "(" + func.substr(number, 3, 3) + ") " + func.substr(number, 6, 3) + "-" + func.substr(number, 9)
    return case((at_home, shown), else_=number)


def _codes(now: datetime) -> dict[Column, Any]:
    return {
        Column.CATEGORY: _in_words(Message.type, _CATEGORIES),
        Column.MODE: _mode(),
        Column.LANGUAGE: _in_words(Message.language, LANGUAGES),
        Column.OUTCOME: _status(now),
        Column.WHY: _in_words(Message.reason, _REASONS),
        Column.COST: cast(func.trim_scale(Message.cost), Text),
    }


def _names() -> dict[Column, Any]:
    what = func.coalesce(RuleRow.name, Mailing.description, _in_words(Message.type, _CATEGORIES))
    told = func.coalesce(_SEEN.first_name, _MEANT.first_name)
    names = func.string_agg(told.distinct(), literal_column("', '"))
    return {
        Column.CONTACT: Contact.name,
        Column.CHILDREN: func.coalesce(names, ""),
        Column.MESSAGE: what,
        Column.ADDRESS: _address(),
        Column.VISIT: _of(FIRST_VISIT, "starts"),
        Column.PROVIDER: _of(FIRST_VISIT, "provider"),
        Column.LOCATION: _of(FIRST_VISIT, "location"),
        Column.TEXT: Message.body,
    }

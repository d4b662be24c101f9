"""The outbox for scripts, with the keys of the contract (`message list --json`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.models import Message, MessageLine, RuleRow
from app.queries.balance import balance


def message_list(session: Session, link_url: Callable[[int], str] | None = None) -> list[dict[str, Any]]:
    """Every message, oldest first. Instants are ISO 8601 in UTC.

    ``link_url`` turns a link's id into its address; it is given in sandbox only, because a link
    answers for the family. ``cost`` is what was spent on it, in credits or dollars; null under an unlimited
    plan.
    """
    charged = balance(session) is not None
    return [_as_keys(row, link_url, charged=charged) for row in session.execute(_question())]


def _question() -> Select[Any]:
    appointments = (
        select(func.array_agg(aggregate_order_by(MessageLine.appointment_id, MessageLine.appointment_id)))
        .where(MessageLine.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    return (
        select(Message, RuleRow.name.label("rule"), appointments.label("appointments"))
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .order_by(Message.id)
    )


def _as_keys(row: Row[Any], link_url: Callable[[int], str] | None, *, charged: bool) -> dict[str, Any]:
    message: Message = row.Message
    return {
        "id": message.id,
        "rule": row.rule,
        "type": message.type,
        "channel": message.channel,
        "address": message.address,
        "language": message.language,
        "contact_id": message.contact_id,
        "appointment_ids": row.appointments or [],
        "status": message.status,
        "reason": message.reason,
        "due_at": message.due_at.isoformat(),
        "sent_at": _iso(message.sent_at),
        "body": message.body,
        "link": link_url(message.link_id) if link_url and message.link_id else None,
        "segments": message.segments,
        "cost": float(message.cost) if charged or message.cost else None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

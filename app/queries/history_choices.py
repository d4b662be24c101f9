"""What the filters of a history offer: automated messages, mailings, providers and locations (product K6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.mailings import MailingState
from app.domain.message_types import message_type
from app.models import Location, Mailing, Provider, RuleRow

MOST_MAILINGS = 200
"""The newest; an older one is reached from its own page."""


@dataclass(frozen=True, slots=True)
class HistoryChoices:
    """Names by id: in alphabetical order, mailings newest first."""

    rules: Mapping[int, str]
    mailings: Mapping[int, str]
    providers: Mapping[int, str]
    locations: Mapping[int, str]


def history_choices(session: Session) -> HistoryChoices:
    """Those of the session's practice, also what is no longer used: it may have been sent."""
    return HistoryChoices(
        rules=_named(session, RuleRow),
        mailings=_mailings(session),
        providers=_named(session, Provider),
        locations=_named(session, Location),
    )


def _named(session: Session, table: Any) -> dict[int, str]:
    rows = session.execute(select(table.id, table.name).order_by(func.lower(table.name), table.id))
    return {row.id: row.name for row in rows}


def _mailings(session: Session) -> dict[int, str]:
    rows = session.execute(
        select(Mailing.id, Mailing.description, Mailing.kind)
        .where(Mailing.state != MailingState.DRAFT)
        .order_by(Mailing.id.desc())
        .limit(MOST_MAILINGS)
    )
    return {row.id: row.description or message_type(row.kind) for row in rows}

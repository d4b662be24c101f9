"""A mailing as it is being written (product K1 to K3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audience_reading import audience_of
from app.domain.audiences import Audience
from app.domain.languages import Language
from app.domain.mailing_form import Around
from app.domain.mailings import MailingKind, MailingState
from app.domain.preferences import Channel
from app.domain.wording.mailing_texts import MailingText, texts_from
from app.models import Mailing
from app.models.mailing_around import mailing_around, template_sets


@dataclass(frozen=True, slots=True)
class MailingDraft:
    """A draft as saved. ``seen`` names its state: it goes back with what is changed. ``send_at`` is UTC.

    ``sets`` are the practice's own texts for messages of its type, by id. ``left_out`` are contacts.
    """

    id: int
    kind: MailingKind
    type: str
    description: str
    audience: Audience
    channel: Channel | None
    template_set_id: int | None
    texts: Mapping[Language, MailingText]
    send_at: datetime | None
    left_out: frozenset[int]
    seen: str
    around: Around
    sets: Mapping[int, str]


def mailing_draft(session: Session, now: datetime, mailing_id: int) -> MailingDraft | None:
    """None for a mailing that the practice has not, that was sent, or that was put away."""
    row = session.scalar(
        select(Mailing).where(
            Mailing.id == mailing_id, Mailing.state == MailingState.DRAFT, Mailing.archived_at.is_(None)
        )
    )
    if row is None:
        return None
    return MailingDraft(
        id=row.id,
        kind=MailingKind(row.kind),
        type=row.type,
        description=row.description,
        audience=audience_of(row.audience),
        channel=Channel(row.channel) if row.channel else None,
        template_set_id=row.template_set_id,
        texts=texts_from(row.texts),
        send_at=row.send_at,
        left_out=frozenset(row.left_out),
        seen=row.changed_at.isoformat(),
        around=mailing_around(session, now, row),
        sets=template_sets(session, row.type),
    )


def mailing_kind(session: Session, mailing_id: int) -> tuple[MailingKind, MailingState] | None:
    """What a mailing is and where it stands, for whoever may see it; None for one the practice has not."""
    row = session.execute(select(Mailing.kind, Mailing.state).where(Mailing.id == mailing_id)).one_or_none()
    return (MailingKind(row.kind), MailingState(row.state)) if row else None

"""Whom a mailing would go to, while somebody chooses (product K1, K3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audience_reading import read_audience
from app.domain.audiences import Audience, AudienceKind, AudienceQuestion
from app.domain.form_reading import FormReading
from app.domain.mailing_form import TypedWhom
from app.domain.mailing_types import fixed_channel, purpose_of, types_of
from app.domain.mailings import MailingKind
from app.domain.recipients import RecipientCounts
from app.models.recipients import count_recipients
from app.queries.audience_choices import AudienceChoices, audience_choices
from app.queries.find_contacts import FoundContact, contacts_named, find_contacts
from app.queries.mailing_draft import MailingDraft


@dataclass(frozen=True, slots=True)
class WhomAsked:
    """``draft`` is None for one that is begun, ``search`` is for people to pick."""

    kind: MailingKind
    typed: TypedWhom
    draft: MailingDraft | None
    search: str = ""


@dataclass(frozen=True, slots=True)
class MailingWhomPage:
    """``types`` are those that can be sent to this audience, with their words, ``type`` the one chosen.

    ``counts`` is None while the form cannot be used. ``picked`` are the people chosen by name, ``found``
    those that fit what was searched for.
    """

    audience: AudienceKind
    types: Mapping[str, str]
    type: str
    choices: AudienceChoices
    counts: RecipientCounts | None
    picked: tuple[FoundContact, ...]
    search: str
    found: tuple[FoundContact, ...]

    @property
    def visit_types(self) -> list[tuple[str, str]]:
        """Each as what is kept and what is read, which is the same."""
        return [(each, each) for each in self.choices.visit_types]


def mailing_whom_page(session: Session, now: datetime, asked: WhomAsked) -> MailingWhomPage:
    """As of ``now`` (UTC)."""
    reading = FormReading()
    audience = _audience(reading, asked)
    types = types_of(asked.kind, audience.kind)
    chosen = asked.typed.type if asked.typed.type in types else next(iter(types))
    question = AudienceQuestion(
        kind=asked.kind,
        type=chosen,
        audience=audience,
        channel=asked.draft.channel if asked.draft else fixed_channel(asked.kind),
        purpose=purpose_of(chosen),
        left_out=asked.draft.left_out if asked.draft else frozenset(),
    )
    return MailingWhomPage(
        audience=audience.kind,
        types=types,
        type=chosen,
        choices=audience_choices(session, now),
        counts=None if reading.faults else count_recipients(session, now, question),
        picked=tuple(contacts_named(session, audience.contact_ids)),
        search=asked.search,
        found=tuple(find_contacts(session, asked.search)),
    )


def _audience(reading: FormReading, asked: WhomAsked) -> Audience:
    """As typed, and narrowed as the draft is. Whom an earlier mailing did not reach is not typed."""
    saved = asked.draft.audience if asked.draft else None
    if saved and saved.only_ids:
        return saved
    audience = read_audience(reading, asked.typed.audience)
    return replace(audience, only_preferred=saved.only_preferred) if saved else audience

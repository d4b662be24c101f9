"""What is told before a mailing is sent: how many get it, the cost, who does not and why (product K1, C3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audience_words import audience_words
from app.domain.audiences import AudienceQuestion
from app.domain.languages import Language
from app.domain.mailing_form import words_wanting
from app.domain.mailing_types import purpose_of
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.recipients import Recipient, RecipientCounts, counted
from app.domain.remedies import what_to_do
from app.domain.wording.mailing_texts import language_of_mailing
from app.domain.wording.shown_message import ShownMessage
from app.models import Mailing, Patient
from app.models.among import among
from app.models.mailing_shown import mailing_shown
from app.models.quote import Quote, quote
from app.models.recipients import recipients
from app.queries.mailing_draft import MailingDraft
from app.queries.practice_names import practice_names

PAGE = 50
MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who gets nothing for one reason, what to do about it, and of ``total`` people the first fifty."""

    reason: Reason
    remedy: str
    total: int
    people: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class MailingReview:
    """``people`` is how many contacts get the messages: about visits one may get several.

    ``page`` is one page of the ``found`` recipients that fit what was searched for; pages begin at 1.

    ``elsewhere`` counts recipients whose language has no words, by language: they get the fallback.
    ``wanting`` says why it cannot be sent yet. ``families`` names the family of each child shown, by id.
    ``shown`` are the real words that ``chosen`` gets; of a made-up family where nobody is on the list.
    """

    counts: RecipientCounts
    quote: Quote | None
    audience: str
    people: int
    page: tuple[Recipient, ...]
    found: int
    left_out: tuple[LeftOut, ...]
    elsewhere: Mapping[str, int]
    wanting: Mapping[str, str]
    families: Mapping[int, int]
    chosen: Recipient | None
    shown: ShownMessage | None

    @property
    def cost(self) -> Decimal:
        """In the plan's unit; 0 where nothing is paid for a message."""
        return self.quote.cost if self.quote else Decimal(0)


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """``search`` is in names or at the end of an address; ``contact_id`` is whose message is shown, over
    ``channel`` and in ``language`` instead of the contact's own. ``link`` is as long as a family's.
    """

    link: str
    search: str = ""
    page: int = 1
    contact_id: int = 0
    channel: Channel | None = None
    language: Language | None = None


def mailing_review(
    session: Session, now: datetime, today: date, draft: MailingDraft, asked: ReviewAsked
) -> MailingReview:
    """As of ``now`` (UTC), ``today`` in the practice."""
    everybody = recipients(session, now, question_of_draft(draft))
    going = [each for each in everybody if each.reason is None]
    fitting = list(_fitting(going, asked.search))
    page = tuple(fitting[(asked.page - 1) * PAGE : asked.page * PAGE])
    left_out = tuple(_left_out(everybody))
    counts = counted(everybody)
    names = practice_names(session)
    chosen = next((each for each in going if each.contact_id == asked.contact_id), None)
    chosen = chosen or next(iter(page or going), None)
    return MailingReview(
        counts=counts,
        quote=quote(session, counts.by_channel),
        audience=audience_words(draft.audience, names.providers, names.locations, today),
        people=len({each.contact_id for each in going}),
        page=page,
        found=len(fitting),
        left_out=left_out,
        elsewhere=_elsewhere(draft, going),
        wanting=words_wanting(draft.around, draft.texts, draft.channel),
        families=_families(session, (*page, *(one for each in left_out for one in each.people))),
        chosen=chosen,
        shown=_shown(session, now, draft, chosen, asked),
    )


def _shown(
    session: Session, now: datetime, draft: MailingDraft, chosen: Recipient | None, asked: ReviewAsked
) -> ShownMessage | None:
    row = session.get_one(Mailing, draft.id)
    usual = (chosen and chosen.channel) or draft.channel or Channel.TEXT
    language = asked.language or (chosen.language if chosen else None)
    channel = asked.channel or usual
    if words_wanting(draft.around, draft.texts, channel):
        return None
    return mailing_shown(session, now, row, chosen, channel, language, asked.link)


def question_of_draft(draft: MailingDraft) -> AudienceQuestion:
    """The question that a draft asks."""
    return AudienceQuestion(
        kind=draft.kind,
        type=draft.type,
        audience=draft.audience,
        channel=draft.channel,
        purpose=purpose_of(draft.type),
        left_out=draft.left_out,
    )


def _fitting(going: Iterable[Recipient], search: str) -> Iterator[Recipient]:
    words = search.casefold().split()
    for each in going:
        said = " ".join((each.name, *(name for _, name in each.children))).casefold()
        if all(word in said or each.address.casefold().endswith(word) for word in words):
            yield each


def _left_out(everybody: Sequence[Recipient]) -> Iterator[LeftOut]:
    for reason in Reason:
        people = [each for each in everybody if each.reason is reason]
        if people:
            yield LeftOut(reason, what_to_do(reason), len(people), tuple(people[:MOST_NAMED]))


def _elsewhere(draft: MailingDraft, going: Iterable[Recipient]) -> Mapping[str, int]:
    """Where staff wrote in one language only, who reads another (F7)."""
    if not draft.texts:
        return {}
    fallback = draft.around.needed
    missing = Counter(
        each.language
        for each in going
        if each.channel
        and each.language in set(Language)
        and language_of_mailing(draft.texts, each.channel, each.language, fallback) != each.language
    )
    return dict(sorted(missing.items()))


def _families(session: Session, shown: Collection[Recipient]) -> Mapping[int, int]:
    ids = {patient_id for each in shown for patient_id, _ in each.children}
    rows = session.execute(select(Patient.id, Patient.family_id).where(among(Patient.id, ids)))
    return {row.id: row.family_id for row in rows}

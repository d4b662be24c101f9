"""The words of a mailing while they are being written: sizes, checks, a preview (product F2 to F6, K1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.local_time import local_day, local_time
from app.domain.mailing_checks import MailingMeasure, elements_of, measure, text_checks, text_faults
from app.domain.mailing_form import OWN, TypedMessage, Way, writes_own
from app.domain.message_elements import Element
from app.domain.preferences import Channel
from app.domain.template_checks import Check
from app.domain.timing import RuleType
from app.domain.wording.mailing_texts import MailingText
from app.domain.wording.own_words import NO_OWN_TEXTS
from app.domain.wording.shown_message import ShownMessage, shown_about_visits, shown_mailing
from app.models import Mailing, Practice
from app.models.mailing_content import made_up_facts, mailing_content
from app.models.mailing_facts import is_about_visits
from app.models.own_texts import own_texts
from app.models.sample_visits import made_up
from app.queries.mailing_draft import MailingDraft


@dataclass(frozen=True, slots=True)
class WrittenText:
    """The words in one language. ``faults`` are by part; ``measure`` is that of the text message."""

    language: Language
    text: MailingText
    faults: Mapping[str, str]
    measure: MailingMeasure | None
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ShowAs:
    """Which way and in which language the preview is. ``link`` is an address as long as a family's."""

    channel: Channel
    language: Language
    link: str


@dataclass(frozen=True, slots=True)
class MailingWordsPage:
    """``written`` is empty where templates speak. ``shown`` is None until there is something to show."""

    own: bool
    written: tuple[WrittenText, ...]
    elements: tuple[Element, ...]
    shown: ShownMessage | None
    practice: str


def mailing_words_page(
    session: Session, now: datetime, draft: MailingDraft, typed: TypedMessage, show: ShowAs
) -> MailingWordsPage:
    """What is to be said of ``typed``, which need not be saved, as of ``now`` (UTC)."""
    own = writes_own(draft.type, typed.source)
    written = tuple(_written(draft, each, typed.texts.get(each, MailingText())) for each in Language)
    practice = session.get_one(Practice, session.info["practice_id"])
    return MailingWordsPage(
        own=own,
        written=written,
        elements=elements_of(draft.kind),
        shown=_shown(session, now, draft, typed, show),
        practice=practice.name,
    )


def typed_as_saved(draft: MailingDraft) -> TypedMessage:
    """The form of a draft as it was saved; its texts are kept also where templates speak now."""
    at = local_time(draft.send_at, draft.around.place) if draft.send_at else None
    own_recall = draft.type == RuleType.RECALL and bool(draft.texts)
    way = Way.PREFERRED
    if draft.channel is not None:
        way = Way.ONLY if draft.audience.only_preferred else Way.FIXED
    return TypedMessage(
        way=way.value,
        channel=draft.channel or "",
        source=OWN if own_recall else str(draft.template_set_id or ""),
        later=at is not None,
        day=at.date().isoformat() if at else "",
        clock=f"{at:%H:%M}" if at else "",
        texts=draft.texts,
    )


def _written(draft: MailingDraft, language: Language, text: MailingText) -> WrittenText:
    around = draft.around
    faults = text_faults(draft.kind, language, text, (), around.limit, around.known)
    measured = text.text and _is_whole(faults)
    return WrittenText(
        language=language,
        text=text,
        faults=faults,
        measure=measure(draft.kind, language, text.text, around.limit, around.known) if measured else None,
        checks=() if faults else text_checks(language, text),
    )


def _is_whole(faults: Mapping[str, str]) -> bool:
    """Too long a text is still measured: the meter shows by how much."""
    return "text" not in faults or faults["text"].startswith("Too long")


def _shown(
    session: Session, now: datetime, draft: MailingDraft, typed: TypedMessage, show: ShowAs
) -> ShownMessage | None:
    row = session.get_one(Mailing, draft.id)
    practice = session.get_one(Practice, row.practice_id)
    sets = {str(each): each for each in draft.sets}
    own = own_texts(session).get(sets.get(typed.source, 0), NO_OWN_TEXTS)
    if is_about_visits(row):
        told = made_up(practice, now, show.link)[1]
        kind, limit = RuleType(row.type), practice.text_limit
        return shown_about_visits(kind, show.channel, show.language, told, own, limit)
    texts = _usable(draft, typed) if writes_own(draft.type, typed.source) else {}
    if not texts and writes_own(draft.type, typed.source):
        return None
    content = replace(mailing_content(session, practice, row), texts=texts, own=own)
    today = local_day(now, draft.around.place)
    return shown_mailing(content, show.channel, show.language, made_up_facts(practice, today, show.link))


def _usable(draft: MailingDraft, typed: TypedMessage) -> dict[Language, MailingText]:
    return {
        language: text
        for language, text in typed.texts.items()
        if text != MailingText() and not _written(draft, language, text).faults
    }

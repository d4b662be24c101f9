"""The forms of a mailing as they are typed, and who may write which kind (product A3, K1 to K3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, url_for
from werkzeug.datastructures import MultiDict

from app.domain.audiences import AudienceKind
from app.domain.languages import Language
from app.domain.mailing_form import TypedMessage, TypedWhom
from app.domain.mailings import PERMISSIONS, MailingKind, MailingState
from app.domain.sms_length import plain_version
from app.domain.wording.mailing_texts import MailingText
from app.queries.mailing_draft import MailingDraft, mailing_draft, mailing_kind
from app.web.access import current_practice_id, may
from app.web.filters import this_moment
from app.web.rail import stand_under
from app.web.respond import see_other
from app.work import reading

BEGINNINGS: Mapping[str, tuple[MailingKind, AudienceKind]] = {
    "visits": (MailingKind.PERSONALIZED, AudienceKind.VISITS),
    "recalls": (MailingKind.PERSONALIZED, AudienceKind.RECALLS),
    "families": (MailingKind.PERSONALIZED, AudienceKind.FAMILIES),
    "picked": (MailingKind.PERSONALIZED, AudienceKind.PICKED),
    "private": (MailingKind.PRIVATE, AudienceKind.PICKED),
    "broadcast": (MailingKind.BROADCAST, AudienceKind.ALL),
    "mass": (MailingKind.MASS, AudienceKind.ALL),
}
"""What can be begun, by its word in the address: the kind of mailing and whom it usually goes to."""

_ONE = (
    "kind",
    "first",
    "last",
    "check_up",
    "sex",
    "age_from",
    "age_to",
    "language",
    "unpaid",
    "seen_since",
    "seen_before",
)
_MANY = ("appointment_ids", "provider_ids", "location_ids", "visit_types", "statuses", "contact_ids")
_LONGEST, _MOST, _LONGEST_TEXT = 100, 2000, 6000


def may_write(kind: MailingKind) -> bool:
    """May this person write, send and see mailings of this kind?"""
    return may(PERMISSIONS[kind])


def beginnings() -> tuple[str, ...]:
    """What this person may begin."""
    return tuple(word for word, (kind, _) in BEGINNINGS.items() if may_write(kind))


def kinds_shown(*kinds: MailingKind) -> tuple[MailingKind, ...]:
    """Those of the kinds that this person may see."""
    return tuple(kind for kind in kinds if may_write(kind))


def draft_or_leave(mailing_id: int) -> MailingDraft:
    """The draft, if this person may write it. One that was sent meanwhile leads to its page."""
    with reading(current_practice_id()) as session:
        draft = mailing_draft(session, this_moment(), mailing_id)
        found = None if draft else mailing_kind(session, mailing_id)
    if draft is not None:
        if not may_write(draft.kind):
            abort(403)
        stand_under(draft.kind)
        return draft
    if found is None or found[1] is MailingState.DRAFT:
        abort(404)
    if not may_write(found[0]):
        abort(403)
    words = "This mailing was sent already. Here is how far it is."
    return abort(see_other(url_for("jobs.show", mailing_id=mailing_id), words))


def kind_or_leave(mailing_id: int) -> MailingKind:
    """What a mailing is, whatever its state, if this person may see it."""
    with reading(current_practice_id()) as session:
        found = mailing_kind(session, mailing_id)
    if found is None:
        abort(404)
    if not may_write(found[0]):
        abort(403)
    stand_under(found[0])
    return found[0]


def typed_whom(form: MultiDict[str, str]) -> TypedWhom:
    """Whom it goes to, as typed."""
    audience: dict[str, Any] = {name: form.get(name, "")[:_LONGEST] for name in _ONE}
    audience |= {name: [each[:_LONGEST] for each in form.getlist(name)[:_MOST]] for name in _MANY}
    return TypedWhom(form.get("description", "")[:_MOST], form.get("type", "")[:_LONGEST], audience)


def typed_message(form: Mapping[str, str]) -> TypedMessage:
    """What it says, as typed. ``plain`` names a language whose text is to have plain letters only (F3)."""
    return TypedMessage(
        way=form.get("way", "")[:_LONGEST],
        channel=form.get("channel", "")[:_LONGEST],
        source=form.get("source", "")[:_LONGEST],
        later=form.get("when") == "later",
        day=form.get("day", "")[:_LONGEST],
        clock=form.get("clock", "")[:_LONGEST],
        texts={language: _text(form, language) for language in Language},
    )


def _text(form: Mapping[str, str], language: Language) -> MailingText:
    short = _lines(form, f"text_{language}")
    return MailingText(
        text=plain_version(short) if form.get("plain") == language else short,
        subject=" ".join(form.get(f"subject_{language}", "")[:_LONGEST_TEXT].split()),
        email=_lines(form, f"email_{language}"),
    )


def _lines(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "")[:_LONGEST_TEXT].replace("\r\n", "\n").strip()

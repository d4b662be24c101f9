"""Write a mailing, the first two of three steps: whom it goes to, and what it says (product K1 to K3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_mailing import change_message, change_whom, start_mailing
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.appointments import Status
from app.domain.audience_reading import audience_json
from app.domain.audiences import AudienceKind
from app.domain.languages import Language
from app.domain.mailing_form import TypedMessage, TypedWhom
from app.domain.mailing_types import audiences_of
from app.domain.mailings import MailingKind
from app.domain.permissions import Permission
from app.domain.preferences import Channel
from app.queries.find_contacts import find_contacts
from app.queries.mailing_draft import MailingDraft
from app.queries.mailing_whom_page import WhomAsked, mailing_whom_page
from app.queries.mailing_words_page import ShowAs, mailing_words_page, typed_as_saved
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import this_moment, today
from app.web.mailing_forms import (
    BEGINNINGS,
    beginnings,
    draft_or_leave,
    may_write,
    typed_message,
    typed_whom,
)
from app.web.mailing_labels import LABELS
from app.web.per_person import per_person
from app.web.rail import stand_under
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.web.words_form import link_like_a_real_one
from app.work import reading, work

blueprint = Blueprint("drafts", __name__, url_prefix="/messages")
WHOM, REACH = "staff/mailings/whom.html", "staff/mailings/_reach.html"
WORDS, LOOKED = "staff/mailings/words.html", "staff/mailings/looked.html"
A_WEEK = timedelta(days=7)
_at_most = per_person("90/minute")
"""Counting works the database: nobody keeps the others waiting by asking without end."""
_may = requires(Permission.BASIC_MESSAGING)
"""Which kind somebody may write is asked inside: it stands in the mailing."""


@blueprint.get("/new")
@_may
def new() -> str:
    """Choose what to begin, or the form of what was chosen."""
    word = request.args.get("for", "")
    if word not in BEGINNINGS:
        return render_template("staff/mailings/new.html", choices=beginnings() or abort(403), labels=LABELS)
    kind, audience = _begun(word)
    return render_template(WHOM, **_whom(kind, _first(audience), word=word))


@blueprint.post("/new")
@_may
def create() -> Response | AnyResponse:
    """A draft; nothing is sent."""
    word = request.form.get("for", "")
    kind, _ = _begun(word)
    typed = typed_whom(request.form)
    with work(current_practice_id()) as session:
        result = start_mailing(session, this_moment(), current_actor(), kind, typed)
    if isinstance(result, Refused):
        return refused(WHOM, WHOM, **_whom(kind, typed, word=word, errors=result.faults))
    return see_other(url_for("drafts.words", mailing_id=result.id), "Saved as a draft. Nothing is sent yet.")


@blueprint.get("/<int:mailing_id>/whom")
@_may
def whom(mailing_id: int) -> str:
    """The first step of a draft."""
    draft = draft_or_leave(mailing_id)
    return render_template(WHOM, **_whom(draft.kind, _as_saved(draft), draft))


@blueprint.post("/<int:mailing_id>/whom")
@_may
def save_whom(mailing_id: int) -> Response | AnyResponse:
    """All fields at once, or none."""
    draft, typed = draft_or_leave(mailing_id), typed_whom(request.form)
    with work(current_practice_id()) as session:
        result = change_whom(
            session, this_moment(), current_actor(), mailing_id, typed, request.form.get("seen", "")
        )
    if result is None:
        abort(404)
    if isinstance(result, Refused):
        return refused(WHOM, WHOM, **_whom(draft.kind, typed, draft, errors=result.faults))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(WHOM, WHOM, **_whom(draft.kind, _as_saved(draft), draft, meanwhile=result))
    return see_other(url_for("drafts.words", mailing_id=mailing_id), "Saved." if result.changed else "")


@blueprint.post("/look")
@_may
@_at_most
def look() -> Response:
    """How many it would reach as typed, somebody found, picked or dropped; nothing is saved."""
    mailing_id = request.form.get("mailing", type=row_number)
    draft = draft_or_leave(mailing_id) if mailing_id else None
    word = request.form.get("for", "")
    kind = draft.kind if draft else _begun(word)[0]
    return fragment_or_page(WHOM, REACH, **_whom(kind, _picked(request.form), draft, word=word, looking=True))


@blueprint.get("/people")
@_may
def people() -> str:
    """The parents that fit, to pick from."""
    wanted = request.args.get("q", "").strip()[:80]
    with reading(current_practice_id()) as session:
        found = find_contacts(session, wanted)
    return render_template("staff/mailings/_people.html", wanted=wanted, found=found)


@blueprint.get("/<int:mailing_id>/words")
@_may
def words(mailing_id: int) -> str:
    """The second step of a draft."""
    draft = draft_or_leave(mailing_id)
    return render_template(WORDS, **_words(draft, typed_as_saved(draft)))


@blueprint.post("/<int:mailing_id>/words")
@_may
def save_message(mailing_id: int) -> Response | AnyResponse:
    """All fields at once, or none."""
    draft, typed = draft_or_leave(mailing_id), typed_message(request.form)
    with work(current_practice_id()) as session:
        seen = request.form.get("seen", "")
        result = change_message(session, this_moment(), current_actor(), mailing_id, typed, seen) or abort(
            404
        )
    if isinstance(result, Refused):
        return refused(WORDS, WORDS, **_words(draft, typed, errors=result.faults))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(
            WORDS, WORDS, **_words(draft, typed_as_saved(draft), meanwhile=result, yours=typed)
        )
    return see_other(url_for("compose.review", mailing_id=mailing_id))


@blueprint.post("/<int:mailing_id>/words/look")
@_may
@_at_most
def look_at_words(mailing_id: int) -> Response:
    """The words as typed, measured, checked and shown; nothing is saved."""
    draft = draft_or_leave(mailing_id)
    return fragment_or_page(WORDS, LOOKED, **_words(draft, typed_message(request.form), live=True))


def _begun(word: str) -> tuple[MailingKind, AudienceKind]:
    if word not in BEGINNINGS:
        abort(404)
    kind, audience = BEGINNINGS[word]
    if not may_write(kind):
        abort(403)
    stand_under(kind)
    return kind, audience


def _first(audience: AudienceKind) -> TypedWhom:
    """The form before anything is typed; an address may bring some of it, such as one child's check-up."""
    given = typed_whom(request.args)
    usual: dict[str, Any] = {"kind": audience.value}
    if audience is AudienceKind.VISITS:
        usual |= {"first": today().isoformat(), "last": (today() + A_WEEK).isoformat()}
        usual |= {"statuses": [Status.SCHEDULED, Status.OUT_OF_REACH]}
    brought = {name: value for name, value in given.audience.items() if value}
    return TypedWhom(given.description, given.type, usual | brought)


def _as_saved(draft: MailingDraft) -> TypedWhom:
    return TypedWhom(draft.description, draft.type, audience_json(draft.audience))


def _picked(form: MultiDict[str, str]) -> TypedWhom:
    """As typed, with somebody more or less on the list of picked people."""
    typed = typed_whom(form)
    chosen = [each for each in typed.audience["contact_ids"] if each != form.get("drop")]
    added = [form["add"][:20]] if form.get("add") else []
    return TypedWhom(typed.description, typed.type, {**typed.audience, "contact_ids": [*chosen, *added]})


def _whom(
    kind: MailingKind,
    typed: TypedWhom,
    draft: MailingDraft | None = None,
    word: str = "",
    errors: Mapping[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    asked = WhomAsked(kind, typed, draft, request.form.get("q", "").strip()[:80])
    with reading(current_practice_id()) as session:
        page = mailing_whom_page(session, this_moment(), asked)
    return {
        "page": page,
        "typed": typed,
        "draft": draft,
        "kind": kind,
        "word": word,
        "audiences": audiences_of(kind),
        "labels": LABELS,
        "errors": errors or {},
        **more,
    }


def _words(
    draft: MailingDraft, typed: TypedMessage, errors: Mapping[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    given = request.form or request.args
    channel = next((each for each in Channel if each == given.get("as")), draft.channel or Channel.TEXT)
    language = next((each for each in Language if each == given.get("show")), draft.around.needed)
    show = ShowAs(channel, language, link_like_a_real_one())
    with reading(current_practice_id()) as session:
        page = mailing_words_page(session, this_moment(), draft, typed, show)
    return {
        "page": page,
        "typed": typed,
        "draft": draft,
        "kind": draft.kind,
        "show": show,
        "labels": LABELS,
        "errors": errors or {},
        **more,
    }

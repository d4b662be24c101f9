"""The last step of a mailing: who gets it, who does not and why, the cost, the real words, and send (K1)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.confirm_mailing import ListChanged, MailingSeen
from app.actions.leave_out import leave_out, take_back
from app.actions.send_mailing import send_mailing, send_mailing_test
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.languages import Language
from app.domain.permissions import Permission
from app.domain.preferences import Channel
from app.queries.delivery_rules_page import delivery_rules_page
from app.queries.mailing_draft import MailingDraft
from app.queries.mailing_review import PAGE as PAGE_SIZE
from app.queries.mailing_review import ReviewAsked, mailing_review
from app.web.access import current_actor, current_practice_id, requires
from app.web.filters import counted, moment, telephone, this_moment, today
from app.web.mailing_forms import draft_or_leave
from app.web.mailing_labels import LABELS
from app.web.per_person import per_person
from app.web.respond import changed_meanwhile, refused, see_other
from app.web.row_id import row_number
from app.web.words_form import link_like_a_real_one
from app.work import reading, work

blueprint = Blueprint("compose", __name__, url_prefix="/messages")
PAGE = "staff/mailings/review.html"
LONGEST, LAST_PAGE, MOST = 80, 10_000, 500
_may = requires(Permission.BASIC_MESSAGING)
"""Which kind somebody may send is asked inside: it stands in the mailing."""


@blueprint.get("/<int:mailing_id>/review")
@_may
def review(mailing_id: int) -> str:
    """Everything that is told before it is sent; asking for the page again refreshes the list."""
    return render_template(PAGE, **_context(draft_or_leave(mailing_id)))


@blueprint.post("/<int:mailing_id>/send")
@_may
def send(mailing_id: int) -> Response | AnyResponse:
    """Send it as it was shown. If the list or the cost changed meanwhile, nothing goes."""
    draft = draft_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        result = send_mailing(
            session, this_moment(), current_actor(), mailing_id, _told(), request.form.get("seen", "")
        )
    if result is None:
        abort(404)
    if isinstance(result, Refused):
        return refused(PAGE, PAGE, **_context(draft, errors=result.faults))
    if isinstance(result, ListChanged):
        return changed_meanwhile(PAGE, PAGE, **_context(draft, changed=result))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(PAGE, PAGE, **_context(draft, meanwhile=result))
    words = "It is on its way. This page shows how far it is."
    if result.scheduled and draft.send_at:
        words = f"It waits for {moment(draft.send_at)}. Until then you can stop it here."
    return see_other(url_for("jobs.show", mailing_id=mailing_id), words)


@blueprint.post("/<int:mailing_id>/leave-out")
@_may
def drop(mailing_id: int) -> AnyResponse:
    """Take ticked people off the list."""
    draft_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        number = leave_out(session, this_moment(), current_actor(), mailing_id, _ticked())
    words = f"{counted(number, 'person gets', 'people get')} nothing." if number else "Tick somebody first."
    return see_other(_here(mailing_id), words)


@blueprint.post("/<int:mailing_id>/take-back")
@_may
def take(mailing_id: int) -> AnyResponse:
    """Put people on the list again who were taken off by hand."""
    draft_or_leave(mailing_id)
    with work(current_practice_id()) as session:
        number = take_back(session, this_moment(), current_actor(), mailing_id, _ticked()) or 0
    return see_other(_here(mailing_id), f"{counted(number, 'person is', 'people are')} on the list again.")


@blueprint.post("/<int:mailing_id>/test")
@_may
@per_person("10/minute")
def test(mailing_id: int) -> Response | AnyResponse:
    """The words to the person who is about to send them."""
    draft = draft_or_leave(mailing_id)
    channel, language = _channel(request.form.get("as", "")), _language(request.form.get("show", ""))
    with work(current_practice_id()) as session:
        sent = send_mailing_test(
            session,
            this_moment(),
            current_actor(),
            mailing_id,
            channel or draft.channel or Channel.TEXT,
            language or draft.around.needed,
            link_like_a_real_one(),
        )
    if sent is None:
        abort(404)
    if isinstance(sent, Refused):
        return refused(PAGE, PAGE, **_context(draft, errors=sent.faults))
    return see_other(_here(mailing_id), f"A test is on its way to {telephone(sent.address)}.")


def _told() -> MailingSeen:
    try:
        cost = Decimal(request.form.get("cost", "")[:20])
    except InvalidOperation:
        cost = Decimal(-1)
    told = cost if cost.is_finite() else Decimal(-1)
    return MailingSeen(request.form.get("recipients", -1, type=row_number), told)


def _ticked() -> set[int]:
    return set(request.form.getlist("contact", type=row_number)[:MOST])


def _here(mailing_id: int) -> str:
    """The same page of the list; what was searched for stays."""
    given: dict[str, Any] = {name: request.form.get(name, "")[:LONGEST] or None for name in ("q", "page")}
    return url_for("compose.review", mailing_id=mailing_id, **given)


def _channel(word: str) -> Channel | None:
    return next((each for each in Channel if each == word), None)


def _language(word: str) -> Language | None:
    return next((each for each in Language if each == word), None)


def _context(draft: MailingDraft, **more: Any) -> dict[str, Any]:
    asked = ReviewAsked(
        link=link_like_a_real_one(),
        search=request.args.get("q", "").strip()[:LONGEST],
        page=min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE),
        contact_id=request.args.get("contact", 0, type=row_number),
        channel=_channel(request.args.get("as", "")),
        language=_language(request.args.get("show", "")),
    )
    with reading(current_practice_id()) as session:
        found = mailing_review(session, this_moment(), today(), draft, asked)
        window = delivery_rules_page(session).said.window
    return {
        "draft": draft,
        "review": found,
        "asked": asked,
        "kind": draft.kind,
        "window": window,
        "pages": -(-found.found // PAGE_SIZE),
        "labels": LABELS,
        "errors": {},
        **more,
    }

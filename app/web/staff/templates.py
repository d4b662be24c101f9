"""Texts to families: the locked standard ones and the practice's own, as they arrive (product F1 to F6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.change_template import (
    WordsChangedMeanwhile,
    WordsRefused,
    archive_template,
    rename_template,
    restore_words,
    save_words,
)
from app.actions.copy_template import copy_template
from app.actions.send_template_test import NotSent, send_template_test
from app.domain.languages import Language
from app.domain.permissions import Permission
from app.domain.timing import TO_FAMILIES, RuleType
from app.domain.wording.editable import Draft, occasions_of
from app.queries.recordings import recordings_beside
from app.queries.template_history import MESSAGES_SHOWN, sent_on, template_history
from app.queries.template_sets import SetLine, standard_line, template_list, template_set
from app.queries.words_editor import WordsAsked, words_editor
from app.web.access import current_actor, current_practice_id, may, requires
from app.web.filters import this_moment
from app.web.per_person import per_person
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.web.row_id import row_number
from app.web.words_form import LABELS, address_of, frame, link_like_a_real_one, typed_words, words_asked
from app.work import reading, work

blueprint = Blueprint("templates", __name__, url_prefix="/templates")
PAGE, FRAGMENT = "staff/templates/show.html", "staff/templates/looked.html"
LONGEST = 100
_view = requires(Permission.AUTOMATED_VIEW)
_edit = requires(Permission.TEMPLATES_EDIT)


@blueprint.get("")
@_view
def index() -> str:
    """By type of message: the standard texts, the practice's own, and who uses which."""
    with reading(current_practice_id()) as session:
        types = template_list(session)
    return render_template("staff/templates/index.html", types=types, labels=LABELS)


@blueprint.get(f"/standard/<any({', '.join(TO_FAMILIES)}):kind>")
@_view
def standard(kind: str) -> Response:
    """The locked texts of one type."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(words_asked(RuleType(kind), None, request.args)))


@blueprint.post(f"/standard/<any({', '.join(TO_FAMILIES)}):kind>/copy")
@_edit
def copy(kind: str) -> AnyResponse:
    """A set of one's own that begins as the standard."""
    with work(current_practice_id()) as session:
        set_id = copy_template(session, this_moment(), current_actor(), RuleType(kind))
    words = "Your copy is ready. No message uses it yet: choose it in an automated message."
    return see_other(url_for("templates.show", set_id=set_id), words)


@blueprint.get("/<int:set_id>")
@_view
def show(set_id: int) -> Response | str:
    """One set: its words by channel, when they are sent, or its past."""
    line = _line(set_id)
    tab = request.args.get("tab", "")
    if tab == "when":
        return render_template("staff/templates/when.html", **frame(line, tab))
    if tab == "history":
        return _past(line)
    return fragment_or_page(PAGE, FRAGMENT, **_context(words_asked(line.kind, set_id, request.args), line))


@blueprint.post("/<int:set_id>")
@_edit
def save(set_id: int) -> Response | AnyResponse:
    """Both languages of one text, or nothing."""
    line = _line(set_id)
    asked, typed = words_asked(line.kind, set_id, request.form), typed_words(request.form)
    with work(current_practice_id()) as session:
        result = save_words(
            session,
            this_moment(),
            current_actor(),
            set_id,
            asked.key(asked.show),
            typed,
            request.form.get("seen", "")[:LONGEST],
            link_like_a_real_one(),
        )
    if isinstance(result, WordsRefused):
        errors = {f"body_{language}": words for language, words in result.errors.items()}
        return refused(PAGE, FRAGMENT, **_context(asked, line, typed, errors=errors))
    if isinstance(result, WordsChangedMeanwhile):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(asked, line, meanwhile=result, yours=typed))
    new = "Saved." if not line.is_on else "Saved. Families get the new words from now on."
    return see_other(address_of(asked), new if result and result.languages else "Nothing was changed.")


@blueprint.post("/preview")
@_view
def preview() -> Response:
    """The words as typed, measured and shown for a family; nothing is saved."""
    line, asked = _asked_in_form()
    return fragment_or_page(PAGE, FRAGMENT, **_context(asked, line, typed_words(request.form), live=True))


@blueprint.post("/test")
@_edit
@per_person("10/minute")
def test() -> Response:
    """The words as typed, to the person who typed them."""
    line, asked = _asked_in_form()
    typed = typed_words(request.form)
    with work(current_practice_id()) as session:
        sent = send_template_test(
            session,
            this_moment(),
            current_actor(),
            line.kind,
            asked.key(asked.show),
            typed[asked.show],
            link_like_a_real_one(),
        )
    if isinstance(sent, NotSent):
        errors = {f"body_{asked.show}": sent.error}
        return refused(PAGE, FRAGMENT, **_context(asked, line, typed, errors=errors, not_done="Not sent"))
    return fragment_or_page(PAGE, FRAGMENT, **_context(asked, line, typed, sent=sent))


@blueprint.post("/<int:set_id>/rename")
@_edit
def rename(set_id: int) -> Response | AnyResponse:
    """Another name for a set."""
    name = request.form.get("name", "")[:LONGEST]
    with work(current_practice_id()) as session:
        error = rename_template(session, this_moment(), current_actor(), set_id, name)
    if error:
        return _refused_when(set_id, {"name": error}, name)
    return abort(404) if error is None else see_other(_when(set_id), "The name is changed.")


@blueprint.post("/<int:set_id>/archive")
@_edit
def archive(set_id: int) -> Response | AnyResponse:
    """Put away a set that no message uses."""
    with work(current_practice_id()) as session:
        error = archive_template(session, this_moment(), current_actor(), set_id)
    if error:
        return _refused_when(set_id, {"archive": error})
    return abort(404) if error is None else see_other(url_for("templates.index"), "The texts are put away.")


@blueprint.post("/versions/<int:template_id>/restore")
@_edit
def restore(template_id: int) -> AnyResponse:
    """Use an older version of a text again."""
    with work(current_practice_id()) as session:
        set_id = restore_words(session, this_moment(), current_actor(), template_id)
    if set_id is None:
        abort(404)
    words = "The older words are in use again, as a new version."
    return see_other(url_for("templates.show", set_id=set_id, tab="history"), words)


def _line(set_id: int) -> SetLine:
    with reading(current_practice_id()) as session:
        line = template_set(session, set_id)
    return line or abort(404)


def _asked_in_form() -> tuple[SetLine, WordsAsked]:
    set_id, kind = request.form.get("set", type=row_number), request.form.get("kind", "")
    if set_id is None and kind not in TO_FAMILIES:
        abort(404)
    with reading(current_practice_id()) as session:
        line = template_set(session, set_id) if set_id else standard_line(session, RuleType(kind))
    if line is None:
        abort(404)
    return line, words_asked(line.kind, set_id, request.form)


def _when(set_id: int) -> str:
    return url_for("templates.show", set_id=set_id, tab="when")


def _refused_when(set_id: int, errors: Mapping[str, str], name: str = "") -> Response:
    page = "staff/templates/when.html"
    return refused(page, page, **frame(_line(set_id), "when"), errors=errors, typed_name=name)


def _past(line: SetLine) -> str:
    day = _day(request.args.get("day", ""))
    with reading(current_practice_id()) as session:
        history = template_history(session, this_moment(), line.id or 0)
        messages = sent_on(session, this_moment(), line.id or 0, day) if day else []
    page = "staff/templates/history.html"
    return render_template(
        page, history=history, day=day, messages=messages, most=MESSAGES_SHOWN, **frame(line, "history")
    )


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _context(
    asked: WordsAsked,
    line: SetLine | None = None,
    typed: Mapping[Language, Draft] | None = None,
    **more: Any,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        line = line or standard_line(session, asked.kind)
        editor = words_editor(session, this_moment(), link_like_a_real_one(), asked, typed)
        recordings = recordings_beside(session, asked)
    return {
        **frame(line, asked.channel, asked),
        "editor": editor,
        "recordings": recordings,
        "locked": line.id is None or not may(Permission.TEMPLATES_EDIT),
        "occasions": occasions_of(asked.kind),
        "errors": {},
        **more,
    }

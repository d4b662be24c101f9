"""A family's page as several areas answer with it: the record, and the form that came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.write_changes import ChangedMeanwhile
from app.domain import staff_words
from app.domain.consent_words import SOURCES
from app.domain.postal import LONGEST_LINE, MOST_LINES
from app.domain.preferences import AddressKind, Channel, Purpose
from app.queries.family_record import family_record
from app.web.access import current_practice_id
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.work import reading

PAGE, FRAGMENT = "staff/families/show.html", "staff/families/_family_record.html"
LONGEST = 200
LONGEST_ADDRESS = 2 * MOST_LINES * LONGEST_LINE
LOOKED_AGAIN = "Saved. Coming visits are looked at again."


@dataclass(frozen=True)
class Wrong:
    """The form that came back: its name on the page, what is wrong with it, what was typed.

    ``meanwhile`` says that somebody else was faster: the fields then show the new state, and beside each
    what was typed.
    """

    form: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    meanwhile: ChangedMeanwhile | None = None

    @property
    def by_id(self) -> dict[str, str]:
        """Each error under the id its field has on the page."""
        return {f"{self.form}-{name}": words for name, words in self.errors.items()}


def typed(name: str) -> str:
    """A field of the form, without blanks around it and cut to what a field holds."""
    return request.form.get(name, "").strip()[:LONGEST]


def typed_addresses() -> dict[AddressKind, str]:
    """Every number and address of the form; the postal one may have lines."""
    longest = {AddressKind.MAIL: LONGEST_ADDRESS}
    return {
        kind: request.form.get(kind, "").strip()[: longest.get(kind, LONGEST)]
        for kind in staff_words.ADDRESSES
    }


def ticked_ways() -> list[tuple[Purpose, Channel]]:
    """The ticked pairs that mean something; anything else a browser may send is not consent to anything."""
    ways = {f"{purpose}:{channel}": (purpose, channel) for purpose in Purpose for channel in Channel}
    return [ways[pair] for pair in request.form.getlist("pairs") if pair in ways]


def show_family(family_id: int) -> Response:
    """The record, with the reason wherever somebody gets nothing."""
    return fragment_or_page(PAGE, FRAGMENT, **context(family_id), wrong=Wrong())


def answer(
    family_id: int,
    form: str,
    errors: Mapping[str, str] | ChangedMeanwhile | None,
    words: str = LOOKED_AGAIN,
) -> Response | AnyResponse:
    """Back to the page with ``words``, or with the form named ``form`` and its errors; None is not found.

    409 when somebody else was faster.
    """
    if errors is None:
        abort(404)
    if isinstance(errors, ChangedMeanwhile):
        wrong = Wrong(form, typed=request.form.to_dict(), meanwhile=errors)
        return changed_meanwhile(PAGE, FRAGMENT, **context(family_id), wrong=wrong)
    if not errors:
        return see_other(url_for("families.show", family_id=family_id), words)
    wrong = Wrong(form, errors, request.form.to_dict())
    return refused(PAGE, FRAGMENT, **context(family_id), wrong=wrong)


def context(family_id: int) -> dict[str, Any]:
    """What the record's templates need. Another practice's family is not found."""
    with reading(current_practice_id()) as session:
        record = family_record(session, this_moment(), family_id)
    return {"family": record or abort(404), **form_words()}


def form_words() -> dict[str, Any]:
    """The words of the forms about a contact."""
    return {
        "words": staff_words,
        "sources": SOURCES,
        "offered": list(Channel),
    }

"""Do not send: numbers, addresses and email domains that nothing goes to, and what families stopped (C6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.add_to_do_not_send import add_to_do_not_send
from app.actions.block_domain import allow_domain
from app.actions.export_list import note_export
from app.actions.suppress_address import allow_address, start_channel_at
from app.domain.permissions import Permission
from app.domain.preferences import Channel
from app.domain.staff_words import CHANNELS
from app.queries.do_not_send import Blocked, Part, blocked_address, do_not_send, every_blocked
from app.web.access import current_actor, current_practice_id, requires
from app.web.csv_file import csv_file
from app.web.filters import moment, telephone, this_moment
from app.web.report_address import mark_of, mark_words
from app.web.respond import fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("do_not_send", __name__, url_prefix="/do-not-send")
PAGE, FRAGMENT = "staff/do_not_send/page.html", "staff/do_not_send/_do_not_send.html"
HEADER = ("List", "Number, address or domain", "Why", "Since", "By", "Contacts")
LISTS = {
    Part.ADDRESSES: "Numbers and addresses",
    Part.DOMAINS: "Email domains",
    Part.STOPPED: "Stopped by families",
}
LONGEST = 200


@blueprint.get("")
@requires(Permission.BASIC_MESSAGING)
def index() -> Response:
    """One of the three lists, newest first; ``q`` looks for a number, an address or a name."""
    return fragment_or_page(PAGE, FRAGMENT, **_context(request.args), typed={}, errors={})


@blueprint.post("/add")
@requires(Permission.CONTACTS_EDIT)
def add() -> AnyResponse:
    """A number, an email address, or a whole domain."""
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in ("what", "reason")}
    with work(current_practice_id()) as session:
        listed = add_to_do_not_send(session, this_moment(), current_actor(), typed["what"], typed["reason"])
    if isinstance(listed, dict):
        return refused(PAGE, FRAGMENT, **_context({}), typed=typed, errors=listed)
    part = Part.DOMAINS if listed.domain else Part.ADDRESSES
    words = f"Nothing goes to {telephone(listed.value)} any more."
    return see_other(url_for("do_not_send.index", list=part.value), words)


@blueprint.get("/<int:address_id>/allow")
@requires(Permission.CONTACTS_EDIT)
def ask_allow(address_id: int) -> str:
    """What it means to write again to somebody who complained."""
    return render_template("staff/do_not_send/allow.html", entry=_blocked(address_id))


@blueprint.post("/<int:address_id>/allow")
@requires(Permission.CONTACTS_EDIT)
def allow(address_id: int) -> AnyResponse:
    """It may be used again; after a complaint only when the family asked for it."""
    entry = _blocked(address_id)
    if entry.complaint and request.form.get("asked") != "yes":
        page = "staff/do_not_send/allow.html"
        return refused(page, page, entry=entry, missing=True)
    with work(current_practice_id()) as session:
        allow_address(session, this_moment(), current_actor(), address_id)
    return see_other(url_for("do_not_send.index"), f"{telephone(entry.value)} may be used again.")


@blueprint.post("/domains/<int:domain_id>/allow")
@requires(Permission.CONTACTS_EDIT)
def allow_all(domain_id: int) -> AnyResponse:
    """A whole domain may be written to again."""
    with work(current_practice_id()) as session:
        domain = allow_domain(session, this_moment(), current_actor(), domain_id)
    words = f"Addresses at {domain or abort(404)} may be used again."
    return see_other(url_for("do_not_send.index", list=Part.DOMAINS.value), words)


@blueprint.post("/<int:address_id>/start/<any(voice, email, fax, letter):channel>")
@requires(Permission.CONTACTS_EDIT)
def start(address_id: int, channel: str) -> AnyResponse:
    """Calls or mails go again because the family asked for it. Texts only they can start, with START."""
    way = Channel(channel)
    with work(current_practice_id()) as session:
        if not start_channel_at(session, this_moment(), current_actor(), address_id, way, "told to staff"):
            abort(404)
    return see_other(
        url_for("do_not_send.index", list=Part.STOPPED.value), f"{CHANNELS[way]}: allowed again."
    )


@blueprint.post("/export")
@requires(Permission.EXPORT, Permission.BASIC_MESSAGING)
def export() -> Response:
    """All three lists as a file; that somebody took them out is written down."""
    asked = {"q": request.form.get("q", "")[:LONGEST]}
    with work(current_practice_id()) as session:
        note_export(session, this_moment(), current_actor(), "do_not_send_list", asked)
    return csv_file("do-not-send.csv", HEADER, _rows(asked["q"]))


def _context(given: Mapping[str, str]) -> dict[str, Any]:
    part = next((each for each in Part if each == given.get("list")), Part.ADDRESSES)
    wanted = given.get("q", "").strip()[:LONGEST]
    with reading(current_practice_id()) as session:
        found = do_not_send(session, part, wanted, mark_of(given.get("older", "")))
    return {
        "found": found,
        "part": part,
        "wanted": wanted,
        "lists": LISTS,
        "older": mark_words(found.older),
    }


def _blocked(address_id: int) -> Blocked:
    with reading(current_practice_id()) as session:
        entry = blocked_address(session, address_id)
    return entry or abort(404)


def _rows(wanted: str) -> Iterator[list[str]]:
    for part, name in LISTS.items():
        with reading(current_practice_id()) as session:
            for each in every_blocked(session, part, wanted):
                why = each.words or ", ".join(CHANNELS[channel] for channel in each.channels)
                people = ", ".join(person for person, _ in each.people)
                yield [name, each.value, why, moment(each.at), each.by, people]

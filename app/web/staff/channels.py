"""Channels: from the sandbox to families and back, each channel by itself (product G4, L5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.actions.activate_channel import activate_channel, deactivate_channel
from app.actions.change_channel import change_channel
from app.actions.check_connection import check_connection, note_check
from app.actions.count_ahead import Ahead, count_ahead
from app.actions.write_changes import ChangedMeanwhile, Refused
from app.domain.channel_form import NAMED, REPEATED, TypedChannel, field_of
from app.domain.going_live import SEVERAL
from app.domain.permissions import Permission
from app.domain.preferences import Channel
from app.providers.port import Exits
from app.queries.channels_page import channel_card, channels_page
from app.queries.last_webhooks import last_webhooks
from app.web.access import current_actor, current_practice_id, requires
from app.web.channel_wires import needed_settings, webhooks_of
from app.web.filters import this_moment
from app.web.respond import changed_meanwhile, fragment_or_page, refused, see_other
from app.work import reading, work

blueprint = Blueprint("channels", __name__, url_prefix="/settings/channels")
PAGE, FRAGMENT = "staff/channels/show.html", "staff/channels/_channels.html"
ACTIVATE, LEAVE = "staff/channels/activate.html", "staff/channels/sandbox.html"
ONE = "/<any(text, voice, email, fax, letter):word>"
LONGEST = 200
_may = requires(Permission.INTEGRATIONS_MANAGE)


@blueprint.get("")
@_may
def show() -> Response:
    """Every channel: where it ends now, what it sends from, what the last check found."""
    return fragment_or_page(PAGE, FRAGMENT, **_context())


@blueprint.post(ONE)
@_may
def save(word: str) -> Response | AnyResponse:
    """Sender, tries and stop time of one channel; all fields at once, or none."""
    channel, typed = Channel(word), _typed(Channel(word))
    with work(current_practice_id()) as session:
        result = change_channel(
            session, this_moment(), current_actor(), channel, typed, request.form.get("seen", "")
        )
    if isinstance(result, Refused):
        return refused(PAGE, FRAGMENT, **_context(channel, typed, result.faults))
    if isinstance(result, ChangedMeanwhile):
        return changed_meanwhile(PAGE, FRAGMENT, **_context(channel, meanwhile=result))
    return _on(channel, "Saved." if result.changed else "Nothing was changed.")


@blueprint.post(f"{ONE}/check")
@_may
def check(word: str) -> Response | AnyResponse:
    """Ask the vendor step by step whether it would send from the channel's sender."""
    channel = Channel(word)
    way: Any = _exits().vendors.get(channel) or abort(409)
    with reading(current_practice_id()) as session:
        card = channel_card(session, channel, _exits())
    steps = check_connection(way, card.senders)
    with work(current_practice_id()) as session:
        passed = note_check(session, this_moment(), current_actor(), channel, card.senders, steps)
    return _on(channel, "The connection works." if passed else "Something is wrong. See what to do below.")


@blueprint.get(f"{ONE}/activate")
@_may
def ask(word: str) -> Response:
    """What going live means for the next day, or what is still missing."""
    return fragment_or_page(ACTIVATE, ACTIVATE, **_question(Channel(word)))


@blueprint.post(f"{ONE}/activate")
@_may
def activate(word: str) -> Response | AnyResponse:
    """From now on messages over this channel reach families."""
    channel = Channel(word)
    with work(current_practice_id()) as session:
        found = activate_channel(
            session, this_moment(), current_actor(), channel, reachable=channel in _exits().vendors
        )
    if not found.free:
        return refused(ACTIVATE, ACTIVATE, **_question(channel))
    return _on(channel, f"{SEVERAL[channel].capitalize()} are live from now on.")


@blueprint.get(f"{ONE}/sandbox")
@_may
def ask_back(word: str) -> Response:
    """What families will no longer hear."""
    return fragment_or_page(LEAVE, LEAVE, **_question(Channel(word)))


@blueprint.post(f"{ONE}/sandbox")
@_may
def leave(word: str) -> AnyResponse:
    """Nothing more leaves over this channel."""
    channel = Channel(word)
    with work(current_practice_id()) as session:
        was_live = deactivate_channel(session, this_moment(), current_actor(), channel)
    words = f"{SEVERAL[channel].capitalize()} end in the sandbox from now on."
    return _on(channel, words if was_live else "They were in the sandbox already.")


def _on(channel: Channel, words: str) -> AnyResponse:
    return see_other(url_for("channels.show", _anchor=channel.value), words)


def _exits() -> Exits:
    exits: Exits = current_app.extensions["deskbell.exits"]
    return exits


def _typed(channel: Channel) -> TypedChannel:
    names = ("sender", "sender_name", "reply_to", "resends", "resend_minutes", "stop_at")
    given = {name: request.form.get(field_of(channel, name), "")[:LONGEST] for name in names}
    if channel not in REPEATED:
        return TypedChannel(sender=given["sender"])
    return TypedChannel(
        **given, restart_unfinished=request.form.get(field_of(channel, "restart_unfinished")) == "yes"
    )


def _context(
    changed: Channel | None = None,
    typed: TypedChannel | None = None,
    errors: Mapping[str, str] | None = None,
    meanwhile: ChangedMeanwhile | None = None,
) -> dict[str, Any]:
    with reading(current_practice_id()) as session:
        cards, heard = channels_page(session, _exits()), last_webhooks(session)
    return {
        "cards": cards,
        "changed": changed,
        "typed": {card.channel: card.typed for card in cards} | ({changed: typed} if typed else {}),
        "errors": errors or {},
        "meanwhile": meanwhile,
        "webhooks": {card.channel: webhooks_of(card.channel, heard) for card in cards},
        "needed": {card.channel: needed_settings(card.channel) for card in cards},
        **_WORDS,
    }


_WORDS = {"several": SEVERAL, "named": NAMED, "repeated": REPEATED}


def _question(channel: Channel) -> dict[str, Any]:
    coming = count_ahead(this_moment(), current_practice_id())
    with reading(current_practice_id()) as session:
        cards = {card.channel: card for card in channels_page(session, _exits())}
    return {
        "card": cards[channel],
        "ahead": coming.get(channel, Ahead()),
        "mails_live": cards[Channel.EMAIL].live,
        **_WORDS,
    }

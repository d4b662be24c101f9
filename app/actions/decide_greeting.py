"""Decide again about a greeting at the moment of sending, and put it into words (product K5, G2, F1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.actions.decide_again import end_message
from app.actions.fill_envelope import Worded
from app.actions.read_claimed import Office
from app.actions.read_claimed_greetings import GreetingLine
from app.actions.render_message import Rendered, in_words, language_of, own_words
from app.actions.say_message import say_message
from app.actions.stretch_windows import windows_around
from app.domain.contacts import Eligible
from app.domain.delivery_policy import is_after_stop
from app.domain.greeting_sending import ClaimedGreeting, greeting_wanted
from app.domain.local_time import local_day, zone
from app.domain.open_windows import Window, open_until
from app.domain.preferences import AddressKind, Channel
from app.domain.sending import Drop
from app.domain.wording.facts import ChildLine
from app.links import LinkSigner
from app.models import Address
from app.models.facts import ADDRESS_COLUMNS
from app.models.message_facts import message_facts


class Reach(NamedTuple):
    """Where a greeting goes, and which of its contact's addresses that is."""

    address: str
    kind: AddressKind


def decide_greeting(
    now: datetime, office: Office, addresses: Mapping[int, Address], greeting: GreetingLine
) -> Reach | None:
    """The address the contact now has, if it goes now; if not, None, and that is written down."""
    message = greeting.message
    decision = greeting_wanted(_question(now, office, greeting), now)
    if isinstance(decision, Eligible):
        return Reach(_address(addresses, greeting, decision) or message.address, decision.address)
    if isinstance(decision, Drop):
        end_message(message, now, decision.reason)
    else:
        message.due_at, message.claimed_at = decision.until, None
    return None


def word_greeting(
    now: datetime, office: Office, greeting: GreetingLine, reach: Reach, signer: LinkSigner
) -> Worded:
    """The greeting as it leaves for where its contact is reached at ``now`` (UTC)."""
    message = greeting.message
    closing = open_until(now, greeting_times(now, office, greeting))
    ends = [each for each in (message.expires_at, closing) if each is not None]
    worded = Worded(
        message,
        render_greeting(now, office, greeting, signer.preferences_url(message.contact_id or 0)),
        reach.address,
        place_number=(greeting.location and greeting.location.sender) or "",
        useful_until=message.expires_at,
        start_by=min(ends, default=None),
        addressee=greeting.contact.contact.name if greeting.contact else "",
        kind=reach.kind,
    )
    return say_message(worded, office, greeting.rule, signer.calls, {})


def render_greeting(
    now: datetime, office: Office, greeting: GreetingLine, preferences_url: str = ""
) -> Rendered:
    """The words for this contact and channel. There is nothing to answer, so no link to a visit.

    ``preferences_url`` is the contact's own page, for the foot of a mail or a letter.
    """
    practice, patient = office.practice, greeting.child.patient
    facts = message_facts(
        practice,
        greeting.location,
        (ChildLine(patient.first_name, None),),
        "",
        local_day(now, _place(office, greeting)),
        preferences_url=preferences_url,
    )
    language = language_of(practice, greeting.contact)
    channel, own = Channel(greeting.message.channel or ""), own_words(office, greeting.rule)
    return in_words(greeting.rule.type, channel, language, facts, own, practice.text_limit)


def _address(addresses: Mapping[int, Address], greeting: GreetingLine, reach: Eligible) -> str:
    known = greeting.contact
    row = addresses.get(getattr(known.contact, ADDRESS_COLUMNS[reach.address])) if known else None
    return row.value if row else ""


def _question(now: datetime, office: Office, greeting: GreetingLine) -> ClaimedGreeting:
    message = greeting.message
    return ClaimedGreeting(
        rule=greeting.rule,
        contact_id=message.contact_id or 0,
        channel=Channel(message.channel or ""),
        child=greeting.child.facts,
        birth_date=greeting.child.patient.birth_date,
        occasion_on=greeting.row.occasion_on,
        place=_place(office, greeting),
        visits=greeting.visits,
        marked=greeting.marked,
        last_useful=message.expires_at or message.due_at,
        windows=greeting_times(now, office, greeting),
        paused=office.practice.paused_at is not None,
        after_stop=is_after_stop(now, office.stop_at(message.channel), _place(office, greeting)),
    )


def _place(office: Office, greeting: GreetingLine) -> ZoneInfo:
    own = greeting.location.timezone if greeting.location else None
    return zone(own or office.practice.timezone)


def greeting_times(now: datetime, office: Office, greeting: GreetingLine) -> tuple[Window, ...]:
    """The open times around ``now`` (UTC) in which the greeting may leave (D1, G4)."""
    if greeting.location is None:
        return ()
    place, channel = _place(office, greeting).key, greeting.message.channel or ""
    hours = office.hours_at(greeting.location, greeting.rule, place, channel)
    return tuple(windows_around(hours, now, now))

"""Ask a vendor whether it would send for a practice, and remember what it said (product L5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.preferences import Channel
from app.models.channel_facts import Sender, hold_senders, is_taken, lasting_setup, sender_mark
from app.providers.port import Check, Checkable

_NUMBER_TAKEN = Check(
    "Numbers of this practice alone",
    False,
    "Another practice of this installation is live from one of these numbers: answers could reach the wrong"
    " one. Choose another number, here or under Locations.",
)
_ADDRESS_TAKEN = Check(
    "Address of this practice alone",
    False,
    "Another practice of this installation is live from this address: families could not tell whose mail"
    " it is. Choose another address.",
)


def check_connection(way: Checkable, found: Sequence[Sender]) -> list[Check]:
    """Every step for the practice's own sender until one is wrong, then one for each location's number.

    Asks over the network: open no transaction around it. The first number belongs to the practice.
    """
    own, *places = found
    steps = way.check(own.value)
    if all(step.ok for step in steps):
        steps += [_of_place(way, place) for place in places]
    return steps


def _of_place(way: Checkable, sender: Sender) -> Check:
    wrong = next((step.words for step in way.check(sender.value) if not step.ok), "")
    return Check(f"Number of {sender.place}", not wrong, wrong)


def note_check(
    session: Session,
    now: datetime,
    actor: Actor,
    channel: Channel,
    found: Sequence[Sender],
    steps: Sequence[Check],
) -> bool:
    """Write down what was found for these senders; True if all of it is right.

    A channel that is live stays so: what a vendor refuses is told at the messages themselves. It does not get
    hold of a number that another practice is live from, though the vendor's account has it too.
    """
    hold_senders(session)
    row = lasting_setup(session, now, channel)
    if is_taken(session, channel, found):
        steps = [*steps, _ADDRESS_TAKEN if channel is Channel.EMAIL else _NUMBER_TAKEN]
    passed = all(step.ok for step in steps)
    row.checked_at, row.checks = now, [asdict(step) for step in steps]
    row.verified_at = now if passed else None
    if passed:
        row.verified_sender = sender_mark(found)
    wrong = {"found": next((step.step for step in steps if not step.ok), "all right")}
    write_audit(session, now, actor, "check", "channel", row.id, after=wrong)
    session.flush()
    return passed

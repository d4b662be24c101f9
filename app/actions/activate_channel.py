"""Let a channel of a practice really send, or take it back into the sandbox (product L5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.claim_messages import take_back
from app.actions.hold_visits import SHARED
from app.actions.write_audit import Actor, write_audit
from app.domain.going_live import Hindrances, Standing, hindrances
from app.domain.preferences import Channel
from app.domain.setup_steps import ready_to_go_live
from app.models import ChannelSetup, Practice
from app.models.channel_facts import hold_senders, is_checked, is_taken, lasting_setup, senders
from app.models.setup_facts import setup_facts


def activate_channel(
    session: Session, now: datetime, actor: Actor, channel: Channel, *, reachable: bool
) -> Hindrances:
    """What still stands in the way; when nothing does, everything not sent yet leaves over it from now on.

    ``reachable`` says that this installation has a way out for the channel.
    """
    hold_senders(session)
    practice = session.get_one(Practice, session.info["practice_id"], with_for_update=SHARED)
    row = lasting_setup(session, now, channel)
    sends_from = senders(session, channel, row)
    standing = Standing(
        demo=practice.demo,
        reachable=reachable,
        checked=is_checked(row, sends_from),
        taken=is_taken(session, channel, sends_from),
    )
    found = hindrances(channel, standing, ready_to_go_live(setup_facts(session, practice.id)))
    if found.free and row.activated_at is None:
        row.activated_by = actor.staff_id
        _move(session, now, actor, row, live=True)
    return found


def deactivate_channel(session: Session, now: datetime, actor: Actor, channel: Channel) -> bool:
    """Nothing more leaves over it from now on; False if it was not live."""
    row = lasting_setup(session, now, channel)
    if row.activated_at is None:
        return False
    row.activated_by = None
    _move(session, now, actor, row, live=False)
    return True


def _move(session: Session, now: datetime, actor: Actor, row: ChannelSetup, *, live: bool) -> None:
    states = [{"ends": "in the sandbox"}, {"ends": "at families", "from": row.sender}]
    before, after = states if live else reversed(states)
    row.activated_at, row.changed_at = (now if live else None), now
    take_back(session, now, row.channel)
    write_audit(
        session, now, actor, "activate" if live else "deactivate", "channel", row.id,
        before=before, after=after,
    )  # fmt: skip
    session.flush()

"""The page Channels: what each sends from, what the last check found, and what is missing (product L5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.channel_form import TypedChannel
from app.domain.form_reading import state_of
from app.domain.going_live import Hindrances, Standing, hindrances
from app.domain.preferences import Channel
from app.domain.setup_steps import GoLiveStep, ready_to_go_live
from app.models import ChannelSetup, Practice, StaffUser
from app.models.channel_facts import (
    Sender,
    channel_setup,
    is_checked,
    is_taken,
    may_send_from,
    senders,
    typed_channel,
)
from app.models.setup_facts import setup_facts
from app.providers.port import Check, Exits


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """One channel. ``reachable`` says that this installation has a way out for it.

    ``live_since`` (UTC) and ``live_by`` say who activated it. ``checks`` are the steps of the last check at
    ``checked_at``, and ``checked`` says that it found everything right for the ``senders`` of now;
    ``unchecked`` are places whose own number is left unused until it was checked.
    """

    channel: Channel
    typed: TypedChannel
    seen: str
    reachable: bool
    live_since: datetime | None
    live_by: str
    senders: tuple[Sender, ...]
    checks: tuple[Check, ...]
    checked_at: datetime | None
    checked: bool
    unchecked: tuple[Sender, ...]
    hindrances: Hindrances

    @property
    def live(self) -> bool:
        """Does it reach families?"""
        return self.live_since is not None and self.reachable


def channels_page(session: Session, exits: Exits) -> list[ChannelCard]:
    """Every channel, in the order of the rule book."""
    practice = session.get_one(Practice, session.info["practice_id"])
    ready = ready_to_go_live(setup_facts(session, practice.id))
    return [_card(session, practice, ready, channel, channel in exits.vendors) for channel in Channel]


def channel_card(session: Session, channel: Channel, exits: Exits) -> ChannelCard:
    """One channel of the session's practice."""
    return next(card for card in channels_page(session, exits) if card.channel is channel)


def _card(
    session: Session, practice: Practice, ready: Collection[GoLiveStep], channel: Channel, reachable: bool
) -> ChannelCard:
    row = channel_setup(session, channel)
    typed, found = typed_channel(row), senders(session, channel, row)
    standing = Standing(practice.demo, reachable, is_checked(row, found), is_taken(session, channel, found))
    live_since = row.activated_at if row and not practice.demo else None
    return ChannelCard(
        channel=channel,
        typed=typed,
        seen=state_of(typed),
        reachable=reachable,
        live_since=live_since,
        live_by=_name(session, row) if live_since else "",
        senders=found,
        checks=tuple(Check(**step) for step in row.checks) if row else (),
        checked_at=row.checked_at if row else None,
        checked=standing.checked,
        unchecked=tuple(each for each in found[1:] if row and not may_send_from(row, each.value)),
        hindrances=hindrances(channel, standing, ready),
    )


def _name(session: Session, row: ChannelSetup | None) -> str:
    by = row.activated_by if row else None
    return (by and session.scalar(select(StaffUser.name).where(StaffUser.id == by))) or "the command line"

"""What a message costs in credits (product L1)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.preferences import Channel

# Fax and letter are not sent yet, so they cost nothing yet.
CREDITS = {Channel.EMAIL: 1, Channel.TEXT: 3, Channel.VOICE: 5, Channel.FAX: 0, Channel.LETTER: 0}
"""Credits of one message over each channel."""


def credits_for(messages: Mapping[Channel, int]) -> int:
    """Credits of so many messages over each channel; a negative number of messages gives credits back."""
    return sum(CREDITS[channel] * number for channel, number in messages.items())

"""Why a message took the way it took (product E4, E9)."""

from __future__ import annotations

from app.domain.message_types import NEW_LINK, PRIVATE, REPLY, TRIAL
from app.domain.preferences import Channel, Purpose
from app.domain.rules import ChannelMode
from app.domain.staff_words import CHANNELS, PURPOSES

_BY_HAND = {
    TRIAL: "Somebody asked for this trial on the Setup page.",
    NEW_LINK: "{contact} opened a link that had ended and got a new one.",
    REPLY: "{contact} had texted us.",
    PRIVATE: "Somebody of the practice wrote it.",
}


def why_that_way(channel: Channel, contact: str, purpose: Purpose, mode: ChannelMode, step: int) -> str:
    """The way of an automated message; ``step`` counts the channels tried before without an answer."""
    way = CHANNELS[channel].lower()
    if mode is ChannelMode.FIXED:
        return f"By {way} because this automated message always goes that way."
    if mode is ChannelMode.ESCALATION and step:
        tries = "the message before it" if step == 1 else f"the {step} messages before it"
        return f"By {way} because nothing was heard after {tries}."
    return f"By {way} because {contact} chose it for {PURPOSES[purpose].lower()}."


def why_mailed(who: str) -> str:
    """Why a message of a mailing went; ``who`` sent it, empty where nobody is known by that."""
    return f"{who or 'Somebody of the practice'} sent it to several families at once."


def why_by_hand(kind: str, contact: str) -> str:
    """Why a message went that no automated message stands behind; empty where there is nothing to add."""
    return _BY_HAND.get(kind, "").format(contact=contact)

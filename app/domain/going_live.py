"""When a channel of a practice may really send, and what every page says until it does (product L5, G8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.calendar_words import join_names
from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.setup_steps import GoLiveStep

SEVERAL = {
    Channel.TEXT: "texts",
    Channel.VOICE: "calls",
    Channel.EMAIL: "emails",
    Channel.FAX: "faxes",
    Channel.LETTER: "letters",
}
"""What a channel carries, more than one."""

CONDITIONS: Mapping[Channel, tuple[GoLiveStep, ...]] = {
    Channel.TEXT: tuple(GoLiveStep),
    Channel.VOICE: tuple(step for step in GoLiveStep if step is not GoLiveStep.NUMBER),
    Channel.EMAIL: tuple(step for step in GoLiveStep if step is not GoLiveStep.NUMBER),
    Channel.FAX: (GoLiveStep.AGREEMENT, GoLiveStep.CONSENT, GoLiveStep.ADMINISTRATORS),
    Channel.LETTER: (GoLiveStep.ADMINISTRATORS,),
}
"""What of the list before going live must hold for each channel: carriers register numbers for texts only,
nobody confirms a visit by fax, and letters stay in the house."""


class Obstacle(StrEnum):
    """Why a channel cannot go live, whatever is ticked. The members are ``(value, words)``."""

    words: str

    def __new__(cls, value: str, words: str) -> Obstacle:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    DEMO = (
        "demo",
        "This is a demo practice. Its families are invented, so it never really sends.",
    )
    INSTALLATION = (
        "installation",
        "This installation sends nothing over this channel. Whoever runs the server must set it up first.",
    )
    NOT_CHECKED = (
        "not_checked",
        "The connection has not been checked for this sender, or the check found something wrong.",
    )
    TAKEN = (
        "taken",
        "Another practice of this installation is live from this number: answers could reach the wrong one.",
    )
    ADDRESS_TAKEN = (
        "address_taken",
        "Another practice of this installation is live from this address. Choose another one.",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a channel: is its practice a ``demo``, has the installation a way out for it, was the
    connection found right for its senders of now, is another practice live from one of them?
    """

    demo: bool
    reachable: bool
    checked: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What stands between a channel and its families; nothing at all when it is ``free``."""

    obstacles: tuple[Obstacle, ...]
    steps: tuple[GoLiveStep, ...]

    @property
    def free(self) -> bool:
        """May it be activated?"""
        return not (self.obstacles or self.steps)


def hindrances(channel: Channel, standing: Standing, ready: Collection[GoLiveStep]) -> Hindrances:
    """``ready`` are the conditions that hold."""
    if standing.demo:
        return Hindrances((Obstacle.DEMO,), ())
    found = {
        Obstacle.INSTALLATION: not standing.reachable,
        Obstacle.NOT_CHECKED: standing.reachable and not standing.checked,
        Obstacle.ADDRESS_TAKEN if channel is Channel.EMAIL else Obstacle.TAKEN: standing.taken,
    }
    return Hindrances(
        tuple(obstacle for obstacle, there in found.items() if there),
        tuple(step for step in CONDITIONS[channel] if step not in ready),
    )


@dataclass(frozen=True, slots=True)
class SandboxSign:
    """What the bar of every page says; ``short`` is for a phone."""

    words: str
    short: str


def sandbox_sign(live: Collection[Channel], *, demo: bool = False) -> SandboxSign | None:
    """None once everything a practice sends really leaves (L5)."""
    if demo:
        return SandboxSign("Demo: nothing leaves the house", "Demo")
    kept = [each for each in Channel if each not in live]
    if len(kept) == len(Channel):
        return SandboxSign("Sandbox: nothing leaves the house", "Sandbox")
    if not kept:
        return None
    if len(kept) <= 2:
        words = f"{named(kept).capitalize()} still end in the sandbox"
        return SandboxSign(words, f"{named(kept).capitalize()}: sandbox")
    gone = [each for each in Channel if each in live]
    words = f"{named(gone).capitalize()} are live. All else still ends in the sandbox."
    return SandboxSign(words, f"Only {named(gone)} are live")


def outage_sentence(channels: Sequence[Channel], vendor: str, reason: str) -> str:
    """The first words of the banner: "Texts are not leaving: Vonage did not accept our key." (G8)

    ``reason`` is a failure in words, which speak of "the provider".
    """
    said = reason.replace("The provider", vendor).replace("the provider", vendor)
    lower = said if said.startswith(vendor) else said[:1].lower() + said[1:]
    return f"{named(channels).capitalize()} are not leaving: {lower}"


def named(channels: Collection[Channel]) -> str:
    """ "texts", "texts and calls"; in the order of the channels."""
    return join_names([SEVERAL[each] for each in Channel if each in channels], Language.ENGLISH)

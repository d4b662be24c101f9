"""When a channel may really send, and what pages say until then (product L5, G8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.going_live import (
    Hindrances,
    Obstacle,
    SandboxSign,
    Standing,
    hindrances,
    outage_sentence,
    sandbox_sign,
)
from app.domain.preferences import Channel
from app.domain.setup_steps import GoLiveStep

TEXT, EMAIL, VOICE, FAX, LETTER = Channel.TEXT, Channel.EMAIL, Channel.VOICE, Channel.FAX, Channel.LETTER
RIGHT = Standing(demo=False, reachable=True, checked=True, taken=False)


@pytest.mark.parametrize(
    ("channel", "missing"),
    [
        (TEXT, list(GoLiveStep)),
        (VOICE, [GoLiveStep.AGREEMENT, GoLiveStep.CONSENT, GoLiveStep.ADMINISTRATORS, GoLiveStep.TRIAL]),
        (EMAIL, [GoLiveStep.AGREEMENT, GoLiveStep.CONSENT, GoLiveStep.ADMINISTRATORS, GoLiveStep.TRIAL]),
        (FAX, [GoLiveStep.AGREEMENT, GoLiveStep.CONSENT, GoLiveStep.ADMINISTRATORS]),
        (LETTER, [GoLiveStep.ADMINISTRATORS]),
    ],
)
def test_each_channel_asks_for_its_part_of_the_list(channel: Channel, missing: list[GoLiveStep]) -> None:
    assert hindrances(channel, RIGHT, ()) == Hindrances((), tuple(missing))
    assert hindrances(channel, RIGHT, missing).free
    assert not hindrances(channel, RIGHT, missing[1:]).free


@pytest.mark.parametrize(
    ("standing", "obstacle"),
    [
        (replace(RIGHT, checked=False), Obstacle.NOT_CHECKED),
        (replace(RIGHT, reachable=False, checked=False), Obstacle.INSTALLATION),
        (replace(RIGHT, taken=True), Obstacle.TAKEN),
        (Standing(demo=True, reachable=False, checked=False, taken=True), Obstacle.DEMO),
    ],
)
def test_what_is_ticked_does_not_help_against_an_obstacle(standing: Standing, obstacle: Obstacle) -> None:
    assert hindrances(TEXT, standing, list(GoLiveStep)) == Hindrances((obstacle,), ())


@pytest.mark.parametrize(
    ("live", "sign"),
    [
        ([], SandboxSign("Sandbox: nothing leaves the house", "Sandbox")),
        ([TEXT], SandboxSign("Texts are live. All else still ends in the sandbox.", "Only texts are live")),
        (
            [VOICE, TEXT],
            SandboxSign(
                "Texts and calls are live. All else still ends in the sandbox.",
                "Only texts and calls are live",
            ),
        ),
        (
            [TEXT, VOICE, EMAIL],
            SandboxSign("Faxes and letters still end in the sandbox", "Faxes and letters: sandbox"),
        ),
        ([TEXT, VOICE, EMAIL, FAX], SandboxSign("Letters still end in the sandbox", "Letters: sandbox")),
        (list(Channel), None),
    ],
)
def test_the_sign_names_what_is_shorter_to_name(live: list[Channel], sign: SandboxSign | None) -> None:
    assert sandbox_sign(live) == sign


def test_a_demo_says_so_whatever_is_activated() -> None:
    assert sandbox_sign(list(Channel), demo=True) == SandboxSign("Demo: nothing leaves the house", "Demo")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("The provider had trouble.", "Texts and calls are not leaving: Vonage had trouble."),
        ("We could not reach the provider.", "Texts and calls are not leaving: we could not reach Vonage."),
        (
            "The account with the provider is empty.",
            "Texts and calls are not leaving: the account with Vonage is empty.",
        ),
    ],
)
def test_an_outage_names_the_vendor(reason: str, sentence: str) -> None:
    assert outage_sentence([VOICE, TEXT], "Vonage", reason) == sentence

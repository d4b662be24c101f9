"""Which text a page of templates is about, and the words typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import current_app, url_for

from app.domain.languages import Language
from app.domain.message_elements import ELEMENTS
from app.domain.preferences import Channel
from app.domain.sms_length import plain_version
from app.domain.staff_words import CHANNELS, RULE_TYPES
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft, occasions_of
from app.domain.wording.own_words import OWN_VARIANTS
from app.domain.wording.staff_labels import ELEMENT_LABELS, OCCASION_LABELS, VARIANT_HELP, VARIANT_LABELS
from app.queries.template_sets import SetLine
from app.queries.words_editor import WordsAsked

LABELS = {
    "channels": CHANNELS,
    "types": RULE_TYPES,
    "elements": ELEMENT_LABELS,
    "occasions": OCCASION_LABELS,
    "variants": VARIANT_LABELS,
    "variant_help": VARIANT_HELP,
}
"""How the pages of templates call things."""

LONGEST = 4000
_USUAL = "siblings"
# A link as long as any within the first 900 million.
_FAR_LINK = 62**5 - 1


def words_asked(kind: RuleType, set_id: int | None, values: Mapping[str, str]) -> WordsAsked:
    """What an address or a form asks for; what it does not say, or says wrongly, is the usual."""
    channel = next((each for each in OWN_VARIANTS if each == values.get("tab")), Channel.TEXT)
    variant = values.get("for", "")
    occasions = occasions_of(kind)
    return WordsAsked(
        kind=kind,
        set_id=set_id,
        channel=channel,
        occasion=next((each for each in occasions if each == values.get("why")), occasions[0]),
        variant=variant if variant in OWN_VARIANTS[channel] else _USUAL,
        visit=values.get("visit", "")[:20],
        show=Language.SPANISH if values.get("show") == Language.SPANISH else Language.ENGLISH,
    )


def typed_words(form: Mapping[str, str]) -> dict[Language, Draft]:
    """The words in both languages. ``plain`` names one whose letters are to become plain ones (F3)."""
    typed = {language: _typed(form, language) for language in Language}
    wanted = next((each for each in Language if each == form.get("plain")), None)
    if wanted is not None:
        typed[wanted] = Draft(plain_version(typed[wanted].body), typed[wanted].subject)
    return typed


def address_of(asked: WordsAsked, **changed: str | None) -> str:
    """The page of this text, or of one beside it: ``tab``, ``for``, ``why``, ``visit``, ``show``."""
    place: dict[str, Any] = {
        "tab": asked.channel.value,
        "for": asked.variant,
        "why": asked.occasion.value,
        "visit": asked.visit or None,
        "show": asked.show.value,
        **changed,
    }
    if asked.set_id is None:
        return url_for("templates.standard", kind=asked.kind.value, **place)
    return url_for("templates.show", set_id=asked.set_id, **place)


def frame(line: SetLine, tab: str, asked: WordsAsked | None = None) -> dict[str, Any]:
    """What every tab of a set shows around its own."""
    asked = asked or words_asked(line.kind, line.id, {})
    return {
        "line": line,
        "tab": tab,
        "asked": asked,
        "here": partial(address_of, asked),
        "labels": LABELS,
        "variants": OWN_VARIANTS,
        "sound": sound_address,
    }


def sound_address(recording_id: int) -> str:
    """Where a page plays a recording from: the address that calls use, on the host of the page."""
    token = current_app.extensions["deskbell.calls"].recording_token(recording_id)
    return url_for("recording_file.play", recording_token=token)


def link_like_a_real_one() -> str:
    """An address as long as those that parents get; it opens nothing.

    An installation on this computer alone has no address for parents yet: then a likely one.
    """
    signer = current_app.extensions["deskbell.signer"]
    if not signer.base_url.startswith("https:"):
        return ELEMENTS["link"].sample.en
    link: str = signer.url(_FAR_LINK)
    return link


def _typed(form: Mapping[str, str], language: Language) -> Draft:
    body, subject = form.get(f"body_{language}", ""), form.get(f"subject_{language}", "")
    lines = body[:LONGEST].replace("\r\n", "\n").strip()
    return Draft(lines, " ".join(subject[:LONGEST].split()))

"""A text as a family would read or hear it, shown while it is being written (product F5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.languages import Language
from app.domain.merge_fields import render
from app.domain.message_elements import fallbacks
from app.domain.preferences import Channel
from app.domain.rules import ON_A_DATE
from app.domain.timing import RuleType
from app.domain.wording.editable import Draft
from app.domain.wording.element_values import text_values
from app.domain.wording.email_message import RenderedEmail, email_message
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import OwnWords, WordsKey
from app.domain.wording.text_message import NAMED
from app.domain.wording.voice_script import voice_script

_SAMPLE_NAMES = ("Mia", "Leo")


@dataclass(frozen=True, slots=True)
class Preview:
    """One message in one language: ``body`` of a text or a call, or the parts of ``mail``."""

    language: Language
    body: str
    mail: RenderedEmail | None = None


def preview(kind: RuleType, key: WordsKey, draft: Draft, facts: MessageFacts) -> Preview:
    """``draft``, which has no fault, as the one told of ``facts`` gets it."""
    told = facts_on(kind, key.occasion, facts)
    own = {key: OwnWords(0, 0, draft.body, draft.subject)}
    if key.channel is Channel.EMAIL:
        mail = email_message(kind, key.language, told, own)
        return Preview(key.language, mail.text, mail)
    if key.channel is Channel.VOICE:
        script = voice_script(kind, key.language, told, own)
        return Preview(key.language, script.voicemail if key.variant == "voicemail" else script.live())
    values = text_values(told, key.language, named=key.variant in NAMED)
    return Preview(key.language, render(draft.body, values, fallbacks(key.language)))


def facts_on(kind: RuleType, why: Occasion, facts: MessageFacts) -> MessageFacts:
    """The same visit on another occasion: answered, changed, or with no appointment spoken of."""
    timeless = kind in ON_A_DATE
    children = tuple(
        replace(
            child,
            starts_local=None if timeless else child.starts_local,
            new_time=why is not Occasion.CHANGED,
        )
        for child in facts.children
    )
    return replace(facts, children=children, answered=why is Occasion.CONFIRMED)


def sample_children(count: int, starts_local: datetime) -> tuple[ChildLine, ...]:
    """Made-up children of one visit, at most two; ``starts_local`` is naive."""
    return tuple(
        ChildLine(name, starts_local, "Dr. Patel", "Dra. Patel", "Main Street")
        for name in _SAMPLE_NAMES[:count]
    )

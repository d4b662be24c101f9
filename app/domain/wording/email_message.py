"""A mail from the facts of a visit (product F1, F4, F6, F7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.calendar_words import page_time, until
from app.domain.languages import Language, language_for
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.element_values import element_values, filled
from app.domain.wording.email_words import FRAME_WORDS, EmailWords, FrameWords
from app.domain.wording.email_words_english import ENGLISH
from app.domain.wording.email_words_spanish import SPANISH
from app.domain.wording.facts import MessageFacts
from app.domain.wording.occasions import occasion
from app.domain.wording.own_words import NO_OWN_TEXTS, OwnTexts, WordsKey, own_email, version_of

MAILS = {Language.ENGLISH: ENGLISH, Language.SPANISH: SPANISH}
"""The standard mails of each language."""


@dataclass(frozen=True, slots=True)
class EmailRow:
    """One child's line in the table of a mail."""

    child: str
    time: str
    provider: str


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """A mail as it goes out; ``messages/parent/email.html`` draws the same parts as HTML.

    ``button`` and ``change_until`` are empty when there is nothing to answer, or no longer time to
    change the answer. ``columns`` heads the table of ``rows``, which are none where no appointment is
    spoken of. ``reach`` leads to ``preferences_url``; where there is none, ``stop`` says how to end it.
    ``text`` is the whole plain-text part.
    ``language_missing`` says that the practice's fallback language was used (F7). ``version`` names
    the words it was made of (F1).
    """

    from_name: str
    subject: str
    preheader: str
    heading: str
    opening: str
    columns: EmailRow
    rows: tuple[EmailRow, ...]
    button: str
    link: str
    change_until: str
    address: str
    phone_label: str
    phone: str
    why: str
    reach: str
    preferences_url: str
    stop: str
    text: str
    language: Language
    language_missing: bool
    version: str

    @property
    def dials(self) -> str:
        """What a tap on the number opens; empty for what has no digit."""
        digits = "".join(each for each in self.phone if each.isdecimal() or each == "+")
        return f"tel:{digits}" if digits else ""


def email_message(
    kind: RuleType, language: str | None, facts: MessageFacts, own: OwnTexts = NO_OWN_TEXTS
) -> RenderedEmail:
    """The mail of a rule of ``kind`` for one visit.

    ``language`` is the contact's, as stored; one that is missing or unknown takes the practice's
    fallback. The facts need at least one child. ``own`` are the practice's own words.
    """
    chosen = language_for(language, facts.fallback_language)
    why, several = occasion(kind, facts.answered, facts.new_time()), len(facts.children) > 1
    key = WordsKey(why, Channel.EMAIL, chosen.language, "siblings" if several else "one")
    words = own_email(MAILS[chosen.language][why][several], key, own)
    frame = FRAME_WORDS[chosen.language]
    parts = _parts(words, frame, facts, chosen.language)
    rows = tuple(_rows(facts, chosen.language))
    change_until = _change_until(frame, facts, chosen.language) if words.button else ""
    return RenderedEmail(
        **parts,
        from_name=facts.practice_name,
        columns=EmailRow(frame.child, frame.time, frame.provider),
        rows=rows,
        link=facts.link if words.button else "",
        preferences_url=facts.preferences_url,
        change_until=change_until,
        address=facts.address,
        phone=facts.phone_display,
        text=plain_part(parts, rows, facts, change_until),
        language=chosen.language,
        language_missing=chosen.missing,
        version=version_of(key, own),
    )


def _parts(words: EmailWords, frame: FrameWords, facts: MessageFacts, language: Language) -> dict[str, str]:
    values = element_values(facts, language)
    templates = {
        "subject": words.quiet_subject if facts.quiet_names else words.subject,
        "preheader": words.preheader,
        "heading": words.heading,
        "opening": words.opening,
        "button": words.button,
        "phone_label": frame.phone,
        "why": frame.why,
        "reach": frame.reach if facts.preferences_url else "",
        "stop": "" if facts.preferences_url else frame.stop,
    }
    return {part: filled(template, values, language) for part, template in templates.items()}


def _rows(facts: MessageFacts, language: Language) -> Iterator[EmailRow]:
    quiet = "Your child" if language is Language.ENGLISH else "Su hijo o hija"
    for child in facts.in_order():
        name = " ".join(child.first_name.split())
        if child.starts_local is not None:
            yield EmailRow(
                child=quiet if facts.quiet_names or not name else name,
                time=page_time(child.starts_local, language),
                provider=" ".join(child.provider(language).split()),
            )


def _change_until(frame: FrameWords, facts: MessageFacts, language: Language) -> str:
    if facts.change_until_local is None:
        return ""
    end = until(facts.change_until_local, facts.today_local, language)
    # "1:30 p. m." brings its own full stop.
    return f"{frame.change_until} {end}".rstrip(".") + "."


def plain_part(
    parts: Mapping[str, str], rows: tuple[EmailRow, ...], facts: MessageFacts, change_until: str
) -> str:
    """The plain-text part of a mail, in the order of its HTML."""
    answer = [f"{parts['button']}:", facts.link, ""] if parts["button"] else []
    lines = [
        parts["heading"],
        "",
        parts["opening"],
        "",
        *(", ".join(part for part in (row.child, row.time, row.provider) if part) for row in rows),
        *([""] if rows else []),
        *answer,
        *([change_until, ""] if change_until else []),
        *(line for line in (facts.practice_name, facts.address) if line),
        f"{parts['phone_label']}: {facts.phone_display}",
        "",
        parts["why"],
        f"{parts['reach']}: {facts.preferences_url}" if parts["reach"] else parts["stop"],
    ]
    return "\n".join(lines) + "\n"

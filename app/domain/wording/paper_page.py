"""A letter or a fax from the facts of a visit (product F1, F4, F6, F7).

It says the same as the mail. Instead of a button it holds the link on a line of its own: who draws the
page puts a code for the camera beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.calendar_words import at_time, long_date, page_time
from app.domain.languages import Bilingual, Language, language_for
from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.element_values import element_values, filled
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.occasions import Occasion, occasion
from app.domain.wording.paper_words import PAPER_FRAMES, PaperFrame, PaperWords
from app.domain.wording.paper_words_english import ENGLISH_PAPER
from app.domain.wording.paper_words_spanish import SPANISH_PAPER

PAPER_WORDS = {Language.ENGLISH: ENGLISH_PAPER, Language.SPANISH: SPANISH_PAPER}
"""The standard pages of each language."""

_QUIET = Bilingual("Your child", "Su hijo o hija")
# These only lead to the visit's page; the others ask.
_TELLING = frozenset(
    {Occasion.CONFIRMED, Occasion.TELEHEALTH_FIRST, Occasion.TELEHEALTH_SECOND, Occasion.OFFER}
)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """``text`` is all that stands under the title; an empty line parts paragraphs.

    ``language_missing`` says that the practice's fallback language was used (F7).
    """

    title: str
    text: str
    language: Language
    language_missing: bool


def paper_page(kind: RuleType, channel: Channel, language: str | None, facts: MessageFacts) -> PaperPage:
    """The page of a rule of ``kind`` for one visit; ``channel`` is the letter or the fax.

    ``language`` is the contact's, as stored; one that is missing or unknown takes the practice's
    fallback. The facts need at least one child.
    """
    chosen = language_for(language, facts.fallback_language)
    why = occasion(kind, facts.answered, facts.new_time())
    words = PAPER_WORDS[chosen.language][why][len(facts.children) > 1]
    values = element_values(facts, chosen.language)
    paragraphs = _paragraphs(words, why, channel, facts, chosen.language)
    return PaperPage(
        title=filled(words.title, values, chosen.language),
        text="\n\n".join(paragraphs) + "\n",
        language=chosen.language,
        language_missing=chosen.missing,
    )


def _paragraphs(
    words: PaperWords, why: Occasion, channel: Channel, facts: MessageFacts, language: Language
) -> list[str]:
    frame, values = PAPER_FRAMES[language], element_values(facts, language)
    said = [
        frame.greeting,
        filled(words.opening, values, language),
        "\n".join(_rows(facts, language)),
        *_answer(frame, why, facts, language),
        filled(frame.questions, values, language) if facts.link else "",
    ]
    return on_a_page(said, channel, facts, language)


def on_a_page(said: Iterable[str], channel: Channel, facts: MessageFacts, language: Language) -> list[str]:
    """The paragraphs of a letter or a fax around ``said``: its day, who writes, and why."""
    frame, values = PAPER_FRAMES[language], element_values(facts, language)
    around = [
        _dateline(facts, language),
        *said,
        "\n".join(line for line in (facts.practice_name, facts.address, facts.phone_display) if line),
        "\n".join((filled(frame.why[channel], values, language), _way_out(frame, channel, facts, language))),
    ]
    return [each for each in around if each]


def _dateline(facts: MessageFacts, language: Language) -> str:
    day = facts.today_local
    of = " de " if language is Language.SPANISH else ", "
    words = f"{long_date(day, language)}{of}{day.year}"
    return words[:1].upper() + words[1:]


def _rows(facts: MessageFacts, language: Language) -> Iterator[str]:
    for child in facts.in_order():
        if child.starts_local is not None:
            time = page_time(child.starts_local, language)
            parts = (_name(child, facts, language), time, child.provider(language), child.office)
            yield ", ".join(" ".join(part.split()) for part in parts if part)


def _name(child: ChildLine, facts: MessageFacts, language: Language) -> str:
    name = " ".join(child.first_name.split())
    return _QUIET.words(language) if facts.quiet_names or not name else name


def _answer(frame: PaperFrame, why: Occasion, facts: MessageFacts, language: Language) -> Iterator[str]:
    if facts.link:
        yield f"{frame.page if why in _TELLING else frame.answer}\n{facts.link}"
        yield _change_until(frame, facts, language)


def _change_until(frame: PaperFrame, facts: MessageFacts, language: Language) -> str:
    """With its date: whoever reads it does not know on which day it was written."""
    at = facts.change_until_local
    if at is None:
        return ""
    article = "el " if language is Language.SPANISH else ""
    end = f"{article}{long_date(at.date(), language)} {at_time(at, language)}"
    # "1:30 p. m." brings its own full stop.
    return f"{frame.change_until} {end}".rstrip(".") + "."


def _way_out(frame: PaperFrame, channel: Channel, facts: MessageFacts, language: Language) -> str:
    if facts.preferences_url:
        return f"{frame.reach}: {facts.preferences_url}"
    return filled(frame.stop[channel], element_values(facts, language), language)

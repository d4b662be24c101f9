"""What an automated message is judged by, and what is said about it (product E8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from app.domain.languages import Language
from app.domain.rule_moments import Place, SampleMoment, sample_moments
from app.domain.rules import Rule
from app.domain.typed_rule import NamedRule
from app.domain.wording.facts import MessageFacts
from app.domain.wording.own_words import OwnTexts


@dataclass(frozen=True, slots=True)
class Caution:
    """What may go wrong, where in the form, and what to do about it."""

    what: str
    where: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a message is judged by.

    ``today`` is the practice's local day, ``opens_at`` and ``closes_at`` its office hours. ``longest`` are
    the facts of a message with the longest names the practice has. ``others`` are its other messages that
    are turned on; ``set_name`` and ``own`` are the message's own words. ``without_room`` are the
    names of providers who have video visits to come and no video room.
    """

    places: tuple[Place, ...]
    today: date
    opens_at: time
    closes_at: time
    languages: tuple[Language, ...]
    text_limit: int
    longest: MessageFacts
    others: tuple[NamedRule, ...] = ()
    set_name: str = ""
    own: OwnTexts = field(default_factory=dict)
    without_room: tuple[str, ...] = ()

    def places_of(self, rule: Rule) -> list[Place]:
        """The offices it is for."""
        return [place for place in self.places if not rule.location_ids or place.id in rule.location_ids]

    def calendars_of(self, rule: Rule) -> list[Place]:
        """One office for each set of them whose messages go at the same moments."""
        found: list[Place] = []
        for place in self.places_of(rule):
            if not any(place.keeps_time_of(other) for other in found):
                found.append(place)
        return found

    def moments_of(self, rule: Rule, place: Place) -> tuple[SampleMoment, ...]:
        """When it would go for sample visits of the coming two weeks."""
        return sample_moments(rule, place, self.today, self.opens_at, self.closes_at)

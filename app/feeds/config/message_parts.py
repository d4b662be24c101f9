"""Automated messages and the practice's own texts in the set-up document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from app.domain.appointments import Status
from app.domain.contacts import Channel, Purpose
from app.domain.languages import Language
from app.domain.merge_fields import faults_in
from app.domain.rules import ChannelMode, NewPatients, Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import OWN_VARIANTS
from app.feeds.config.values import ClockTime, HoursPart, Part


class AutomatedMessagePart(Part):
    """One rule (E1 to E4). Empty lists of types, providers and locations mean all."""

    name: str = Field(min_length=1)
    type: RuleType
    state: Literal["draft", "enabled", "disabled"] = "draft"
    anchor: Anchor
    amount: int = Field(0, ge=0, le=365)
    unit: Unit = Unit.DAYS
    at_time: ClockTime | None = Field(None, examples=["09:00"])
    purpose: Purpose = Purpose.REMINDERS
    statuses: list[Status] = Field([])
    visit_types: list[str] = Field([])
    providers: list[str] = Field([])
    locations: list[str] = Field([])
    age_from: int | None = Field(None, ge=0, le=120)
    age_to: int | None = Field(None, ge=0, le=120)
    new_patients: NewPatients = NewPatients.ALL
    last_useful_minutes: int | None = Field(None, ge=0)
    own_hours: HoursPart | None = None
    channel_mode: ChannelMode = ChannelMode.PREFERENCE
    channel: Channel | None = None
    escalate_after_minutes: int | None = Field(None, ge=15, le=10080, examples=[240])
    tries: int | None = Field(None, ge=1, le=5, examples=[3])
    try_every_days: int | None = Field(None, ge=1, le=90, examples=[14])
    template_set: str | None = None

    @model_validator(mode="after")
    def _possible(self) -> AutomatedMessagePart:
        Rule(0, self.type, Timing(self.anchor, self.amount, self.unit), frozenset(self.statuses), None)
        faults = [words for wrong, words in self._between_fields() if wrong]
        if faults:
            raise ValueError(" ".join(faults))
        return self

    def _between_fields(self) -> tuple[tuple[bool, str], ...]:
        """What no field knows alone: (is it wrong, what would be right)."""
        fixed = self.channel_mode is ChannelMode.FIXED
        escalates = self.channel_mode is ChannelMode.ESCALATION
        recall = self.type is RuleType.RECALL
        dated = self.anchor in {Anchor.DATE, Anchor.DUE}
        ages = (self.age_from, self.age_to)
        return (
            (fixed != (self.channel is not None), "channel belongs to channel_mode fixed, and only to it."),
            (
                escalates != (self.escalate_after_minutes is not None),
                "escalate_after_minutes belongs to channel_mode escalation, and only to it.",
            ),
            (
                dated != (self.at_time is not None),
                "at_time belongs to the anchors date and due, and only to them.",
            ),
            (
                (recall, recall) != (self.tries is not None, self.try_every_days is not None),
                "tries and try_every_days belong to a recall, and only to it.",
            ),
            (None not in ages and ages[0] > ages[1], "age_from is above age_to."),  # type: ignore[operator]
        )


class TemplateSetPart(Part):
    """The practice's own texts for one type of automated message, by a name that messages use (F1)."""

    name: str = Field(min_length=1)
    type: RuleType


class TemplatePart(Part):
    """A practice's own text in place of a standard one (F1).

    A text message has a ``body`` for each variant; an email a ``subject`` and, as its ``body``, the
    sentence that opens it. A document of the first release names no ``template_set``.
    """

    template_set: str | None = None
    message: Occasion
    channel: Channel
    language: Language
    variant: str = Field(min_length=1)
    subject: str = ""
    body: str = Field(min_length=1)

    @field_validator("subject", "body")
    @classmethod
    def _known_elements(cls, value: str) -> str:
        faults = faults_in(value)
        if faults:
            raise ValueError(" ".join(fault.words for fault in faults))
        return value

    @model_validator(mode="after")
    def _known_variant(self) -> TemplatePart:
        variants = OWN_VARIANTS.get(self.channel)
        if variants is None:
            channels = ", ".join(OWN_VARIANTS)
            raise ValueError(f"own words are possible for these channels: {channels}; not {self.channel}")
        if self.variant not in variants:
            raise ValueError(f"{self.variant!r} is no variant of {self.channel}: {', '.join(variants)}")
        return self

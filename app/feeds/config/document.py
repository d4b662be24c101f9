"""The shape of the set-up document, in the product's own names (contract: config export, config import)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.feeds.config.channel_parts import ChannelPart
from app.feeds.config.message_parts import AutomatedMessagePart, TemplatePart, TemplateSetPart
from app.feeds.config.practice_parts import (
    DeliveryRulesPart,
    DepartmentPart,
    HolidayPart,
    LocationPart,
    PracticePart,
    ProviderPart,
    RoutingPart,
    VisitTypePart,
)
from app.feeds.config.values import Part
from app.feeds.config.waitlist_part import WaitlistPart


class ConfigDocument(Part):
    """Everything a practice sets up. Lists are in a stable order, so two exports can be compared."""

    deskbell: Literal[1] = 1
    practice: PracticePart
    delivery_rules: DeliveryRulesPart
    waitlist: WaitlistPart = Field(default_factory=WaitlistPart)
    visit_types: list[VisitTypePart] = Field([])
    locations: list[LocationPart] = Field([])
    departments: list[DepartmentPart] = Field([])
    providers: list[ProviderPart] = Field([])
    holidays: list[HolidayPart] = Field([])
    channels: list[ChannelPart] = Field([])
    automated_messages: list[AutomatedMessagePart] = Field([])
    routing: list[RoutingPart] = Field([])
    template_sets: list[TemplateSetPart] = Field([])
    templates: list[TemplatePart] = Field([])

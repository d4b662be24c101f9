"""An automated message that never goes because another of its family always goes instead (product E6, E8)."""

from __future__ import annotations

from app.domain.rule_cautions import Surroundings
from app.domain.rule_reach import as_wide
from app.domain.rules import ChannelMode, Rule


def could_shadow(other: Rule, rule: Rule) -> bool:
    """Same family and purpose, and every visit and contact of ``rule`` is also one of ``other`` (E6)."""
    family = rule.family is not None and rule.family == other.family
    same_way = other.channel_mode is not ChannelMode.FIXED or other.channel is rule.channel
    together = rule.timing.anchor is other.timing.anchor and rule.purpose is other.purpose
    return family and same_way and together and as_wide(other, rule)


def always_wins(other: Rule, rule: Rule, around: Surroundings) -> bool:
    """Is ``other`` due whenever ``rule`` is, and nearer the visit, or of equals the older one?"""
    pairs = [
        (mine, theirs)
        for place in around.calendars_of(rule)
        for mine, theirs in zip(around.moments_of(rule, place), around.moments_of(other, place), strict=True)
        if mine.send_at is not None
    ]
    older = not rule.id or other.id < rule.id
    return bool(pairs) and all(
        theirs.send_at == mine.send_at
        and (theirs.nominal > mine.nominal or (theirs.nominal == mine.nominal and older))
        for mine, theirs in pairs
    )

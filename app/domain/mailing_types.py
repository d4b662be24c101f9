"""Which message a mailing can be, by whom it goes to, and what it is for (product K1 to K3)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.audiences import AudienceKind
from app.domain.mailings import MailingKind
from app.domain.message_types import PERSONALIZED
from app.domain.preferences import Channel, Purpose
from app.domain.staff_words import RULE_TYPES
from app.domain.timing import RuleType

NOTICE_WORDS = "General notice"
MADE_OF_TEMPLATES = frozenset(
    {
        RuleType.CONFIRMATION_REQUEST,
        RuleType.REMINDER,
        RuleType.TELEHEALTH_FIRST,
        RuleType.MISSED,
        RuleType.RECALL,
    }
)
"""The types whose words are those of a template; of the others staff write the words."""

_TYPES: Mapping[AudienceKind, tuple[str, ...]] = {
    AudienceKind.VISITS: (
        RuleType.CONFIRMATION_REQUEST,
        RuleType.REMINDER,
        RuleType.TELEHEALTH_FIRST,
        RuleType.MISSED,
        PERSONALIZED,
    ),
    AudienceKind.RECALLS: (RuleType.RECALL, PERSONALIZED),
}
_AUDIENCES = {
    MailingKind.PERSONALIZED: (
        AudienceKind.VISITS,
        AudienceKind.RECALLS,
        AudienceKind.FAMILIES,
        AudienceKind.PICKED,
    ),
    MailingKind.CONFIRMATION: (AudienceKind.VISITS,),
    MailingKind.BROADCAST: (AudienceKind.ALL, AudienceKind.FAMILIES),
    MailingKind.MASS: (AudienceKind.ALL, AudienceKind.FAMILIES),
    MailingKind.PRIVATE: (AudienceKind.PICKED, AudienceKind.FAMILIES),
}


def audiences_of(kind: MailingKind) -> tuple[AudienceKind, ...]:
    """Whom a mailing of this kind may go to, the usual first."""
    return _AUDIENCES[kind]


def types_of(kind: MailingKind, audience: AudienceKind) -> dict[str, str]:
    """The types of message that can be sent so, each with its words, the usual first."""
    if kind is MailingKind.CONFIRMATION:
        types: tuple[str, ...] = (RuleType.CONFIRMATION_REQUEST,)
    elif kind is MailingKind.PERSONALIZED:
        types = _TYPES.get(audience, (PERSONALIZED,))
    else:
        types = (kind.value,)
    return {each: type_words(each) for each in types}


def type_words(kind: str) -> str:
    """E.g. "Confirmation request", "General notice"."""
    return RULE_TYPES[RuleType(kind)] if kind in set(RuleType) else NOTICE_WORDS


def purpose_of(kind: str) -> Purpose:
    """For which of its purposes a message of this type asks preference and consent (C1, C5)."""
    if kind == RuleType.RECALL:
        return Purpose.RECALLS
    return Purpose.REMINDERS if kind in MADE_OF_TEMPLATES else Purpose.NOTICES


def fixed_channel(kind: MailingKind) -> Channel | None:
    """The only way a mailing of this kind may go; None where it can be chosen (K2)."""
    return Channel.EMAIL if kind is MailingKind.BROADCAST else None

"""Documents of the first release: own texts counted for every message of their type and had no set."""

from __future__ import annotations

from app.domain.timing import RuleType
from app.domain.wording.occasions import Occasion
from app.feeds.config.document import ConfigDocument
from app.feeds.config.message_parts import TemplateSetPart

# The occasions there were then.
_TYPES = {
    Occasion.BOOKED: RuleType.INITIAL_CONFIRMATION,
    Occasion.ASK: RuleType.CONFIRMATION_REQUEST,
    Occasion.REMINDER: RuleType.REMINDER,
    Occasion.CONFIRMED: RuleType.REMINDER,
    Occasion.MOVED: RuleType.MOVED,
    Occasion.CHANGED: RuleType.MOVED,
    Occasion.CANCELLED: RuleType.CANCELLED_BY_PRACTICE,
}


def with_named_sets(document: ConfigDocument) -> ConfigDocument:
    """The same with a set for every text that names none, used by the messages that name none."""
    types = {
        _TYPES[part.message] for part in document.templates if _nameless(part.template_set, part.message)
    }
    if not types:
        return document
    named = {kind: f"Our own: {kind.replace('_', ' ')}" for kind in sorted(types)}
    known = {part.name for part in document.template_sets}
    return document.model_copy(
        update={
            "template_sets": [
                *document.template_sets,
                *(TemplateSetPart(name=name, type=kind) for kind, name in named.items() if name not in known),
            ],
            "templates": [
                part.model_copy(update={"template_set": named[_TYPES[part.message]]})
                if _nameless(part.template_set, part.message)
                else part
                for part in document.templates
            ],
            "automated_messages": [
                part.model_copy(update={"template_set": part.template_set or named.get(part.type)})
                for part in document.automated_messages
            ],
        }
    )


def _nameless(template_set: str | None, occasion: Occasion) -> bool:
    return template_set is None and occasion in _TYPES

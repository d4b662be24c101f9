"""What an import would change, thing by thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.feeds.config.document import ConfigDocument


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing an import would change: ``path`` like ("delivery_rules", "deadline_hours")."""

    path: tuple[str, ...]
    before: Any
    after: Any

    @property
    def place(self) -> str:
        """The path in words."""
        return ".".join(self.path)

    def __str__(self) -> str:
        return f"{self.place}: {_shown(self.before)} -> {_shown(self.after)}"


# What these hold may have a history, so what a document leaves out of them stays as it is.
_KEPT = ("visit_types", "locations", "departments", "providers", "channels", "automated_messages")


def differences(before: ConfigDocument, after: ConfigDocument) -> list[Difference]:
    """What an import of ``after`` changes, in the order of the document."""
    found = _compare((), before.model_dump(mode="json"), after.model_dump(mode="json"))
    return [each for each in found if not _stays(each)]


def _stays(each: Difference) -> bool:
    return each.after is None and len(each.path) == 2 and each.path[0] in _KEPT


def _compare(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, list) and isinstance(after, list):
        before, after = _by_name(before), _by_name(after)
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _compare((*path, key), before.get(key), after.get(key))
    elif before != after:
        yield Difference(path, before, after)


def _by_name(items: list[Any]) -> dict[str, Any] | list[Any]:
    """A list of named things is compared thing by thing, whatever their order; others by their place."""
    if not all(isinstance(item, dict) for item in items):
        return items
    return {_name(item) or str(place): item for place, item in enumerate(items, 1)}


def _name(item: dict[str, Any]) -> str:
    if "name" in item and "day" not in item:
        return str(item["name"])
    if "department" in item:
        return ""
    keys = ("day", "location", "template_set", "message", "channel", "language", "variant")
    return "/".join(str(item[key]) for key in keys if item.get(key))


def _shown(value: Any) -> str:
    return "(none)" if value is None else str(value)

"""What no part of the set-up document knows alone: names that must exist, texts that must fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from app.domain.merge_fields import worst_case
from app.domain.preferences import Channel
from app.feeds.config.document import ConfigDocument

_NAMED = (
    "visit_types",
    "locations",
    "departments",
    "providers",
    "channels",
    "automated_messages",
    "template_sets",
)


def faults_between(document: ConfigDocument) -> Iterator[str]:
    """A line for each fault, with its place and what would do."""
    rules = document.delivery_rules
    if rules.window_from > rules.window_to:
        yield "delivery_rules: window_from is later than window_to. For example from 08:00 to 20:00."
    for place, section, names in _references(document):
        known = [part.name for part in getattr(document, section)]
        for name in sorted(set(names) - set(known)):
            yield _unknown(place, name, known)
    yield from _sets_of_another_type(document)
    yield from _doubles(document)
    yield from _too_long(document)


def _references(document: ConfigDocument) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Every name that stands for something else in the document: (where, which list it is in, names)."""
    if document.delivery_rules.department:
        yield "delivery_rules.department", "departments", [document.delivery_rules.department]
    for holiday in document.holidays:
        yield f"holidays.{holiday.day}.location", "locations", filter(None, [holiday.location])
    for rule in document.automated_messages:
        place = f"automated_messages.{rule.name}"
        yield f"{place}.locations", "locations", rule.locations
        yield f"{place}.providers", "providers", rule.providers
        yield f"{place}.template_set", "template_sets", filter(None, [rule.template_set])
    for number, routing in enumerate(document.routing, 1):
        yield f"routing.{number}.department", "departments", [routing.department]
        for section in ("automated_messages", "providers", "locations"):
            yield f"routing.{number}.{section}", section, getattr(routing, section)
    for part in document.templates:
        if part.template_set is not None:
            yield f"templates.{part.message}.template_set", "template_sets", [part.template_set]


def _sets_of_another_type(document: ConfigDocument) -> Iterator[str]:
    types = {part.name: part.type for part in document.template_sets}
    for rule in document.automated_messages:
        kind = types.get(rule.template_set or "", rule.type)
        if kind is not rule.type:
            yield (
                f"automated_messages.{rule.name}.template_set: {rule.template_set!r} holds texts for "
                f"{kind}, and this message is a {rule.type}. Choose a set of its own type."
            )
    for part in document.templates:
        if part.template_set is None:
            yield f"templates.{part.message}: say which template_set this text belongs to."


def _doubles(document: ConfigDocument) -> Iterator[str]:
    for field in _NAMED:
        for name in _twice(part.name for part in getattr(document, field)):
            yield f"{field}: {name!r} is there twice. Give each its own name."
    for day in _twice(f"{part.day} {part.location or 'everywhere'}" for part in document.holidays):
        yield f"holidays: {day} is there twice. Leave one of them out."
    texts = (
        f"{part.template_set}: {part.message} {part.channel} {part.language} {part.variant}"
        for part in document.templates
    )
    for name in _twice(texts):
        yield f"templates: {name} is there twice. Leave one of them out."


def _twice(names: Iterable[str]) -> list[str]:
    """Those that stand again, however their letters are written."""
    seen: set[str] = set()
    again = []
    for name in names:
        if name.casefold() in seen:
            again.append(name)
        seen.add(name.casefold())
    return sorted(set(again))


def _too_long(document: ConfigDocument) -> Iterator[str]:
    """The briefest text is the one that must fit whatever the names are (F3)."""
    practice = document.practice
    for part in document.templates:
        if part.channel is Channel.TEXT and part.variant == "brief":
            units = worst_case(part.body, {"practice": practice.short_name}).units
            if units > practice.text_limit:
                yield (
                    f"templates.{part.message} text {part.language} brief: up to {units} characters with the "
                    f"longest names, and text_limit is {practice.text_limit}. Say it in fewer words."
                )


def _unknown(place: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    hint = f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known) or 'none'}."
    return f"{place}: {name!r} is not in this document.{hint}"

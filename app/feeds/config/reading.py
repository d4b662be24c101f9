"""The set-up document from YAML, or every fault in it; and back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator
from typing import Any, get_args

import yaml
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from app.domain.merge_fields import worst_case
from app.domain.preferences import Channel
from app.feeds.config.document import ConfigDocument


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML as people write it: 20:00 is a time and not the number 1200, "no" is a word.

    A name that stands twice is refused, where YAML would silently take the last.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping; raises yaml.MarkedYAMLError for a name that stands twice."""
        names = [key.value for key, _ in node.value]
        for key, _ in reversed(node.value):
            if names.count(key.value) > 1:
                raise yaml.MarkedYAMLError(None, None, f"{key.value!r} stands here twice", key.start_mark)
        return super().construct_mapping(node, deep)


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _shape, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"-?[0-9]+", list("-0123456789")),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_shape})$"), _first)


class ConfigRefused(ValueError):
    """The document cannot be used; ``faults`` has a line for each thing wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def write_config(document: ConfigDocument) -> str:
    """The document as YAML."""
    body: str = yaml.safe_dump(
        document.model_dump(mode="json"), sort_keys=False, allow_unicode=True, default_flow_style=False
    )
    return body


def read_config(content: bytes) -> ConfigDocument:
    """The checked document. Raises ConfigRefused with where and what for every fault."""
    try:
        raw = yaml.load(content.decode("utf-8-sig"), _PlainLoader)  # noqa: S506 - a safe loader, see below
    except UnicodeDecodeError:
        raise ConfigRefused(["The file is not UTF-8 text. Save it as UTF-8 and try again."]) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigRefused([_yaml_fault(error)]) from None
    if not isinstance(raw, dict):
        raise ConfigRefused(["The file holds no set-up. Start from: flask config export SLUG > set-up.yaml"])
    try:
        document = ConfigDocument.model_validate(raw)
    except ValidationError as error:
        raise ConfigRefused([_fault(item) for item in error.errors()]) from None
    faults = list(_faults_between(document))
    if faults:
        raise ConfigRefused(faults)
    return document


def _faults_between(document: ConfigDocument) -> Iterator[str]:
    """What each part alone cannot know: names that must exist, windows that must open."""
    rules = document.delivery_rules
    if rules.window_from > rules.window_to:
        yield "delivery_rules: window_from is later than window_to. For example from 08:00 to 20:00."
    departments = [part.name for part in document.departments]
    if rules.department and rules.department not in departments:
        yield _unknown("delivery_rules.department", rules.department, departments)
    places = [part.name for part in document.locations]
    people = [part.name for part in document.providers]
    for holiday in document.holidays:
        if holiday.location and holiday.location not in places:
            yield _unknown(f"holidays.{holiday.day}.location", holiday.location, places)
    for rule in document.automated_messages:
        for field, names, known in (
            ("locations", rule.locations, places),
            ("providers", rule.providers, people),
        ):
            for name in set(names) - set(known):
                yield _unknown(f"automated_messages.{rule.name}.{field}", name, known)
    yield from _doubles(document)
    yield from _too_long(document)


def _doubles(document: ConfigDocument) -> Iterator[str]:
    for field in ("locations", "departments", "providers", "automated_messages"):
        for name in _twice([part.name for part in getattr(document, field)]):
            yield f"{field}: {name!r} is there twice. Give each its own name."
    days = [f"{part.day} {part.location or 'everywhere'}" for part in document.holidays]
    for day in _twice(days):
        yield f"holidays: {day} is there twice. Leave one of them out."
    texts = [f"{part.message} {part.channel} {part.language} {part.variant}" for part in document.templates]
    for name in _twice(texts):
        yield f"templates: {name} is there twice. Leave one of them out."


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


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


def _fault(item: Any) -> str:
    place = ".".join(f"item {part + 1}" if isinstance(part, int) else str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        words = str(item["msg"]).removeprefix("Value error, ")
        return f"{place}: {words}.{_example(item['loc'])}".replace("..", ".")
    known = list(_fields_of(item["loc"][0]) if len(item["loc"]) > 1 else ConfigDocument.model_fields)
    near = difflib.get_close_matches(str(item["loc"][-1]), known, 1)
    return f"{place}: unknown name." + (
        f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known)}."
    )


def _example(place: tuple[Any, ...]) -> str:
    """A value that would do, where the document's shape knows one."""
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    field = _fields_of(place[0]).get(name) if len(place) > 1 else None
    return f" For example {field.examples[0]}." if field and field.examples else ""


def _fields_of(section: Any) -> dict[str, FieldInfo]:
    field = ConfigDocument.model_fields.get(str(section))
    kinds = (field.annotation, *get_args(field.annotation)) if field else ()
    return {name: info for kind in kinds for name, info in getattr(kind, "model_fields", {}).items()}


def _yaml_fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}this is not YAML: {getattr(error, 'problem', None) or 'check the indentation'}."

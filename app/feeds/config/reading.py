"""The set-up document from YAML, or every fault in it; and back."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from app.feeds.config.document import ConfigDocument


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
        raw = yaml.safe_load(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigRefused(["The file is not UTF-8 text. Save it as UTF-8 and try again."]) from None
    except yaml.YAMLError as error:
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


def _doubles(document: ConfigDocument) -> Iterator[str]:
    for field in ("locations", "departments", "providers", "automated_messages"):
        names = [part.name for part in getattr(document, field)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{field}: {name!r} is there twice. Give each its own name."


def _unknown(place: str, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    hint = f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known) or 'none'}."
    return f"{place}: {name!r} is not in this document.{hint}"


def _fault(item: Any) -> str:
    place = ".".join(str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        return f"{place}: {str(item['msg']).removeprefix('Value error, ')}"
    known = _fields_of(item["loc"][0]) if len(item["loc"]) > 1 else list(ConfigDocument.model_fields)
    near = difflib.get_close_matches(str(item["loc"][-1]), known, 1)
    return f"{place}: unknown name." + (
        f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known)}."
    )


def _fields_of(section: Any) -> list[str]:
    field = ConfigDocument.model_fields.get(str(section))
    kinds = (field.annotation, *get_args(field.annotation)) if field else ()
    return [name for kind in kinds for name in getattr(kind, "model_fields", {})]


def _yaml_fault(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}this is not YAML: {getattr(error, 'problem', None) or 'check the indentation'}."

"""The set-up document from YAML, or every fault in it; and back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable
from typing import Any, get_args

import yaml
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from app.feeds.config.consistency import faults_between
from app.feeds.config.document import ConfigDocument
from app.feeds.config.unnamed_texts import with_named_sets


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
    document = with_named_sets(document)
    faults = list(faults_between(document))
    if faults:
        raise ConfigRefused(faults)
    return document


def _fault(item: Any) -> str:
    place = ".".join(f"item {part + 1}" if isinstance(part, int) else str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        words = str(item["msg"]).removeprefix("Value error, ")
        return f"{place}: {words}.{_example(item['loc'])}".replace("..", ".")
    known = list(_fields_at(item["loc"]))
    near = difflib.get_close_matches(str(item["loc"][-1]), known, 1)
    return f"{place}: unknown name." + (
        f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known)}."
    )


def _example(place: tuple[Any, ...]) -> str:
    """A value that would do, where the document's shape knows one."""
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    field = _fields_at(place[: place.index(name) + 1]).get(name) if name else None
    return f" For example {field.examples[0]}." if field and field.examples else ""


def _fields_at(place: tuple[Any, ...]) -> dict[str, FieldInfo]:
    """The names the document knows beside the last one of ``place``."""
    fields: dict[str, FieldInfo] = dict(ConfigDocument.model_fields)
    for name in (part for part in place[:-1] if isinstance(part, str)):
        kind = fields[name].annotation
        kinds = (kind, *get_args(kind))
        fields = {key: info for each in kinds for key, info in getattr(each, "model_fields", {}).items()}
    return fields


def _yaml_fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}this is not YAML: {getattr(error, 'problem', None) or 'check the indentation'}."

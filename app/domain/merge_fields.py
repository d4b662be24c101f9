"""Texts with ``{element}`` placeholders, which are data and never code (product F2).

The language has one construct: a known name in braces. There is no expression, no format code and
no escape; a brace that is not part of a placeholder is an error with its place.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain.message_elements import ELEMENTS, Element
from app.domain.sms_length import SmsLength, sms_length

_PARTS = re.compile(r"\{(?P<name>[^{}]*)\}|(?P<brace>[{}])|(?P<words>[^{}]+)")


class Fault(StrEnum):
    """What can be wrong with a text that staff wrote."""

    UNKNOWN_ELEMENT = "unknown_element"
    UNBALANCED_BRACE = "unbalanced_brace"


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One thing wrong with a template.

    ``position`` counts characters from 1. ``nearest`` is the known element a wrong name looks
    like, or None. ``words`` is the sentence for the person who wrote it.
    """

    fault: Fault
    position: int
    words: str
    nearest: str | None = None


class TemplateError(ValueError):
    """A template that cannot be used; ``faults`` holds all that is wrong with it."""

    def __init__(self, faults: tuple[TemplateFault, ...]) -> None:
        super().__init__(" ".join(fault.words for fault in faults))
        self.faults = faults


def faults_in(template: str) -> tuple[TemplateFault, ...]:
    """Everything wrong with ``template``, in reading order; empty when it can be saved (F2)."""
    found = (_fault(match) for match in _PARTS.finditer(template))
    return tuple(fault for fault in found if fault)


def elements_in(template: str) -> tuple[Element, ...]:
    """The elements ``template`` uses, each once, in reading order. Raises ``TemplateError``."""
    names = (name for name, _ in _parts(template) if name is not None)
    return tuple(ELEMENTS[name] for name in dict.fromkeys(names))


def render(template: str, values: Mapping[str, str], fallbacks: Mapping[str, str]) -> str:
    """Put ``values`` into ``template``; a missing or blank one takes its fallback.

    A value longer than its element allows is cut at a word where it has one (F2). Line breaks in a
    value become spaces, and braces in a value stay what they are. Raises ``TemplateError``.
    """

    def filled(name: str) -> str:
        value = " ".join(values.get(name, "").split())
        return cut_to_fit(value or fallbacks[name], ELEMENTS[name])

    return _replaced(template, filled)


def worst_case(template: str, known: Mapping[str, str]) -> SmsLength:
    """The size of ``template`` as a text message when every element is as long as it may be (F3).

    ``known`` holds the values that are the same in every message of the practice, such as its name
    and phone number; they count as they are. Raises ``TemplateError``.
    """
    return sms_length(_replaced(template, lambda name: known.get(name) or "M" * ELEMENTS[name].longest))


def cut_to_fit(value: str, element: Element) -> str:
    """``value`` within the element's greatest length, ending at a word if it has more than one."""
    if element.whole or len(value) <= element.longest:
        return value
    words, space, _ = value[: element.longest + 1].rpartition(" ")
    return words.rstrip(" ,;-") if space else value[: element.longest]


def _replaced(template: str, filled: Callable[[str], str]) -> str:
    return "".join(words if name is None else filled(name) for name, words in _parts(template))


@lru_cache(maxsize=512)
def _parts(template: str) -> tuple[tuple[str | None, str], ...]:
    """The template in order, each part an element's name or plain words; read once for all its messages."""
    faults = faults_in(template)
    if faults:
        raise TemplateError(faults)
    return tuple((match["name"], match["words"]) for match in _PARTS.finditer(template))


def _fault(match: re.Match[str]) -> TemplateFault | None:
    if match["brace"]:
        return _unbalanced(match["brace"], match.start() + 1)
    if match["name"] is None or match["name"] in ELEMENTS:
        return None
    return _unknown(match["name"], match.start() + 1)


def _unbalanced(brace: str, position: int) -> TemplateFault:
    missing = "is never closed. Add }" if brace == "{" else "was never opened. Add {"
    words = f"The {brace} at character {position} {missing} or remove it."
    return TemplateFault(Fault.UNBALANCED_BRACE, position, words)


def _unknown(name: str, position: int) -> TemplateFault:
    nearest = next(iter(difflib.get_close_matches(name.strip().lower(), ELEMENTS, n=1)), None)
    hint = f"Did you mean {{{nearest}}}?" if nearest else "Choose one from the list of elements."
    words = f"There is no element {{{name}}} (character {position}). {hint}"
    return TemplateFault(Fault.UNKNOWN_ELEMENT, position, words, nearest)

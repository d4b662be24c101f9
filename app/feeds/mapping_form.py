"""The mapping page's form as a mapping and options, or what is wrong with it (product B2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.local_time import UnknownZone, zone
from app.feeds.columns import MOST_CONTACTS, field_choices, missing_columns
from app.feeds.options import ReadOptions, read_options

_TITLES = dict(field_choices(MOST_CONTACTS))


@dataclass(frozen=True, slots=True)
class MappingForm:
    """``errors`` maps a form field to words for staff; empty when the form can be used."""

    mapping: dict[str, int]
    options: ReadOptions
    profile: str
    errors: dict[str, str]


def read_mapping_form(form: Mapping[str, str], header: Sequence[str]) -> MappingForm:
    """Fields ``column-0``, ``column-1`` … hold a field code each; the options have their own names."""
    chosen = [form.get(f"column-{number}", "") for number in range(len(header))]
    mapping: dict[str, int] = {}
    for number, code in enumerate(chosen):
        if code in _TITLES:
            mapping.setdefault(code, number)
    options = read_options(form)
    errors = {**_twice(chosen, header), **_missing(mapping, chosen), **_zone(options)}
    return MappingForm(mapping, options, " ".join(form.get("profile", "").split())[:80], errors)


def _twice(chosen: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    counted = Counter(code for code in chosen if code in _TITLES)
    return {
        f"column-{number}": f"“{_TITLES[code]}” is chosen twice. “{header[number]}” is the second."
        for number, code in enumerate(chosen)
        if counted[code] > 1 and chosen.index(code) != number
    }


def _missing(mapping: Mapping[str, int], chosen: Sequence[str]) -> dict[str, str]:
    titles = [field.title for field in missing_columns(mapping)]
    if not titles:
        return {}
    first_free = next((number for number, code in enumerate(chosen) if not code), 0)
    return {f"column-{first_free}": f"No column is chosen for: {', '.join(titles)}. Choose one for each."}


def _zone(options: ReadOptions) -> dict[str, str]:
    try:
        if options.timezone:
            zone(options.timezone)
    except UnknownZone as error:
        return {"timezone": str(error)}
    return {}

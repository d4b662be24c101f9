"""What has to be settled once for a whole file before its rows can be read (product B2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from app.domain.local_time import UnknownZone, zone
from app.feeds.columns import FIELDS, ColumnMapping, Field, contact_numbers, missing_columns
from app.feeds.day_and_time import Clock, DateOrder, clock_of, date_order, order_matters, split_day_and_time
from app.feeds.options import LengthUnit, ReadOptions
from app.feeds.row_reasons import FileReason, FileRefused
from app.feeds.table import Table
from app.feeds.words import length_unit

_DATE_FIELDS = ("date", "birth_date", "changed_at")


@dataclass(frozen=True, slots=True)
class Places:
    """Time zones: of the practice (or the source), and of each location by its name in lower case."""

    practice: ZoneInfo
    locations: Mapping[str, ZoneInfo] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file with everything settled. ``first_lines`` says on which line an appointment id came first."""

    table: Table
    mapping: ColumnMapping
    options: ReadOptions
    order: DateOrder
    clock: Clock
    unit: LengthUnit
    places: Places
    only_zone: ZoneInfo | None
    today: date
    contacts: tuple[int, ...]
    first_lines: Mapping[str, int]


def settle(
    table: Table, mapping: ColumnMapping, options: ReadOptions, places: Places, today: date
) -> Reading:
    """Raises FileRefused when a needed column is missing or the file can be read in two ways."""
    _refuse_missing(table, mapping)
    return Reading(
        table=table,
        mapping=mapping,
        options=options,
        order=options.date_order or _date_order(table, mapping),
        clock=options.clock or _clock(table, mapping),
        unit=options.length_unit
        or length_unit(heading(table, mapping, "length"), column(table, mapping, "length")),
        places=places,
        only_zone=_only_zone(options.timezone),
        today=today,
        contacts=tuple(contact_numbers(mapping)),
        first_lines=_first_lines(table, mapping["external_id"]),
    )


def heading(table: Table, mapping: ColumnMapping, code: str) -> str:
    """The title of the column a field is read from; empty when there is none."""
    return table.header[mapping[code]] if code in mapping else ""


def column(table: Table, mapping: ColumnMapping, code: str) -> list[str]:
    """What stands in a field's column, without empty cells and rows that are too short."""
    if code not in mapping:
        return []
    number = mapping[code]
    return [row.cells[number] for row in table.rows if len(row.cells) > number and row.cells[number].strip()]


def _refuse_missing(table: Table, mapping: ColumnMapping) -> None:
    missing = missing_columns(mapping)
    dated = column(table, mapping, "date")
    if "time" not in mapping and dated and not any(split_day_and_time(cell)[1] for cell in dated):
        missing += [each for each in FIELDS if each.code == "time"]
    if missing:
        tried = "; ".join(_tried(each) for each in missing)
        raise FileRefused(
            FileReason.MISSING_COLUMNS,
            f"The file has no column for {tried}. Choose the columns by hand, or add them to the export.",
        )


def _tried(missing: Field) -> str:
    return f"{missing.title} (looked for {', '.join(missing.titles[:8])})"


def _date_order(table: Table, mapping: ColumnMapping) -> DateOrder:
    codes = [*_DATE_FIELDS, *(code for code in mapping if code.endswith(".end_date"))]
    cells = [cell for code in codes for cell in column(table, mapping, code)]
    order = date_order(cells)
    if order is None and order_matters(cells):
        example = next(cell for cell in cells if order_matters([cell]))
        raise FileRefused(
            FileReason.AMBIGUOUS_DATES,
            f"A date like {example} can mean two days, and nothing in the file decides. "
            "Say whether the month or the day comes first.",
        )
    return order or DateOrder.MONTH_FIRST


def _clock(table: Table, mapping: ColumnMapping) -> Clock:
    cells = column(table, mapping, "time") or [
        split_day_and_time(cell)[1] for cell in column(table, mapping, "date")
    ]
    clock = clock_of(cells)
    if clock is None:
        raise FileRefused(
            FileReason.AMBIGUOUS_TIMES,
            "The times have no AM or PM and never go past 12, so 2:30 could be night or afternoon. "
            "Say how to read them.",
        )
    return clock


def _only_zone(name: str | None) -> ZoneInfo | None:
    try:
        return zone(name) if name else None
    except UnknownZone as error:
        raise FileRefused(FileReason.UNKNOWN_TIMEZONE, str(error)) from error


def _first_lines(table: Table, number: int) -> dict[str, int]:
    first: dict[str, int] = {}
    for row in table.rows:
        if len(row.cells) > number:
            first.setdefault(row.cells[number].strip(), row.number)
    return first

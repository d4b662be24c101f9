"""Rows of a settled file as canonical appointments, each row judged alone (product B1, B2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.domain.audiences import Sex
from app.feeds.canonical import ABSENT, AppointmentGiven, Given, PatientGiven, ProviderGiven, RejectedRow
from app.feeds.cells import Row
from app.feeds.contact_cells import contacts_given
from app.feeds.moment_cells import change_time, start_of
from app.feeds.options import NameOrder
from app.feeds.reading import Reading
from app.feeds.row_reasons import RowReason, RowRejected
from app.feeds.table import Line
from app.feeds.words import dollars_of, minutes_of, sex_named, yes_or_no


def read_rows(reading: Reading, lines: Sequence[Line]) -> list[AppointmentGiven | RejectedRow]:
    """One result for each line, in order."""
    return [read_row(reading, line) for line in lines]


def read_row(reading: Reading, line: Line) -> AppointmentGiven | RejectedRow:
    """The row as a canonical appointment, or why it cannot be one."""
    row = Row(reading, line)
    try:
        _refuse_shape(row)
        return _appointment(row)
    except RowRejected as finding:
        return RejectedRow(finding.issue(line.number), line.cells)


def _refuse_shape(row: Row) -> None:
    """A row with too few or too many cells has lost its columns: nothing in it can be trusted."""
    header, cells = row.reading.table.header, row.line.cells
    if len(cells) < len(header):
        lost = header[len(cells)]
        words = f"The line has {len(cells)} cells, the column titles {len(header)}. It stops before {lost}."
        raise RowRejected(lost, RowReason.SHORT_ROW, words)
    if any(cell.strip() for cell in cells[len(header) :]):
        words = f"The line has {len(cells)} cells, the column titles {len(header)}. A comma may lack quotes."
        raise RowRejected("", RowReason.LONG_ROW, words)


def _appointment(row: Row) -> AppointmentGiven:
    external_id = _external_id(row)
    patient = _patient(row)
    return AppointmentGiven(
        line=row.line.number,
        external_id=external_id,
        starts_at=start_of(row),
        minutes=_minutes(row),
        patient=patient,
        contacts=tuple(contacts_given(row)),
        status=row.given("status"),
        visit_type=row.given("visit_type"),
        provider=_provider(row),
        location=row.given("location"),
        department=row.given("department"),
        source_time=change_time(row),
        issues=tuple(row.issues),
        cells=row.line.cells,
    )


def _external_id(row: Row) -> str:
    external_id = row.text("external_id")
    if not external_id:
        raise row.rejected("external_id", RowReason.MISSING_APPOINTMENT_ID, "is empty.")
    first = row.reading.first_lines[external_id]
    if first != row.line.number:
        words = f"“{external_id}” already stands on line {first}. That line was taken, this one left out."
        raise row.rejected("external_id", RowReason.DUPLICATE_APPOINTMENT, words)
    return external_id


def _patient(row: Row) -> PatientGiven:
    chart = row.text("chart")
    if not chart:
        raise row.rejected(
            "chart", RowReason.MISSING_CHART_NUMBER, "is empty, so we cannot tell which child it is."
        )
    first, last = _names(row)
    if not first and not last:
        code = "first_name" if "first_name" in row.reading.mapping else "full_name"
        raise row.rejected(code, RowReason.MISSING_NAME, "is empty: the child has no name.")
    return PatientGiven(
        external_id=chart,
        first_name=first or ABSENT,
        last_name=last or ABSENT,
        birth_date=_birth_date(row),
        deceased=_deceased(row),
        sex=_sex(row),
        unpaid=_unpaid(row),
    )


def _names(row: Row) -> tuple[str, str]:
    """First and last name, from two columns or from one written either way round."""
    if row.text("first_name") or row.text("last_name"):
        return row.text("first_name"), row.text("last_name")
    full = row.text("full_name")
    last, comma, first = full.partition(",")
    if comma:
        return first.strip(), last.strip()
    if row.reading.options.name_order is NameOrder.LAST_FIRST:
        last, _, first = full.partition(" ")
        return first, last
    first, _, last = full.rpartition(" ")
    return (first, last) if first else (last, "")


def _birth_date(row: Row) -> Given[date]:
    cell = row.given("birth_date")
    if not isinstance(cell, str):
        return cell
    found = row.day(cell)
    if found is None or found > row.reading.today:
        raise row.rejected("birth_date", RowReason.UNREADABLE_BIRTH_DATE, f"“{cell}” is not a date of birth.")
    return found


def _deceased(row: Row) -> Given[bool]:
    """Yes, or the date it happened. Anything written there silences: rather once too few."""
    cell = row.text("deceased")
    return yes_or_no(cell) is not False if cell else ABSENT


def _sex(row: Row) -> Given[Sex]:
    cell = row.given("sex")
    if not isinstance(cell, str):
        return cell
    found = sex_named(cell)
    if found is None:
        row.warn("sex", RowReason.UNKNOWN_SEX, f"“{cell}” is no word for it that we know. It was left out.")
    return found or ABSENT


def _unpaid(row: Row) -> Given[Decimal]:
    cell = row.given("unpaid")
    if not isinstance(cell, str):
        return cell
    found = dollars_of(cell)
    if found is None:
        row.warn("unpaid", RowReason.UNREADABLE_AMOUNT, f"“{cell}” is no amount in dollars. It was left out.")
        return ABSENT
    return found


def _minutes(row: Row) -> Given[int]:
    cell = row.text("length")
    if not cell:
        return ABSENT
    found = minutes_of(cell, row.reading.unit)
    if found is None:
        raise row.rejected(
            "length", RowReason.UNREADABLE_LENGTH, f"“{cell}” is not a length from 1 minute to a day."
        )
    return found


def _provider(row: Row) -> Given[ProviderGiven]:
    external_id, name = row.text("provider_id"), row.text("provider")
    if not external_id and not name:
        mapped = {"provider", "provider_id"} & row.reading.mapping.keys()
        return None if mapped and row.reading.options.empty_clears else ABSENT
    return ProviderGiven(name or external_id, external_id or None)

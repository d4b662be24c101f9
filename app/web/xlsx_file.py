"""A list as a spreadsheet file (XLSX), written to a temporary file row by row."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

ROWS_A_SHEET = 1_048_576
"""The format holds no more, the row of headings among them; what is more goes on in another sheet."""

_PART = 64 * 1024
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
# What the library takes for a formula or an error.
_NOT_TEXT = ("=", "#")

Value = str | int


def xlsx_file(
    filename: str,
    sheet: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    numbers: Sequence[str] = (),
    rows_a_sheet: int = ROWS_A_SHEET,
) -> Response:
    """The download. ``numbers`` are the headings of columns whose texts are numbers. A sheet holds
    ``rows_a_sheet``, the headings among them.

    A text is written as text whatever it begins with, so none runs as a formula; one that is a moment
    becomes a date of the program.
    """
    book = Workbook(write_only=True)
    counted = [heading in numbers for heading in header]
    page, left = None, 0
    for row in rows:
        if page is None or not left:
            page, left = _sheet(book, sheet, header), rows_a_sheet - 1
        page.append([_cell(page, value, number) for value, number in zip(row, counted, strict=True)])
        left -= 1
    if page is None:
        _sheet(book, sheet, header)
    kept = tempfile.TemporaryFile()  # noqa: SIM115  closed when the download ends, however it ends
    book.save(kept)
    response = Response(_read(kept), mimetype=_TYPE)
    response.call_on_close(kept.close)
    response.content_length = kept.tell()
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _read(kept: IO[bytes]) -> Iterator[bytes]:
    with kept:
        kept.seek(0)
        while part := kept.read(_PART):
            yield part


def _sheet(book: Workbook, name: str, header: Sequence[str]) -> Any:
    number = len(book.worksheets) + 1
    page: Any = book.create_sheet(name if number == 1 else f"{name} {number}")
    page.append([_cell(page, heading, number=False) for heading in header])
    return page


def _cell(page: Any, value: Value, number: bool) -> Any:
    if isinstance(value, int):
        return value
    if number and _NUMBER.fullmatch(value):
        return float(value)
    if _MOMENT.fullmatch(value):
        return datetime.fromisoformat(value)
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if not text.startswith(_NOT_TEXT):
        return text
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    return cell

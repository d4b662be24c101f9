"""A list as a CSV file, sent while it is read; safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from flask import Response, stream_with_context

# Excel tells UTF-8 by this mark only.
_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BELOW_ZERO = re.compile(r"-\d+(\.\d+)?", re.ASCII)


def csv_file(filename: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The download; ``rows`` are read in the request's context while the file is on its way."""
    response = Response(stream_with_context(_lines(header, rows)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def csv_copied(filename: str, header: Sequence[str], lines: Iterable[bytes]) -> Response:
    """The download of lines that are CSV already, and safe; they are read as ``rows`` are above."""
    # The database ends its lines with a line feed only; one file ends all of them alike.
    first = (_MARK + _line(header).replace("\r\n", "\n")).encode()
    response = Response(stream_with_context(chain([first], lines)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def safe_cell(text: str) -> str:
    """A spreadsheet runs what begins like a formula; an apostrophe makes it plain text. -3 stays a number."""
    return f"'{text}" if text.startswith(_FORMULA) and not _BELOW_ZERO.fullmatch(text) else text


def _lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _MARK + _line(header)
    for row in rows:
        yield _line([safe_cell(cell) for cell in row])


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()

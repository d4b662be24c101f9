"""Bytes of an uploaded file as a table of text: encoding, delimiter, header, numbered lines (product B2)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.feeds.columns import guess_mapping
from app.feeds.row_reasons import FileReason, FileRefused

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL_LINES = 50
LONGEST_CELL = 500

# How the kinds of file that people upload by mistake begin.
_SIGNATURES = (
    (b"PK\x03\x04", "an Excel workbook (or another zip file). In Excel choose Save As, CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file. In Excel choose Save As, CSV UTF-8"),
    (b"%PDF", "a PDF. Export the schedule as CSV instead"),
    (b"\x89PNG", "a picture (PNG). Export the schedule as CSV instead"),
    (b"\xff\xd8\xff", "a picture (JPEG). Export the schedule as CSV instead"),
    (b"GIF8", "a picture (GIF). Export the schedule as CSV instead"),
    (b"\x1f\x8b", "a compressed file (gzip). Unpack it first"),
    (b"<?xml", "an XML file. Export the schedule as CSV instead"),
    (b"<!doctype html", "a web page. Export the schedule as CSV instead"),
    (b"<html", "a web page. Export the schedule as CSV instead"),
    (b"{", "a JSON file. Export the schedule as CSV instead"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMED_DELIMITER = re.compile(r"\Asep=(.)[ \t]*(?=[\r\n]|\Z)", re.IGNORECASE)
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Line:
    """One row; ``number`` is the line of the file it begins on, the first line being 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as text. ``header`` holds the column titles as they stand; ``rows`` has no blank lines."""

    header: tuple[str, ...]
    rows: tuple[Line, ...]
    encoding: str
    delimiter: str


def read_table(content: bytes) -> Table:
    """The file as a table. Raises FileRefused with words for staff when it is none, or too much."""
    _refuse_unusable(content)
    text, encoding = _decoded(content)
    delimiter = _delimiter(text)
    # The line that names the delimiter becomes an empty one, so that the others keep their numbers.
    lines = list(_lines(_NAMED_DELIMITER.sub("", text), delimiter))
    if not lines:
        raise FileRefused(
            FileReason.EMPTY, "The file is empty. Export the schedule again and upload that file."
        )
    header, *rows = lines
    _refuse_no_rows(rows)
    return Table(tuple(cell.strip() for cell in header.cells), tuple(rows), encoding, delimiter)


def _refuse_unusable(content: bytes) -> None:
    if not content.strip():
        raise FileRefused(
            FileReason.EMPTY, "The file is empty. Export the schedule again and upload that file."
        )
    if len(content) > LARGEST_FILE:
        size = len(content) / 1024 / 1024
        raise FileRefused(
            FileReason.TOO_LARGE,
            f"The file has {size:.1f} MB; the most is 10 MB. Export fewer days at a time.",
        )
    start = content[:64].lstrip().lower()
    for signature, words in _SIGNATURES:
        if start.startswith(signature.lower()):
            raise FileRefused(FileReason.NOT_CSV, f"This is no CSV file but {words}.")


def _refuse_no_rows(rows: list[Line]) -> None:
    if not rows:
        raise FileRefused(
            FileReason.EMPTY,
            "The file has a line of column titles and no rows. Choose days that have visits.",
        )
    if len(rows) > MOST_ROWS:
        raise FileRefused(
            FileReason.TOO_MANY_ROWS,
            f"The file has {len(rows):,} rows; the most is {MOST_ROWS:,}. Export fewer days at a time.",
        )


def _decoded(content: bytes) -> tuple[str, str]:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if marked is None and b"\x00" in content:
        raise FileRefused(
            FileReason.NOT_CSV, "This is no text file. Export the schedule as CSV and upload that file."
        )
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    line = content[: _first_bad_byte(content, marked or "cp1252")].count(b"\n") + 1
    raise FileRefused(
        FileReason.WRONG_ENCODING,
        f"Line {line} holds characters that are neither UTF-8 nor Windows (cp1252). Save it as CSV UTF-8.",
    )


def _first_bad_byte(content: bytes, encoding: str) -> int:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _delimiter(text: str) -> str:
    """The one that splits the first line into most columns we know, or that a "sep=;" line names."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if named := _NAMED_DELIMITER.match(first):
        return named[1]

    def score(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return len(guess_mapping(cells)), len(cells)

    return max(_DELIMITERS, key=score)


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    """Every row with something in it, numbered by the line it begins on.

    A quoted cell may hold line ends. A quote that is opened and never closed must not swallow the
    rows below it: if joining lines does not give a full row, the line stands alone and is judged so.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    at, width = 0, 0
    while at < len(lines):
        cells, used = _row(lines[at : at + LONGEST_CELL_LINES], delimiter, width)
        if any(cell.strip() for cell in cells):
            width = width or len(cells)
            yield Line(at + 1, tuple(cells))
        at += used


def _row(lines: list[str], delimiter: str, width: int) -> tuple[list[str], int]:
    """The cells of the row that begins with the first of ``lines``, and how many lines it takes."""
    quotes = 0
    for count, line in enumerate(lines, start=1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            cells = _cells("\n".join(lines[:count]), delimiter)
            if count == 1 or not width or len(cells) == width:
                return cells, count
    return _cells(lines[0], delimiter), 1


def _cells(row: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter), [])
    except csv.Error:
        # Only a cell beyond the reader's own limit ends here; the row is then judged by its length.
        return [row[:LONGEST_CELL]]

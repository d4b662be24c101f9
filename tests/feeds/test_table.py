"""Files as they come: encodings, delimiters, and everything that is no schedule."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.feeds.row_reasons import FileReason, FileRefused
from app.feeds.table import LARGEST_FILE, MOST_ROWS, read_table
from tests.builders.schedule import data_file, row, schedule

ACCENTS = row(First_Name="José", Last_Name="Muñoz")


def refused(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
        read_table(content)
    return refusal.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_every_usual_encoding(encoding: str) -> None:
    table = read_table(schedule(ACCENTS, encoding=encoding))
    assert {"José", "Muñoz"} <= set(table.rows[0].cells)
    assert table.header[0] == "Appt ID"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_even_when_cells_hold_others(delimiter: str) -> None:
    lines = [
        delimiter.join(["Appt ID", "Date", "Location"]),
        delimiter.join(["A1", "11/24/2026", '"Main, 2; B"']),
    ]
    table = read_table("\n".join(lines).encode())
    assert table.delimiter == delimiter
    assert table.rows[0].cells == ("A1", "11/24/2026", "Main, 2; B")


def test_a_first_line_that_names_the_delimiter_is_believed() -> None:
    table = read_table(b"sep=;\r\nAppt ID;Date\r\nA1;11/24/2026\r\n")
    assert table.header == ("Appt ID", "Date")
    assert [(line.number, line.cells) for line in table.rows] == [(3, ("A1", "11/24/2026"))]


def test_lines_are_numbered_as_an_editor_does() -> None:
    content = b'Appt ID,Date\r\n\r\nA1,"11/24/\n2026"\nA2,11/25/2026\n'
    assert [line.number for line in read_table(content).rows] == [3, 5]


def test_a_quote_never_closed_does_not_swallow_the_rows_below() -> None:
    content = b'Appt ID,Date,Location\nA1,"11/24/2026,Main\nA2,11/25/2026,Main\nA3,11/26/2026,"Main"\n'
    rows = read_table(content).rows
    assert [line.cells[0] for line in rows] == ["A1", "A2", "A3"]
    assert len(rows[0].cells) == 2
    assert rows[1].cells == ("A2", "11/25/2026", "Main")


def _workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture (PNG)"),
        (_workbook(), "Excel"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"Appt ID\x00\x01\x02", "no text file"),
    ],
)
def test_a_file_that_is_no_csv_is_named_for_what_it_is(content: bytes, said: str) -> None:
    refusal = refused(content)
    assert refusal.reason is FileReason.NOT_CSV
    assert said in str(refusal)


@pytest.mark.parametrize("content", [b"", b" \r\n\n", b"\xef\xbb\xbf", b"Appt ID,Date,Time\n"])
def test_an_empty_file_says_so(content: bytes) -> None:
    assert refused(content).reason is FileReason.EMPTY


def test_more_than_ten_megabytes_is_refused_with_both_sizes() -> None:
    refusal = refused(b"Appt ID\n" + b"x" * LARGEST_FILE)
    assert refusal.reason is FileReason.TOO_LARGE
    assert "10.0 MB; the most is 10 MB" in str(refusal)


def test_more_than_twenty_thousand_rows_are_refused_and_exactly_as_many_are_not() -> None:
    assert len(read_table(b"Appt ID\n" + b"A\n" * MOST_ROWS).rows) == MOST_ROWS
    refusal = refused(b"Appt ID\n" + b"A\n" * (MOST_ROWS + 1))
    assert refusal.reason is FileReason.TOO_MANY_ROWS
    assert "20,001 rows" in str(refusal)


def test_an_encoding_nobody_uses_is_refused_with_the_line() -> None:
    refusal = refused(b"Appt ID,Name\nA1,Ana\nA2,\x81\x8d\n")
    assert refusal.reason is FileReason.WRONG_ENCODING
    assert "Line 3" in str(refusal)


def test_the_practice_week_reads_whole() -> None:
    assert len(read_table(data_file("willow-week.csv")).rows) == 270

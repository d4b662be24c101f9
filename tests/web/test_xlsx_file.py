"""Spreadsheet files: full sheets go on in another, and a text stays a text."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from flask import Flask
from openpyxl import load_workbook

from app.web import xlsx_file as made

HEADER = ("Sent", "Contact", "Cost")


def sheets(app: Flask, rows: list[tuple[Any, ...]], a_sheet: int = made.ROWS_A_SHEET) -> dict[str, list[Any]]:
    with app.test_request_context():
        answer = made.xlsx_file("a.xlsx", "Messages", HEADER, rows, ("Cost",), rows_a_sheet=a_sheet)
        book = load_workbook(io.BytesIO(answer.get_data()))
    return {page.title: list(page.values) for page in book}


def test_what_does_not_fit_goes_on_in_another_sheet_with_its_own_headings(app: Flask) -> None:
    found = sheets(app, [("", f"Parent {n}", "1") for n in range(5)], a_sheet=3)
    assert list(found) == ["Messages", "Messages 2", "Messages 3"]
    assert all(page[0] == HEADER for page in found.values())
    assert [row[1] for page in found.values() for row in page[1:]] == [f"Parent {n}" for n in range(5)]


def test_moments_and_numbers_are_that_and_everything_else_is_text(app: Flask) -> None:
    (row,) = sheets(app, [("2026-03-04 10:00:00", "#N/A", "0.25")])["Messages"][1:]
    assert row == (datetime(2026, 3, 4, 10, 0), "#N/A", 0.25)
    (row,) = sheets(app, [("12", "=1+1", "none")])["Messages"][1:]
    assert row == ("12", "=1+1", "none")


def test_nothing_found_is_a_sheet_of_headings(app: Flask) -> None:
    assert sheets(app, []) == {"Messages": [HEADER]}

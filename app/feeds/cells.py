"""The cells of one row by the field they are mapped to, and the warnings reading them gave (product B2)."""

from __future__ import annotations

import unicodedata
from datetime import date

from app.feeds.canonical import ABSENT, Given
from app.feeds.day_and_time import read_date
from app.feeds.reading import Reading
from app.feeds.row_reasons import Outcome, RowIssue, RowReason, RowRejected
from app.feeds.table import Line
from app.feeds.words import yes_or_no

LONGEST_CELL = 200


class Row:
    """One line of a settled file. Reading a cell never fails for an empty one; see ``given``."""

    def __init__(self, reading: Reading, line: Line) -> None:
        self.reading = reading
        self.line = line
        self.issues: list[RowIssue] = []

    def heading(self, code: str) -> str:
        """The title of the field's column, for messages about it."""
        number = self.reading.mapping.get(code)
        return "" if number is None else self.reading.table.header[number]

    def text(self, code: str) -> str:
        """The cell with plain single spaces; empty when blank or not mapped.

        Raises RowRejected for a cell no schedule means: far too long, or with control characters.
        """
        number = self.reading.mapping.get(code)
        cell = "" if number is None else " ".join(self.line.cells[number].split())
        if len(cell) > LONGEST_CELL:
            raise self.rejected(
                code, RowReason.CELL_TOO_LONG, f"has {len(cell)} characters; the most is {LONGEST_CELL}."
            )
        if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in cell):
            raise self.rejected(code, RowReason.STRANGE_CHARACTER, "holds a character that cannot be shown.")
        return cell

    def given(self, code: str) -> Given[str]:
        """The cell in its three states: not mapped or blank is absent, unless blank cells clear (B6)."""
        if code not in self.reading.mapping:
            return ABSENT
        return self.text(code) or self.empty

    @property
    def empty(self) -> Given[str]:
        """What a blank cell means in this file."""
        return None if self.reading.options.empty_clears else ABSENT

    def answer(self, code: str) -> Given[bool]:
        """A yes or no; another word is warned of and left out."""
        cell = self.given(code)
        if not isinstance(cell, str):
            return cell
        said = yes_or_no(cell)
        if said is None:
            self.warn(code, RowReason.UNREADABLE_ANSWER, f"“{cell}” is neither yes nor no. It was left out.")
            return ABSENT
        return said

    def day(self, cell: str) -> date | None:
        """A date as this file writes them. Years of two digits are never in the future by much."""
        pivot = self.reading.today.year % 100 + 10
        return read_date(cell, self.reading.order, pivot)

    def warn(self, code: str, reason: RowReason, words: str) -> None:
        issue = RowIssue(self.line.number, self.heading(code), Outcome.WARNED, reason, words)
        self.issues.append(issue)

    def rejected(self, code: str, reason: RowReason, words: str) -> RowRejected:
        """The finding that ends the row; ``words`` go on from the column's title."""
        title = self.heading(code)
        return RowRejected(title, reason, f"{title} {words}" if title else words)

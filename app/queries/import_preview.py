"""The first rows of an uploaded file beside what its columns are taken for (product B2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.status_map import plain, read_status
from app.feeds.columns import MOST_CONTACTS, contact_numbers, field_choices, guess_mapping, missing_columns
from app.feeds.reading import column
from app.feeds.table import Line, Table, read_table
from app.models import FeedImport, FeedProfile, FeedSource

ROWS_SHOWN = 20
WORDS_SHOWN = 20
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """``chosen`` holds the field code of each column, empty for one that is left out.

    ``samples`` are a few values of each column, ``missing`` the titles of needed fields without a
    column, ``new_words`` the status words in the file that nobody has said the meaning of,
    ``encoding`` and ``delimiter`` how the file was read.
    """

    header: tuple[str, ...]
    rows: tuple[Line, ...]
    samples: tuple[tuple[str, ...], ...]
    chosen: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    new_words: tuple[str, ...]
    encoding: str
    delimiter: str
    options: Mapping[str, Any]
    profile: str


def import_preview(session: Session, import_id: int) -> ImportPreview | None:
    """None for an import of another practice, or one whose file is gone."""
    row = session.get(FeedImport, import_id)
    if row is None or row.content is None:
        return None
    table = read_table(row.content)
    profile = session.get(FeedProfile, row.profile_id) if row.profile_id else None
    contacts = max(contact_numbers({**row.mapping, **guess_mapping(table.header)}), default=0)
    codes = {number: code for code, number in row.mapping.items()}
    return ImportPreview(
        header=table.header,
        rows=table.rows[:ROWS_SHOWN],
        samples=tuple(_samples(table, number) for number in range(len(table.header))),
        chosen=tuple(codes.get(number, "") for number in range(len(table.header))),
        choices=tuple(field_choices(min(max(contacts + 1, 2), MOST_CONTACTS))),
        missing=tuple(field.title for field in missing_columns(row.mapping)),
        new_words=_new_words(session, row, table),
        encoding=table.encoding,
        delimiter=table.delimiter,
        options=row.options,
        profile=profile.name if profile else "",
    )


def profile_names(session: Session) -> list[str]:
    """Saved mappings of this practice."""
    return list(session.scalars(select(FeedProfile.name).order_by(FeedProfile.name)))


def _samples(table: Table, number: int) -> tuple[str, ...]:
    """The first few different values in a column."""
    cells = (row.cells[number] for row in table.rows[:ROWS_SHOWN] if len(row.cells) > number)
    return tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))[:SAMPLES]


def _new_words(session: Session, row: FeedImport, table: Table) -> tuple[str, ...]:
    source = session.get_one(FeedSource, row.source_id)
    said = dict.fromkeys(" ".join(cell.split()) for cell in column(table, row.mapping, "status"))
    unknown = [word for word in said if plain(word) not in source.status_map and read_status(word) is None]
    return tuple(unknown[:WORDS_SHOWN])

"""The contacts a row names (product B8, C1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from app.domain.languages import language_named
from app.domain.preferences import Preference
from app.feeds.addresses import ReadAddress, read_email, read_phone
from app.feeds.canonical import ABSENT, ContactGiven, Given
from app.feeds.cells import Row
from app.feeds.row_reasons import RowReason
from app.feeds.words import preference_named

_PHONES = ("cell", "home", "work_phone")
_EMAILS = ("email", "work_email")


def contacts_given(row: Row) -> Iterator[ContactGiven]:
    """Each contact for whom the row gives a name, a number or an address, in order."""
    for number in row.reading.contacts:
        prefix = f"contact_{number}."
        name = _name(row, prefix)
        reachable = any(row.text(prefix + place) for place in (*_PHONES, *_EMAILS))
        if name or reachable:
            yield _contact(row, number, prefix, name)


def _contact(row: Row, number: int, prefix: str, name: str) -> ContactGiven:
    if not name:
        row.warn(
            _first_mapped(row, prefix),
            RowReason.CONTACT_WITHOUT_NAME,
            "Has a number or an address and no name. It was taken as “Parent or guardian”.",
        )
    return ContactGiven(
        position=number,
        name=name or "Parent or guardian",
        relationship=row.given(prefix + "relationship"),
        authority=row.given(prefix + "authority"),
        resides_with=row.answer(prefix + "resides_with"),
        end_date=_end_date(row, prefix + "end_date"),
        language=_language(row, prefix + "language"),
        preferred=_preferred(row, prefix),
        consent=row.answer("consent"),
        cell=_address(row, prefix + "cell", read_phone, RowReason.UNUSABLE_PHONE),
        home=_address(row, prefix + "home", read_phone, RowReason.UNUSABLE_PHONE),
        work_phone=_address(row, prefix + "work_phone", read_phone, RowReason.UNUSABLE_PHONE),
        email=_address(row, prefix + "email", read_email, RowReason.UNUSABLE_EMAIL),
        work_email=_address(row, prefix + "work_email", read_email, RowReason.UNUSABLE_EMAIL),
    )


def _first_mapped(row: Row, prefix: str) -> str:
    return next(code for code in row.reading.mapping if code.startswith(prefix) and row.text(code))


def _name(row: Row, prefix: str) -> str:
    """ "Ana Ramos", also from "Ramos, Ana" or from two columns."""
    name = row.text(prefix + "name")
    if not name:
        return f"{row.text(prefix + 'first_name')} {row.text(prefix + 'last_name')}".strip()
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}".strip() if comma else name


def _address(
    row: Row, code: str, read: Callable[[str], ReadAddress], reason: RowReason
) -> Given[ReadAddress]:
    cell = row.given(code)
    if not isinstance(cell, str):
        return cell
    found = read(cell)
    if found.problem:
        row.warn(code, reason, f"“{cell}”: {found.problem}")
    return found


def _end_date(row: Row, code: str) -> Given[date]:
    cell = row.given(code)
    if not isinstance(cell, str):
        return cell
    found = row.day(cell)
    if found is None:
        # Whoever wrote something here meant to end the contact; sending on would be the wrong guess.
        row.warn(code, RowReason.UNREADABLE_END_DATE, f"“{cell}” is not a date. The contact was ended today.")
        return row.reading.today
    return found


def _language(row: Row, code: str) -> Given[str]:
    cell = row.given(code)
    if not isinstance(cell, str):
        return cell
    found = language_named(cell)
    if found is None:
        row.warn(
            code, RowReason.UNKNOWN_LANGUAGE, f"“{cell}” is no language we have texts in. It was left out."
        )
        return ABSENT
    return found.value


def _preferred(row: Row, prefix: str) -> Given[Preference]:
    code = prefix + "preferred"
    cell = row.given(code)
    if not isinstance(cell, str):
        return cell
    found = preference_named(
        cell, has_cell=bool(row.text(prefix + "cell")), has_home=bool(row.text(prefix + "home"))
    )
    if found is None:
        row.warn(
            code,
            RowReason.UNKNOWN_PREFERENCE,
            f"“{cell}” is no way to be reached that we know. It was left out.",
        )
        return ABSENT
    return found

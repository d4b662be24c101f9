"""Postal addresses as an envelope shows them, and the letters a page can print (product C1, F4, G1)."""

from __future__ import annotations

import pytest

from app.domain.postal import postal_fault, postal_lines
from app.domain.print_letters import printable
from app.feeds.addresses import read_mail


@pytest.mark.parametrize(
    "typed",
    [
        "12 Oak Street, Apt 4, Dayton, OH 45402",
        "12 Oak Street\r\nApt 4\r\nDayton, OH 45402",
        " 12  Oak Street\nApt 4,\n\nDayton,   OH 45402 ",
    ],
)
def test_one_address_in_many_writings_is_one(typed: str) -> None:
    read = read_mail(typed)
    assert (read.value, read.problem) == ("12 Oak Street, Apt 4, Dayton, OH 45402", None)
    assert postal_lines(read.value) == ("12 Oak Street", "Apt 4", "Dayton, OH 45402")


def test_a_town_written_without_commas_keeps_its_line() -> None:
    assert postal_lines("12 Oak Street, Dayton OH 45402") == ("12 Oak Street", "Dayton OH 45402")


@pytest.mark.parametrize("typed", ["12 Oak Street", "Dayton OH 45402", "12 Oak Street, Dayton", ""])
def test_what_no_letter_carrier_could_use_is_kept_and_explained(typed: str) -> None:
    assert read_mail(typed).problem == "This is not a whole postal address."


def test_more_lines_than_an_envelope_has_are_refused() -> None:
    lines = ["Care of Mrs. Ramos", "Building 4", "Floor 2", "Apt 4", "12 Oak Street"]
    assert read_mail("\n".join([*lines, "Dayton, OH 45402"])).problem is None
    refused = read_mail("\n".join(["The Ramos Family", *lines, "Dayton, OH 45402"])).problem
    assert refused == "It has 7 lines. An envelope has room for 6."


def test_a_line_longer_than_the_window_is_refused() -> None:
    assert postal_fault(f"{'1' * 60}, Dayton, OH 45402") == ""
    assert "One line has 61 letters." in postal_fault(f"{'1' * 61}, Dayton, OH 45402")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Sofía Ñandú ¿Qué?", "Sofía Ñandú ¿Qué?"),
        ("Nguyễn", "Nguyên"),
        ("Łukasz Đặng", "Lukasz Dang"),
        ("Mia 😀", "Mia "),
    ],
)
def test_a_letter_that_the_page_lacks_gives_way_to_the_plain_one(name: str, printed: str) -> None:
    assert printable(name) == printed

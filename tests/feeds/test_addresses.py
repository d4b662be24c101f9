"""Numbers and addresses as people type them."""

from __future__ import annotations

import pytest

from app.feeds.addresses import read_email, read_phone


@pytest.mark.parametrize(
    "typed", ["(937) 555-0142", "937.555.0142", "1 937 555 0142", "+19375550142", " 937-555-0142 "]
)
def test_one_number_in_many_writings_is_one_address(typed: str) -> None:
    found = read_phone(typed)
    assert (found.value, found.problem) == ("+19375550142", None)


@pytest.mark.parametrize("typed", ["937-555-023", "123", "call the office", "555-1234", "0000000000"])
def test_a_number_that_cannot_be_dialled_is_kept_as_typed_and_explained(typed: str) -> None:
    found = read_phone(typed)
    assert found.value == typed
    assert found.problem


def test_an_extension_is_kept_and_not_texted() -> None:
    found = read_phone("(937) 555-0142 x582")
    assert found.value == "(937) 555-0142 x582"
    assert "extension" in (found.problem or "")


def test_letter_case_makes_no_second_mailbox() -> None:
    assert read_email(" Ana.Ramos@Example.ORG ").value == "ana.ramos@example.org"


@pytest.mark.parametrize("typed", ["ana", "ana@", "ana@nowhere", "ana ramos@example.org", "a@b@example.org"])
def test_what_is_no_mailbox_is_kept_as_typed_and_explained(typed: str) -> None:
    found = read_email(typed)
    assert found.value == typed
    assert found.problem

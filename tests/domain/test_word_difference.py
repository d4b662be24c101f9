"""What a version changed is told word by word (product F1)."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.word_difference import Change, word_difference
from tests.domain.families import examples

_texts = st.lists(st.sampled_from(["Mia", "{when}", " ", ".", "comes", "¿", "\n"])).map("".join)


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.change.value, piece.words) for piece in word_difference(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("Coming?", "Coming?", [("same", "Coming?")]),
        ("", "Hello", [("added", "Hello")]),
        ("Coming? Call.", "Still coming? Call.", [
            ("removed", "Coming"), ("added", "Still coming"), ("same", "? Call."),
        ]),
        ("See you {when}.", "See you {near_when}.", [
            ("same", "See you "), ("removed", "{when}"), ("added", "{near_when}"), ("same", "."),
        ]),
    ],
)  # fmt: skip
def test_words_change_as_a_whole(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert told(before, after) == pieces


@examples
@given(before=_texts, after=_texts)
def test_both_texts_can_be_read_out_of_their_difference(before: str, after: str) -> None:
    pieces = word_difference(before, after)
    assert "".join(each.words for each in pieces if each.change is not Change.ADDED) == before
    assert "".join(each.words for each in pieces if each.change is not Change.REMOVED) == after


def test_words_that_come_again_and_again_keep_nobody_waiting() -> None:
    before, after = "?!" * 500, "!?." * 333
    started = process_time()
    word_difference(before, after)
    assert process_time() - started < 1  # comparing each with each took several seconds


def test_a_change_in_a_long_text_is_told_as_small_as_it_is() -> None:
    words = [f"word{number} and" for number in range(80)]
    before, after = (" ".join(["Come", *words, last]) for last in ("soon.", "today."))
    changed = [piece for piece in told(before, after) if piece[0] != "same"]
    assert changed == [("removed", "soon"), ("added", "today")]

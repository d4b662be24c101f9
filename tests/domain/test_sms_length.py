"""Counting texts the way the phone network does (product F3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.sms_length import DEFAULT_LIMIT, NARROW_LIMIT, Encoding, fits, plain_version, sms_length
from tests.domain.families import many_examples

EXTENSION_LETTERS = "^{}\\[~]|€\f"
FACE = "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", Encoding.GSM7, 0, 0),
        ("a", Encoding.GSM7, 1, 1),
        ("a" * 160, Encoding.GSM7, 160, 1),
        ("a" * 161, Encoding.GSM7, 161, 2),
        ("a" * 306, Encoding.GSM7, 306, 2),
        ("a" * 307, Encoding.GSM7, 307, 3),
        ("á" * 70, Encoding.UCS2, 70, 1),
        ("á" * 71, Encoding.UCS2, 71, 2),
        ("á" * 134, Encoding.UCS2, 134, 2),
        ("á" * 135, Encoding.UCS2, 135, 3),
        ("€" * 80, Encoding.GSM7, 160, 1),
        ("€" * 81, Encoding.GSM7, 162, 2),
        (FACE * 35, Encoding.UCS2, 70, 1),
        (FACE * 36, Encoding.UCS2, 72, 2),
    ],
)
def test_a_text_is_measured_in_the_units_of_its_alphabet(
    text: str, encoding: Encoding, units: int, segments: int
) -> None:
    length = sms_length(text)
    assert (length.encoding, length.units, length.segments) == (encoding, units, segments)


@pytest.mark.parametrize("letter", EXTENSION_LETTERS)
def test_an_extension_letter_counts_two_and_stays_in_the_alphabet(letter: str) -> None:
    assert sms_length(letter).units == 2
    assert sms_length(letter).encoding is Encoding.GSM7


def test_an_extension_letter_is_never_split_between_two_segments() -> None:
    # 306 units would fill two segments exactly, but the euro that straddles the border moves on.
    assert sms_length("a" * 306).segments == 2
    assert sms_length("a" * 152 + "€" + "a" * 152).segments == 3


def test_a_surrogate_pair_is_never_split_between_two_segments() -> None:
    assert sms_length("á" * 134).segments == 2
    assert sms_length("á" * 66 + FACE + "á" * 66).segments == 3


def test_the_letters_that_make_a_text_expensive_are_named_once_and_in_order() -> None:
    assert sms_length("Sofía, mamá: café “sí” — ñ ü").forcing == ("í", "á", "“", "”", "—")
    assert sms_length("¿Mañana? ¡Sí").forcing == ("í",)
    assert sms_length("¿Mañana, José? ¡Ü!").forcing == ()


def test_spanish_letters_of_the_basic_alphabet_cost_nothing_extra() -> None:
    assert sms_length("éñü¿¡ÉÑÜàèìòù").encoding is Encoding.GSM7


def test_the_limit_is_held_against_the_units() -> None:
    assert fits("a" * 160)
    assert not fits("a" * 161)
    assert not fits("€" * 81)
    assert fits("a" * 133, NARROW_LIMIT)
    assert not fits("a" * 134, NARROW_LIMIT)
    assert (DEFAULT_LIMIT, NARROW_LIMIT) == (160, 133)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Sofía", "Sofia"),
        ("Sofi\N{COMBINING ACUTE ACCENT}a", "Sofia"),
        ("Jose\N{COMBINING ACUTE ACCENT}", "José"),
        ("José Muñoz", "José Muñoz"),
        ("Ángel ÍÓÚ çã", "Angel IOU ca"),
        ("“Hi” ‘there’ — 9–5…", "\"Hi\" 'there' - 9-5..."),
        ("See you 😀 soon", "See you soon"),
        ("Bye 👋🏽", "Bye"),
        ("2\N{NO-BREAK SPACE}PM", "2 PM"),
        ("½ hour", "1/2 hour"),
        ("Łukasz Đỗ Þór", "Lukasz Do Thor"),
        ("two  spaces stay", "two  spaces stay"),
        ("小明", ""),
    ],
)
def test_a_plain_version_says_the_same_in_the_cheap_alphabet(text: str, plain: str) -> None:
    assert plain_version(text) == plain


@many_examples
@given(st.text())
def test_a_plain_version_always_stays_in_the_cheap_alphabet_and_is_its_own_plain_version(text: str) -> None:
    plain = plain_version(text)
    assert sms_length(plain).encoding is Encoding.GSM7
    assert plain_version(plain) == plain


@many_examples
@given(st.text(alphabet="aá€" + FACE, max_size=400))
def test_more_text_never_takes_fewer_segments(text: str) -> None:
    assert sms_length(text).segments <= sms_length(text + "a").segments


def by_the_letter(text: str) -> tuple[int, int]:
    """Units and segments of a text of the cheap alphabet, laid down one letter after the other."""
    weights = [2 if letter in EXTENSION_LETTERS else 1 for letter in text]
    rooms = [0]
    for weight in weights:
        if rooms[-1] + weight > 153:
            rooms.append(0)
        rooms[-1] += weight
    one = sum(weights) <= 160
    return sum(weights), min(len(text), 1) if one else len(rooms)


@many_examples
@given(st.text(alphabet="ab é¿Ñ", max_size=500) | st.text(alphabet="a€|", max_size=500))
def test_the_quick_count_is_the_count_by_the_letter(text: str) -> None:
    length = sms_length(text)
    assert (length.units, length.segments) == by_the_letter(text)
    assert length.forcing == ()


@many_examples
@given(st.text(alphabet="aé€ ^Ñ\n", max_size=80))
def test_a_text_of_the_cheap_alphabet_stays_as_it_is(text: str) -> None:
    assert plain_version(text) == text
    assert plain_version(text + FACE) == " ".join(word for word in text.split(" ") if word)

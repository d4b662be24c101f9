"""What a text means: whole words only, however they are spelled (I1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reply_reading import Meaning, Reading, read_reply

M = Meaning
COMMANDS = [
    *((words, M.CONFIRM) for words in ("C", "YES", "Y", "SI", "SÍ", "OK", "👍", "👍🏻", "👍🏿", "👍️")),
    *((words, M.CANCEL) for words in ("X", "NO", "N")),
    *(
        (words, M.STOP)
        for words in ("STOP", "END", "QUIT", "UNSUBSCRIBE", "REVOKE", "OPT OUT", "OPT-OUT", "OPTOUT")
    ),
    *((words, M.STOP) for words in ("ALTO", "PARE", "BAJA", "PARAR", "SALIR", "FIN", "REVOCAR")),
    *((words, M.CANCEL_WORD) for words in ("CANCEL", "CANCELAR")),
    ("START", M.START),
    ("HELP", M.HELP),
    ("AYUDA", M.HELP),
    ("WRONG NUMBER", M.WRONG_NUMBER),
    ("NÚMERO EQUIVOCADO", M.WRONG_NUMBER),
    ("THANKS", M.THANKS),
    ("Gracias", M.THANKS),
]
"""Every command as families write it, with what it means."""

WORDS = [
    "", " ", "1", "2", "22", "X 0", "X 2 3", "X 100", "ok?", "yes?", "yes but we will be late", "no thanks",
    "not yes", "stop by at 3?", "please stop", "cancel mia", "okay", "yep", "sí señora", "👎", "👍👎", "k",
    "y y", "C1", "thanks, we will come", "¿no?", "number wrong", "help me please", "\x00", "'", "x two",
]  # fmt: skip
"""What is for a person to read."""


@pytest.mark.parametrize(("text", "meaning"), COMMANDS)
def test_each_command_is_understood(text: str, meaning: Meaning) -> None:
    assert read_reply(text) == Reading(meaning)


@pytest.mark.parametrize("text", WORDS)
def test_anything_else_is_words(text: str) -> None:
    assert read_reply(text) == Reading(Meaning.WORDS)


@pytest.mark.parametrize(("text", "child"), [("X 2", 2), ("x2", 2), ("X-1", 1), (" X  3! ", 3), ("x 12", 12)])
def test_one_child_is_named_by_its_place(text: str, child: int) -> None:
    assert read_reply(text) == Reading(Meaning.CANCEL_CHILD, child)


@given(
    st.sampled_from(COMMANDS),
    st.sampled_from(["", " ", "\n", "\t", "“", "'", '"', "¡", "  "]),
    st.sampled_from(["", "!", "!!", ".", " ", "\r\n", "”", '"', "...", "! "]),
    st.sampled_from([str.lower, str.upper, str.title, str.capitalize]),
)
def test_case_and_what_stands_around_a_command_do_not_matter(
    command: tuple[str, Meaning], before: str, after: str, written: object
) -> None:
    text, meaning = command
    assert read_reply(f"{before}{written(text)}{after}").meaning is meaning  # type: ignore[operator]


@given(st.text(max_size=200))
def test_no_text_ever_raises(text: str) -> None:
    assert read_reply(text).meaning in Meaning


@given(
    st.sampled_from(COMMANDS),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789?", min_size=2, max_size=80),
)
def test_a_command_with_more_behind_it_is_words(command: tuple[str, Meaning], more: str) -> None:
    assert read_reply(f"{command[0]} so {more}") == Reading(Meaning.WORDS)

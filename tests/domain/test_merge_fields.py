"""Placeholders in texts that staff write (product F2, F3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.languages import Language
from app.domain.merge_fields import (
    Fault,
    TemplateError,
    cut_to_fit,
    elements_in,
    faults_in,
    render,
    worst_case,
)
from app.domain.message_elements import ELEMENTS, fallbacks, samples
from app.domain.sms_length import Encoding
from tests.domain.families import many_examples

ENGLISH = fallbacks(Language.ENGLISH)


def test_values_take_the_place_of_their_elements() -> None:
    text = render("{patient_name}, {when}. {patient_name}!", {"patient_name": "Mia", "when": "now"}, ENGLISH)
    assert text == "Mia, now. Mia!"


@pytest.mark.parametrize("missing", [{}, {"patient_name": ""}, {"patient_name": " \n "}])
def test_a_missing_value_takes_the_stated_fallback(missing: dict[str, str]) -> None:
    assert render("Is {patient_name} coming?", missing, ENGLISH) == "Is your child coming?"
    spanish = render("Viene {patient_name}", missing, fallbacks(Language.SPANISH))
    assert spanish == "Viene su hijo o hija"


def test_a_value_is_data_even_when_it_looks_like_a_placeholder() -> None:
    assert render("{patient_name}", {"patient_name": "{link}", "link": "secret"}, ENGLISH) == "{link}"
    assert render("{patient_name}", {"patient_name": "{0.__class__}"}, ENGLISH) == "{0.__class__}"


def test_a_line_break_in_a_name_cannot_break_a_subject_line() -> None:
    assert render("{patient_name}", {"patient_name": "Mia\r\nBcc: x"}, ENGLISH) == "Mia Bcc: x"


@pytest.mark.parametrize(
    ("name", "longest"), [("patient_name", 25), ("date_time", 16), ("provider", 22), ("office", 5)]
)
def test_the_greatest_lengths_are_those_of_the_product(name: str, longest: int) -> None:
    assert ELEMENTS[name].longest == longest


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("patient_name", "A" * 25, "A" * 25),
        ("patient_name", "A" * 26, "A" * 25),
        ("patient_name", "Maria Guadalupe Alejandra Esperanza", "Maria Guadalupe Alejandra"),
        ("patient_name", "Maria Guadalupe Alejandrita", "Maria Guadalupe"),
        ("office", "Main Street", "Main"),
        ("phone", "+1 937 555 0142 ext 12", "+1 937 555 0142 ext 12"),
        (
            "link",
            "https://a-long-name.example.org/v/7Kq2xR9mBt4a",
            "https://a-long-name.example.org/v/7Kq2xR9mBt4a",
        ),
    ],
)
def test_a_long_value_is_cut_at_a_word_but_a_link_or_phone_never(name: str, value: str, shown: str) -> None:
    assert cut_to_fit(value, ELEMENTS[name]) == shown
    assert render(f"{{{name}}}", {name: value}, ENGLISH) == shown


@pytest.mark.parametrize(
    ("template", "fault", "position", "nearest"),
    [
        ("Hi {patient_nme}", Fault.UNKNOWN_ELEMENT, 4, "patient_name"),
        ("{Patient_Name}", Fault.UNKNOWN_ELEMENT, 1, "patient_name"),
        ("{ link }", Fault.UNKNOWN_ELEMENT, 1, "link"),
        ("{}", Fault.UNKNOWN_ELEMENT, 1, None),
        ("{7*7}", Fault.UNKNOWN_ELEMENT, 1, None),
        ("Hi {patient_name", Fault.UNBALANCED_BRACE, 4, None),
        ("Hi patient_name}", Fault.UNBALANCED_BRACE, 16, None),
        ("{{link}", Fault.UNBALANCED_BRACE, 1, None),
        ("{link}}", Fault.UNBALANCED_BRACE, 7, None),
    ],
)
def test_a_template_that_cannot_be_used_says_what_and_where(
    template: str, fault: Fault, position: int, nearest: str | None
) -> None:
    (found,) = faults_in(template)
    assert (found.fault, found.position, found.nearest) == (fault, position, nearest)
    with pytest.raises(TemplateError) as refused:
        render(template, {}, ENGLISH)
    assert refused.value.faults == (found,)


def test_the_words_of_a_fault_tell_what_to_do() -> None:
    assert faults_in("Hi {patient_nme}")[0].words == (
        "There is no element {patient_nme} (character 4). Did you mean {patient_name}?"
    )
    assert faults_in("{zzz}")[0].words.endswith("Choose one from the list of elements.")
    assert faults_in("a {link")[0].words == "The { at character 3 is never closed. Add } or remove it."
    assert faults_in("a}")[0].words == "The } at character 2 was never opened. Add { or remove it."


def test_all_faults_are_told_at_once() -> None:
    assert [fault.position for fault in faults_in("{nope} and {what} }")] == [1, 12, 19]
    with pytest.raises(TemplateError, match=r"nope.*what"):
        elements_in("{nope} and {what}")


def test_the_elements_of_a_template_are_listed_once_in_order() -> None:
    assert [element.name for element in elements_in("{link} {when} {link}")] == ["link", "when"]


def test_the_worst_case_takes_each_element_at_its_longest() -> None:
    assert worst_case("{patient_name}: {date_time}", {}).units == 25 + 2 + 16


def test_the_worst_case_counts_what_is_the_same_in_every_message_as_it_is() -> None:
    assert worst_case("{practice}: {link}", {"practice": "Willow"}).units == 6 + 2 + 37


def test_the_worst_case_names_the_letters_of_the_template_that_cost() -> None:
    length = worst_case("mamá {patient_name}", {})
    assert (length.encoding, length.forcing, length.units) == (Encoding.UCS2, ("á",), 30)


@pytest.mark.parametrize("language", list(Language))
def test_samples_and_fallbacks_keep_to_the_greatest_length_they_state(language: Language) -> None:
    for said in (samples(language), fallbacks(language)):
        assert set(said) == set(ELEMENTS)
        assert all(0 < len(words) <= ELEMENTS[name].longest for name, words in said.items())


@many_examples
@given(st.text(alphabet="{}ab link", max_size=20))
def test_no_text_of_braces_slips_through(template: str) -> None:
    if faults_in(template):
        with pytest.raises(TemplateError):
            render(template, {}, ENGLISH)
    else:
        assert not set(render(template, {}, ENGLISH)) & set("{}")


@many_examples
@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_a_text_without_braces_is_left_alone(template: str) -> None:
    assert render(template, {}, ENGLISH) == template

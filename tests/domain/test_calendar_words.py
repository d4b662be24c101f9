"""Days, times and names in words, English and Spanish (product F2, F7)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from app.domain import calendar_words as words
from app.domain.languages import Bilingual, Language, language_for, language_named

EN, ES = Language.ENGLISH, Language.SPANISH
TUESDAY = date(2026, 11, 24)
VISIT = datetime.fromisoformat("2026-11-24T14:30")


def test_a_day_has_a_short_and_a_long_form_in_each_language() -> None:
    assert words.short_date(TUESDAY, EN) == "Tue Nov 24"
    assert words.short_date(TUESDAY, ES) == "mar 24 nov"
    assert words.long_date(TUESDAY, EN) == "Tuesday, November 24"
    assert words.long_date(TUESDAY, ES) == "martes 24 de noviembre"
    assert words.long_date(date(2026, 9, 30), ES) == "miércoles 30 de septiembre"


@pytest.mark.parametrize(
    ("clock", "english", "spanish"),
    [
        ("00:05", "12:05 AM", "12:05 a. m."),
        ("09:00", "9:00 AM", "9:00 a. m."),
        ("12:00", "12:00 PM", "12:00 p. m."),
        ("14:30", "2:30 PM", "2:30 p. m."),
    ],
)
def test_a_time_is_written_as_families_read_it(clock: str, english: str, spanish: str) -> None:
    at = time.fromisoformat(clock)
    assert words.text_time(at) == english
    assert (words.page_time(at, EN), words.page_time(at, ES)) == (english, spanish)


def test_one_o_clock_is_singular_in_spanish() -> None:
    assert words.at_time(time(13, 30), ES) == "a la 1:30 p. m."
    assert words.at_time(time(14, 30), ES) == "a las 2:30 p. m."
    assert words.at_time(time(14, 30), EN) == "at 2:30 PM"


def test_day_and_time_never_pass_sixteen_characters() -> None:
    assert words.day_and_time(VISIT, EN) == "Nov 24, 2:30 PM"
    assert words.day_and_time(VISIT, ES) == "24 nov, 2:30 PM"
    every_day = (VISIT.replace(hour=12) + timedelta(days=day) for day in range(366))
    assert max(len(words.day_and_time(at, language)) for at in every_day for language in Language) == 16


@pytest.mark.parametrize(
    ("today", "english", "spanish"),
    [
        ("2026-11-24", "today", "hoy"),
        ("2026-11-23", "tomorrow", "mañana"),
        ("2026-11-22", "on Tuesday", "el martes"),
        ("2026-11-18", "on Tuesday", "el martes"),
        ("2026-11-17", "on Tuesday, November 24", "el martes 24 de noviembre"),
        ("2026-11-25", "on Tuesday, November 24", "el martes 24 de noviembre"),
    ],
)
def test_a_bare_weekday_is_only_said_of_the_coming_week(today: str, english: str, spanish: str) -> None:
    seen_from = date.fromisoformat(today)
    assert words.near_day(TUESDAY, seen_from, EN) == english
    assert words.near_day(TUESDAY, seen_from, ES) == spanish


def test_the_end_of_a_period_names_the_day_and_the_time() -> None:
    end = datetime.fromisoformat("2026-11-24T13:30")
    assert words.until(end, date(2026, 11, 21), EN) == "Tuesday at 1:30 PM"
    assert words.until(end, date(2026, 11, 21), ES) == "el martes a la 1:30 p. m."
    assert words.until(end, date(2026, 9, 1), EN) == "Tuesday, November 24 at 1:30 PM"


@pytest.mark.parametrize(
    ("clock", "english", "spanish"),
    [
        ("14:30", "two thirty in the afternoon", "las dos y media de la tarde"),
        ("13:15", "one fifteen in the afternoon", "la una y cuarto de la tarde"),
        ("09:00", "nine o'clock in the morning", "las nueve de la mañana"),
        ("09:05", "nine oh five in the morning", "las nueve y cinco de la mañana"),
        ("12:00", "twelve noon", "las doce del mediodía"),
        ("12:20", "twelve twenty in the afternoon", "las doce y veinte de la tarde"),
        ("16:45", "four forty-five in the afternoon", "las cuatro y cuarenta y cinco de la tarde"),
        ("18:50", "six fifty in the evening", "las seis y cincuenta de la tarde"),
        ("20:10", "eight ten in the evening", "las ocho y diez de la noche"),
        ("00:31", "twelve thirty-one in the morning", "las doce y treinta y uno de la noche"),
    ],
)
def test_a_phone_call_says_the_time_in_words(clock: str, english: str, spanish: str) -> None:
    at = time.fromisoformat(clock)
    assert words.spoken_time(at, EN) == english
    assert words.spoken_time(at, ES) == spanish


@pytest.mark.parametrize("language", list(Language))
def test_every_minute_of_the_day_is_spoken_differently_and_without_figures(language: Language) -> None:
    minutes = [time(minute // 60, minute % 60) for minute in range(24 * 60)]
    spoken = [words.spoken_time(at, language) for at in minutes]
    assert len(set(spoken)) == len(minutes)
    assert not any(letter.isdigit() for said in spoken for letter in said)


@pytest.mark.parametrize(
    ("names", "english", "spanish"),
    [
        ([], "", ""),
        (["Mia"], "Mia", "Mia"),
        (["Mia", "Leo"], "Mia and Leo", "Mia y Leo"),
        (["Mia", "Leo", "Sam"], "Mia, Leo and Sam", "Mia, Leo y Sam"),
        (["Mia", "Inés"], "Mia and Inés", "Mia e Inés"),
        (["Mia", "Hilda"], "Mia and Hilda", "Mia e Hilda"),
        (["Mia", "Yvonne"], "Mia and Yvonne", "Mia e Yvonne"),
        (["Mia", "Yara"], "Mia and Yara", "Mia y Yara"),
        (["Mia", "Ian"], "Mia and Ian", "Mia y Ian"),
    ],
)
def test_names_are_joined_as_the_language_does(names: list[str], english: str, spanish: str) -> None:
    assert words.join_names(names, EN) == english
    assert words.join_names(names, ES) == spanish


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("English", EN),
        ("en_US", EN),
        (" SPANISH ", ES),
        ("Español", ES),
        ("es-MX", ES),
        ("French", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_known_by_its_name_or_code(said: str | None, meant: Language | None) -> None:
    assert language_named(said) is meant


def test_an_unknown_language_takes_the_practices_fallback_and_is_marked_for_counting() -> None:
    unknown, known = language_for("French", ES), language_for("es", EN)
    assert (unknown.language, unknown.missing) == (ES, True)
    assert (known.language, known.missing) == (ES, False)


def test_bilingual_words_are_given_in_the_language_asked_for() -> None:
    assert [Bilingual("yes", "sí").words(language) for language in (EN, ES)] == ["yes", "sí"]

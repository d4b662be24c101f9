"""Days, times and lists of names as families read and hear them, in English and Spanish.

Every date and time here is the wall clock of the visit's location: a naive ``datetime``, ``date``
or ``time`` that ``local_time`` made. Text messages use the short forms; pages and mail the long
ones; phone calls the spoken ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from app.domain.languages import Language

_DAYS = {
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.SPANISH: ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    Language.ENGLISH: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    Language.SPANISH: (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
_ENGLISH_NUMBERS = (
    *("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty")
_SPANISH_HOURS = (
    *("las doce", "la una", "las dos", "las tres", "las cuatro", "las cinco"),
    *("las seis", "las siete", "las ocho", "las nueve", "las diez", "las once"),
)
_SPANISH_MINUTES = (
    *("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once"),
    *("doce", "trece", "catorce", "cuarto", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte"),
    *("veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete"),
    *("veintiocho", "veintinueve", "media"),
)
_SPANISH_TENS = {3: "treinta", 4: "cuarenta", 5: "cincuenta"}
# "y" becomes "e" before the sound i: Mia e Inés, Mia e Hilda; not before a glide: Mia y Ian, Mia y Hiedra.
_SOUNDS_LIKE_I = re.compile(r"h?[ií](?![aeouáéóú])|y(?![aeiouáéíóú])", re.IGNORECASE)


def weekday(day: date, language: Language) -> str:
    """The day of the week: "Tuesday", "martes"."""
    return _DAYS[language][day.weekday()]


def short_weekday(day: date, language: Language) -> str:
    """Its short form: "Tue", "mar"."""
    return weekday(day, language)[:3]


def month_day(day: date, language: Language) -> str:
    """Month and day, short: "Nov 24", "24 nov"."""
    month = _MONTHS[language][day.month - 1][:3]
    return f"{day.day} {month}" if language is Language.SPANISH else f"{month} {day.day}"


def short_date(day: date, language: Language) -> str:
    """Weekday, month and day, short: "Tue Nov 24", "mar 24 nov"."""
    return f"{short_weekday(day, language)} {month_day(day, language)}"


def long_date(day: date, language: Language) -> str:
    """Weekday, month and day in full: "Tuesday, November 24", "martes 24 de noviembre"."""
    month = _MONTHS[language][day.month - 1]
    if language is Language.SPANISH:
        return f"{weekday(day, language)} {day.day} de {month}"
    return f"{weekday(day, language)}, {month} {day.day}"


def text_time(at: time | datetime) -> str:
    """The time as text messages say it in both languages: "2:30 PM"."""
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'PM' if at.hour >= 12 else 'AM'}"


def page_time(at: time | datetime, language: Language) -> str:
    """The time as pages and mail say it: "2:30 PM", "2:30 p. m."."""
    if language is Language.ENGLISH:
        return text_time(at)
    return text_time(at).replace("PM", "p. m.").replace("AM", "a. m.")


def at_time(at: time | datetime, language: Language) -> str:
    """The time with its preposition: "at 1:30 PM", "a la 1:30 p. m.", "a las 2:30 p. m."."""
    if language is Language.ENGLISH:
        return f"at {page_time(at, language)}"
    return f"a {'la' if at.hour % 12 == 1 else 'las'} {page_time(at, language)}"


def day_and_time(at: datetime, language: Language) -> str:
    """Day and time: "Nov 24, 2:30 PM", "24 nov, 2:30 PM": never more than 16 characters (F2)."""
    return f"{month_day(at, language)}, {text_time(at)}"


def near_day(day: date, today: date, language: Language) -> str:
    """A day seen from ``today``: "today", "tomorrow", "on Tuesday" or "on Tuesday, November 24"."""
    ahead = (day - today).days
    if language is Language.SPANISH:
        return {0: "hoy", 1: "mañana"}.get(ahead) or f"el {_day_in_reach(day, ahead, language)}"
    return {0: "today", 1: "tomorrow"}.get(ahead) or f"on {_day_in_reach(day, ahead, language)}"


def until(at: datetime, today: date, language: Language) -> str:
    """The end of a period: "Tuesday at 1:30 PM", "el martes a la 1:30 p. m.".

    With the date when it is a week off or more.
    """
    day = _day_in_reach(at.date(), (at.date() - today).days, language)
    article = "el " if language is Language.SPANISH else ""
    return f"{article}{day} {at_time(at, language)}"


def _day_in_reach(day: date, ahead: int, language: Language) -> str:
    # A bare weekday name points at one day only while that day is less than a week away.
    return weekday(day, language) if 0 <= ahead < 7 else long_date(day, language)


def spoken_time(at: time | datetime, language: Language) -> str:
    """The time in words: "two thirty in the afternoon", "las dos y media de la tarde"."""
    return _spanish_time(at) if language is Language.SPANISH else _english_time(at)


def _english_time(at: time | datetime) -> str:
    hour = _ENGLISH_NUMBERS[at.hour % 12]
    part = "in the morning" if at.hour < 12 else "in the afternoon" if at.hour < 18 else "in the evening"
    if at.minute == 0:
        return "twelve noon" if at.hour == 12 else f"{hour} o'clock {part}"
    return f"{hour} {_english_minutes(at.minute)} {part}"


def _english_minutes(minute: int) -> str:
    if minute < 10:
        return f"oh {_ENGLISH_NUMBERS[minute]}"
    if minute < 20:
        return _ENGLISH_NUMBERS[minute]
    ten, one = divmod(minute, 10)
    return f"{_ENGLISH_TENS[ten]}-{_ENGLISH_NUMBERS[one]}" if one else _ENGLISH_TENS[ten]


def _spanish_time(at: time | datetime) -> str:
    hour = _SPANISH_HOURS[at.hour % 12]
    part = "de la mañana" if 0 < at.hour < 12 else "de la tarde" if 0 < at.hour < 20 else "de la noche"
    if at.minute == 0:
        return "las doce del mediodía" if at.hour == 12 else f"{hour} {part}"
    return f"{hour} y {_spanish_minutes(at.minute)} {part}"


def _spanish_minutes(minute: int) -> str:
    if minute <= 30:
        return _SPANISH_MINUTES[minute]
    ten, one = divmod(minute, 10)
    return f"{_SPANISH_TENS[ten]} y {_SPANISH_MINUTES[one]}" if one else _SPANISH_TENS[ten]


def join_names(names: Sequence[str], language: Language) -> str:
    """A list in words: "Mia", "Mia and Leo", "Mia, Leo and Sam"; "Mia y Leo", "Mia e Inés".

    Empty for no names.
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_and_before(names[-1], language)} {names[-1]}"


def _and_before(name: str, language: Language) -> str:
    if language is Language.ENGLISH:
        return "and"
    return "e" if _SOUNDS_LIKE_I.match(name) else "y"

"""Words of schedules that mean one of ours: yes and no, ways to be reached, lengths (product B2, C1)."""

from __future__ import annotations

import re
from decimal import Decimal

from app.domain.audiences import Sex
from app.domain.preferences import Preference
from app.feeds.options import LengthUnit

_YES = frozenset({"yes", "y", "true", "t", "1", "x", "ok", "given", "sí", "si"})
_NO = frozenset({"no", "n", "false", "f", "0", "withdrawn", "declined", "opt out", "opted out"})

_PREFERENCES = {
    "email": Preference.EMAIL,
    "e-mail": Preference.EMAIL,
    "home email": Preference.EMAIL,
    "text": Preference.TEXT,
    "text message": Preference.TEXT,
    "sms": Preference.TEXT,
    "cell": Preference.CELL_PHONE,
    "cell phone": Preference.CELL_PHONE,
    "mobile": Preference.CELL_PHONE,
    "mobile phone": Preference.CELL_PHONE,
    "home": Preference.HOME_PHONE,
    "home phone": Preference.HOME_PHONE,
    "work email": Preference.WORK_EMAIL,
    "work phone": Preference.WORK_PHONE,
    "work": Preference.WORK_PHONE,
    "fax": Preference.FAX,
    "mail": Preference.MAIL,
    "letter": Preference.MAIL,
    "no contact": Preference.NO_CONTACT,
    "do not contact": Preference.NO_CONTACT,
    "none": Preference.NO_CONTACT,
}
_SEXES = {
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "girl": Sex.FEMALE,
    "m": Sex.MALE,
    "male": Sex.MALE,
    "boy": Sex.MALE,
    "o": Sex.OTHER,
    "other": Sex.OTHER,
    "x": Sex.OTHER,
    "nonbinary": Sex.OTHER,
    "non-binary": Sex.OTHER,
}
_DOLLARS = re.compile(r"[-(]?\$?-?(?P<amount>(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?)\)?", re.ASCII)
# No family owes ten million: a chart number stands in the column.
_TOO_MUCH = Decimal(10_000_000)
_ANY_PHONE = frozenset({"phone", "call", "phone call", "voice", "telephone"})

_LENGTH = re.compile(
    r"(\d+(?:\.\d+)?)\s*(m|min|mins|minutes?|h|hr|hrs|hours?|s|sec|secs|seconds?)?\.?", re.IGNORECASE
)
_CLOCKED = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_UNITS = {"m": LengthUnit.MINUTES, "h": LengthUnit.HOURS, "s": LengthUnit.SECONDS}
_IN_MINUTES = {LengthUnit.MINUTES: 1.0, LengthUnit.HOURS: 60.0, LengthUnit.SECONDS: 1 / 60}
_LONGEST = 24 * 60
# No visit lasts four hours by the thousand: numbers like these are seconds.
_SECONDS_FROM = 240


def yes_or_no(cell: str) -> bool | None:
    """True, False, or None when the word is neither."""
    word = cell.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def preference_named(cell: str, *, has_cell: bool, has_home: bool) -> Preference | None:
    """The way of being reached a word means. Plain "Phone" is the cell phone, else the home phone."""
    word = " ".join(cell.casefold().split())
    if word in _ANY_PHONE:
        return Preference.HOME_PHONE if has_home and not has_cell else Preference.CELL_PHONE
    return _PREFERENCES.get(word)


def sex_named(cell: str) -> Sex | None:
    """The sex a word or a letter means."""
    return _SEXES.get(cell.strip().casefold())


def dollars_of(cell: str) -> Decimal | None:
    """What is owed: "25", "$1,025.50". What the practice owes, "-25" or "(25.00)", is nothing owed to it."""
    found = _DOLLARS.fullmatch(cell.replace(" ", ""))
    amount = Decimal(found["amount"].replace(",", "")) if found else _TOO_MUCH
    if amount >= _TOO_MUCH:
        return None
    return Decimal(0) if "-" in cell or "(" in cell else amount


def length_unit(heading: str, cells: list[str]) -> LengthUnit:
    """What bare numbers in this column count: by its heading, else by their size."""
    for word, unit in (("sec", LengthUnit.SECONDS), ("hour", LengthUnit.HOURS)):
        if word in heading.casefold():
            return unit
    numbers = [float(cell) for cell in cells if re.fullmatch(r"\d+", cell.strip())]
    if numbers and all(number >= _SECONDS_FROM and number % 60 == 0 for number in numbers):
        return LengthUnit.SECONDS
    return LengthUnit.MINUTES


def minutes_of(cell: str, unit: LengthUnit) -> int | None:
    """A length in whole minutes, 1 to 1440, or None: "30", "30 min", "1.5 h", "0:45"."""
    clocked = _CLOCKED.fullmatch(cell.strip())
    found = _LENGTH.fullmatch(cell.strip())
    if clocked:
        minutes = int(clocked[1]) * 60 + float(clocked[2])
    elif found:
        said = _UNITS[found[2][0].lower()] if found[2] else unit
        minutes = float(found[1]) * _IN_MINUTES[said]
    else:
        return None
    return round(minutes) if 1 <= round(minutes) <= _LONGEST else None

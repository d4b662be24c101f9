"""The elements a message text may hold, each with its greatest length and its fallback (product F2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app.domain.languages import Bilingual, Language

LONGEST_VIDEO_LINK = 120


@dataclass(frozen=True, slots=True)
class Element:
    """One merge field.

    ``longest`` is in characters; a longer value is cut to it, unless the element is ``whole``: a
    link or a phone number is of no use in part. ``fallback`` stands in for a missing value.
    ``about`` tells staff what it is; ``sample`` is what a preview shows.
    """

    name: str
    longest: int
    about: str
    fallback: Bilingual
    sample: Bilingual
    whole: bool = False


def _same(words: str) -> Bilingual:
    return Bilingual(words, words)


_CHILD = Bilingual("your child", "su hijo o hija")
_CHILDREN = Bilingual("your children", "sus hijos")
_SOON = Bilingual("soon", "pronto")

_CATALOGUE = (
    Element("patient_name", 25, "First name of the child", _CHILD, _same("Mia")),
    Element(
        "children",
        60,
        "First names of all children of the visit",
        _CHILDREN,
        Bilingual("Mia and Leo", "Mia y Leo"),
    ),
    Element(
        "parent",
        25,
        "First name of the parent, in personalized messages",
        Bilingual("family", "familia"),
        _same("Ana"),
    ),
    Element("count", 2, "How many children the visit has", _same("2"), _same("2")),
    Element("weekday", 3, "Day of the week, short", Bilingual("day", "dia"), Bilingual("Tue", "mar")),
    Element(
        "date_time",
        16,
        "Day and time of the first appointment",
        _SOON,
        Bilingual("Nov 24, 2:30 PM", "24 nov, 2:30 PM"),
    ),
    Element(
        "when",
        26,
        "Weekday, day and time; with “from” if the times differ",
        _SOON,
        Bilingual("Tue Nov 24, 2:30 PM", "mar 24 nov, 2:30 PM"),
    ),
    Element(
        "near_when",
        36,
        "The same, led by “today” or “tomorrow”",
        _SOON,
        Bilingual("tomorrow, Tue Nov 24, 2:30 PM", "mañana mar 24 nov, 2:30 PM"),
    ),
    Element(
        "first_day",
        26,
        "Weekday and day in full",
        _SOON,
        Bilingual("Tuesday, November 24", "martes 24 de noviembre"),
    ),
    Element(
        "near_day",
        29,
        "“today”, “tomorrow” or the weekday",
        _SOON,
        Bilingual("on Tuesday", "el martes"),
    ),
    Element("time", 11, "Time of the first appointment", _SOON, Bilingual("2:30 PM", "2:30 p. m.")),
    Element(
        "spoken_time",
        64,
        "The time in words, for phone calls",
        _SOON,
        Bilingual("at two thirty in the afternoon", "a las dos y media de la tarde"),
    ),
    Element(
        "provider",
        22,
        "Doctor or nurse of the first appointment",
        Bilingual("your doctor", "su doctor"),
        Bilingual("Dr. Patel", "Dra. Patel"),
    ),
    Element("office", 5, "Short name of the place", Bilingual("us", "aquí"), _same("Main")),
    Element(
        "place",
        80,
        "Full name of the place, of every place if the children go to several",
        Bilingual("our office", "nuestro consultorio"),
        _same("Main Street"),
    ),
    Element(
        "practice",
        20,
        "Short name of the practice",
        Bilingual("Your doctor's office", "Su consultorio"),
        _same("Willow Pediatrics"),
    ),
    Element(
        "practice_name",
        60,
        "Full name of the practice",
        Bilingual("your doctor's office", "su consultorio"),
        _same("Willow Pediatrics"),
    ),
    Element(
        "phone",
        14,
        "Phone number of the practice",
        Bilingual("the office", "la oficina"),
        _same("937-555-0142"),
        True,
    ),
    Element(
        "link",
        37,
        "The family's own link",
        Bilingual("call us", "llame"),
        _same("https://willowpeds.com/v/7Kq2xR9mBt4a"),
        True,
    ),
    Element(
        "video_link",
        LONGEST_VIDEO_LINK,
        "The provider's video room; the family's own page also leads there",
        Bilingual("call us for the link", "llame para pedirlo"),
        _same("https://video.example/dr-patel"),
        True,
    ),
)

ELEMENTS = {element.name: element for element in _CATALOGUE}
"""Every element by its name, in the order staff see them."""


@cache
def fallbacks(language: Language) -> Mapping[str, str]:
    """What each element says in ``language`` when its value is missing (F2)."""
    return MappingProxyType({element.name: element.fallback.words(language) for element in _CATALOGUE})


def samples(language: Language) -> dict[str, str]:
    """A likely value of each element in ``language``, for previews."""
    return {element.name: element.sample.words(language) for element in _CATALOGUE}

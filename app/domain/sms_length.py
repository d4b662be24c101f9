"""How long a text message is to the phone network (product F3).

A message of GSM-7 letters holds 160 in one segment and 153 in each of several; one letter outside
that alphabet turns all of it to UCS-2, which holds 70 and 67. Extension letters such as the euro
sign count two, and neither they nor a surrogate pair are split between segments.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

DEFAULT_LIMIT = 160
"""Characters a practice allows in a text unless it says otherwise (F3)."""

NARROW_LIMIT = 133
"""The preset for services that allow no more than this (F3)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
# Nearly every text is of these letters alone, and then its length is all there is to count.
_ALL_BASIC = re.compile(f"[{re.escape(''.join(sorted(_BASIC)))}]*")
_ALL_GSM = re.compile(f"[{re.escape(''.join(sorted(_BASIC | _EXTENSION)))}]*")

# Letters that Unicode does not break into a plain letter and an accent by itself.
_PLAIN = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("•·●▪", "*"),
    "⁄": "/",
    "\t": " ",
    "×": "x",
    "÷": "/",
    "©": "(c)",
    "®": "(R)",
    "¢": "c",
    "ð": "d",
    "Ð": "D",
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
    "ħ": "h",
    "Ħ": "H",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "Th",
    "ı": "i",
    "ŋ": "n",
    "Ŋ": "N",
    "ẞ": "SS",
}


class Encoding(StrEnum):
    """The alphabet a text travels in."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


_ONE_SEGMENT = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_OF_SEVERAL = {Encoding.GSM7: 153, Encoding.UCS2: 67}


@dataclass(frozen=True, slots=True)
class SmsLength:
    """The size of one text.

    ``units`` counts GSM-7 letters (extension letters twice) or UTF-16 code units; it is what a
    practice's character limit is held against. ``forcing`` names each letter, once and in order,
    that turns the text to UCS-2.
    """

    encoding: Encoding
    units: int
    segments: int
    forcing: tuple[str, ...]


def sms_length(text: str) -> SmsLength:
    """Measure ``text`` as it would be sent. An empty text has no segment."""
    if _ALL_BASIC.fullmatch(text):
        return SmsLength(Encoding.GSM7, len(text), _basic_segments(len(text)), ())
    forcing = tuple(dict.fromkeys(letter for letter in text if not _is_gsm(letter)))
    encoding = Encoding.UCS2 if forcing else Encoding.GSM7
    weights = [_weight(letter, encoding) for letter in text]
    return SmsLength(encoding, sum(weights), _segments(weights, encoding), forcing)


def fits(text: str, limit: int = DEFAULT_LIMIT) -> bool:
    """Whether ``text`` keeps to a practice's character limit (F3)."""
    return sms_length(text).units <= limit


def plain_version(text: str) -> str:
    """The same words in GSM-7 letters: "Sofía — “sí” 😀" becomes 'Sofia - "si"'.

    What has no plain equivalent, such as an emoji, is dropped with the gap it would leave.
    A text that is plain already comes back unchanged.
    """
    if _ALL_GSM.fullmatch(text):
        return text
    letters = [_plain(letter) for letter in unicodedata.normalize("NFC", text)]
    if all(letters):
        return "".join(letters)
    return " ".join(word for word in "".join(letters).split(" ") if word)


def _is_gsm(letter: str) -> bool:
    return letter in _BASIC or letter in _EXTENSION


def _weight(letter: str, encoding: Encoding) -> int:
    if encoding is Encoding.UCS2:
        return 2 if ord(letter) > 0xFFFF else 1
    return 2 if letter in _EXTENSION else 1


def _basic_segments(units: int) -> int:
    if units <= _ONE_SEGMENT[Encoding.GSM7]:
        return 1 if units else 0
    return -(-units // _OF_SEVERAL[Encoding.GSM7])


def _segments(weights: Sequence[int], encoding: Encoding) -> int:
    if sum(weights) <= _ONE_SEGMENT[encoding]:
        return 1 if weights else 0
    return _packed(weights, _OF_SEVERAL[encoding])


def _packed(weights: Sequence[int], room: int) -> int:
    # A letter of two units that finds one left goes whole into the next segment.
    segments, used = 1, 0
    for weight in weights:
        if used + weight > room:
            segments, used = segments + 1, 0
        used += weight
    return segments


def _plain(letter: str) -> str:
    if _is_gsm(letter):
        return letter
    if letter in _PLAIN:
        return _PLAIN[letter]
    return "".join(_plain_part(part) for part in unicodedata.normalize("NFKD", letter))


def _plain_part(part: str) -> str:
    return part if _is_gsm(part) else _PLAIN.get(part, "")

"""How standard text messages are put together: lengths, how each begins and how it ends (product F1)."""

from __future__ import annotations

from dataclasses import dataclass

# How every text begins, and how it ends: with the link, with the link in fewest words, without one.
NAME = "{practice}: "
LINK_EN = " {link} Call {phone}. STOP to end"
LINK_NARROW_EN = " {link} {phone}. STOP to end"
CALL_EN = " Call {phone}. STOP to end"
LINK_ES = " {link} Tel {phone}. STOP para salir"
LINK_NARROW_ES = " {link} {phone}. STOP para salir"
CALL_ES = " Tel {phone}. STOP para salir"
PHONE_EN = " {phone}. STOP to end"
PHONE_ES = " {phone}. STOP para salir"


@dataclass(frozen=True, slots=True)
class TextWords:
    """One message: for one child, for named siblings, for counted siblings, and in the fewest words."""

    one: str
    siblings: str
    counted: str
    brief: str

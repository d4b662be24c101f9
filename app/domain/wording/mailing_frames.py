"""What stands around the words of every mailing, English and Spanish (product F6, I1, I2, K2).

A text begins with the practice's name and ends with the phone number and STOP. A call is read out once, to
a person or to an answering machine, so it offers no key.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language

_EN, _ES = Language.ENGLISH, Language.SPANISH


@dataclass(frozen=True, slots=True)
class MailingFrame:
    """``news_stop`` is the link that ends emails which are not about one's own child (K2)."""

    text_name: str
    text_phone: str
    text_stop: str
    call_greeting: str
    call_end: str
    news_stop: str


FRAMES = {
    _EN: MailingFrame(
        text_name="{practice}: ",
        text_phone=" Call {phone}.",
        text_stop=" STOP to end",
        call_greeting="Hello, this is {practice_name}.",
        call_end="To talk to us, or to get no more of these calls, call {phone}.",
        news_stop="Unsubscribe from these emails",
    ),
    _ES: MailingFrame(
        text_name="{practice}: ",
        text_phone=" Tel {phone}.",
        text_stop=" STOP para salir",
        call_greeting="Hola, le llama {practice_name}.",
        call_end="Para hablar con nosotros, o para no recibir más de estas llamadas, llame al {phone}.",
        news_stop="Dejar de recibir estos correos",
    ),
}

"""The parts of a standard mail, and what every mail says around its own words (product F1, F6).

One question, one button. There is never a pair of yes and no buttons: people would take the click
for the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language

_EN, _ES = Language.ENGLISH, Language.SPANISH


@dataclass(frozen=True, slots=True)
class EmailWords:
    """One mail. ``quiet_subject`` is used when no names may show in a list of mails.

    An empty ``button`` means that there is nothing to answer.
    """

    subject: str
    quiet_subject: str
    preheader: str
    heading: str
    opening: str
    button: str


@dataclass(frozen=True, slots=True)
class FrameWords:
    """What every mail of a language says around its own words."""

    child: str
    time: str
    provider: str
    change_until: str
    phone: str
    why: str
    reach: str
    stop: str


FRAME_WORDS = {
    _EN: FrameWords(
        child="Child",
        time="Time",
        provider="With",
        change_until="You can change your answer until",
        phone="Phone",
        why="You get this because {practice_name} has this email on file for your family.",
        reach="Change how we reach you",
        stop="To stop these emails, call {phone}.",
    ),
    _ES: FrameWords(
        child="Nombre",
        time="Hora",
        provider="Con",
        change_until="Puede cambiar su respuesta hasta",
        phone="Teléfono",
        why="Recibe este correo porque {practice_name} lo tiene como contacto de su familia.",
        reach="Cambiar cómo le avisamos",
        stop="Para no recibir más correos, llame al {phone}.",
    ),
}

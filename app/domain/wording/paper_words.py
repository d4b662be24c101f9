"""The parts of a standard letter or fax, and what every page says around them (product F4, F6).

A letter is read days after it was written, so it never says "today" or "tomorrow".
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language

_EN, _ES = Language.ENGLISH, Language.SPANISH


@dataclass(frozen=True, slots=True)
class PaperWords:
    """One letter: ``title`` is its heading, ``opening`` the sentences under it."""

    title: str
    opening: str


@dataclass(frozen=True, slots=True)
class PaperFrame:
    """What every letter of a language says around its own words.

    ``why`` and ``stop`` differ between a letter and a fax, ``cover`` heads a fax.
    """

    greeting: str
    answer: str
    page: str
    change_until: str
    questions: str
    why: dict[str, str]
    reach: str
    stop: dict[str, str]


PAPER_FRAMES = {
    _EN: PaperFrame(
        greeting="Hello,",
        answer="Please tell us if you are coming. Scan the code with your phone's camera,"
        " or type this address:",
        page="The visit page is at this address. Scan the code with your phone's camera, or type:",
        change_until="You can change your answer until",
        questions="No internet, or a question? Call us at {phone}.",
        why={
            "letter": "You get this letter because {practice_name} has this postal address on file"
            " for your family.",
            "fax": "You get this fax because {practice_name} has this number on file for your family.",
        },
        reach="Change how we reach you",
        stop={
            "letter": "To get no more letters, call {phone}.",
            "fax": "To get no more faxes, call {phone}.",
        },
    ),
    _ES: PaperFrame(
        greeting="Buenos días:",
        answer="Por favor díganos si van a venir. Apunte al código con la cámara de su teléfono"
        " o escriba esta dirección:",
        page="La página de la cita está en esta dirección. Apunte al código con la cámara de su teléfono"
        " o escríbala:",
        change_until="Puede cambiar su respuesta hasta",
        questions="¿No tiene internet, o tiene preguntas? Llámenos al {phone}.",
        why={
            "letter": "Recibe esta carta porque {practice_name} tiene esta dirección postal de su familia.",
            "fax": "Recibe este fax porque {practice_name} tiene este número de su familia.",
        },
        reach="Cambiar cómo le avisamos",
        stop={
            "letter": "Para no recibir más cartas, llame al {phone}.",
            "fax": "Para no recibir más faxes, llame al {phone}.",
        },
    ),
}

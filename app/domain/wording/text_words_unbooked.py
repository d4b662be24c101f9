"""The standard text messages that no booked visit asks for: greetings, recalls, freed times (F1, J4, K5)."""

from __future__ import annotations

from app.domain.languages import Language
from app.domain.wording.occasions import Occasion
from app.domain.wording.text_parts import (
    CALL_EN,
    CALL_ES,
    LINK_EN,
    LINK_NARROW_EN,
    LINK_NARROW_ES,
    NAME,
    PHONE_EN,
    PHONE_ES,
    TextWords,
)

_EN, _ES = Language.ENGLISH, Language.SPANISH

UNBOOKED_WORDS: dict[tuple[Occasion, Language], TextWords] = {
    (Occasion.BIRTHDAY, _EN): TextWords(
        NAME + "happy birthday to {patient_name} from all of us!" + PHONE_EN,
        NAME + "happy birthday to {children} from all of us!" + PHONE_EN,
        NAME + "happy birthday to your {count} children from all of us!" + PHONE_EN,
        NAME + "happy birthday from all of us!" + PHONE_EN,
    ),
    (Occasion.BIRTHDAY, _ES): TextWords(
        NAME + "¡feliz cumpleaños a {patient_name} de parte de todo el equipo!" + PHONE_ES,
        NAME + "¡feliz cumpleaños a {children} de parte de todo el equipo!" + PHONE_ES,
        NAME + "¡feliz cumpleaños a sus {count} hijos de parte de todo el equipo!" + PHONE_ES,
        NAME + "¡feliz cumpleaños de parte de todo el equipo!" + PHONE_ES,
    ),
    (Occasion.RECALL, _EN): TextWords(
        NAME + "{patient_name} is due for a check-up. To book a visit:" + CALL_EN,
        NAME + "{children} are due for check-ups. To book visits:" + CALL_EN,
        NAME + "your {count} children are due for check-ups. To book visits:" + CALL_EN,
        NAME + "it is time for a check-up. To book a visit:" + CALL_EN,
    ),
    (Occasion.RECALL, _ES): TextWords(
        NAME + "a {patient_name} le toca un chequeo. Para hacer la cita:" + CALL_ES,
        NAME + "a {children} les toca un chequeo. Para hacer las citas:" + CALL_ES,
        NAME + "a sus {count} hijos les toca un chequeo. Para hacer las citas:" + CALL_ES,
        NAME + "ya toca un chequeo. Para hacer la cita:" + CALL_ES,
    ),
    (Occasion.OFFER, _EN): TextWords(
        NAME + "a time is free for {patient_name}: {when}. First yes gets it:" + LINK_EN,
        NAME + "a time is free for {children}: {when}. First yes gets it:" + LINK_EN,
        NAME + "a time is free for your {count} children: {when}. First yes gets it:" + LINK_NARROW_EN,
        NAME + "free time {when}. Want it?" + LINK_NARROW_EN,
    ),
    (Occasion.OFFER, _ES): TextWords(
        NAME + "hay cita para {patient_name}: {when}. Es del primero que responda:" + LINK_NARROW_ES,
        NAME + "hay cita para {children}: {when}. ¿La quieren?" + LINK_NARROW_ES,
        NAME + "hay cita para sus {count} hijos: {when}. ¿La quiere?" + LINK_NARROW_ES,
        NAME + "cita libre {when}." + LINK_NARROW_ES,
    ),
}

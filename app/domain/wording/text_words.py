"""The standard text messages, English and Spanish (product F1, F6).

Each holds the practice's name, its phone and STOP. One that asks something asks one question and
holds one link. Every letter is GSM-7. Of each message there are three lengths; ``text_message`` takes
the first that fits. "STOP to end" stands last, as phone companies want it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.wording.occasions import Occasion

_EN, _ES = Language.ENGLISH, Language.SPANISH

# How every text begins, and how it ends: with the link, with the link in fewest words, without one.
_NAME = "{practice}: "
_LINK_EN = " {link} Call {phone}. STOP to end"
_LINK_NARROW_EN = " {link} {phone}. STOP to end"
_CALL_EN = " Call {phone}. STOP to end"
_LINK_ES = " {link} Tel {phone}. STOP para salir"
_LINK_NARROW_ES = " {link} {phone}. STOP para salir"
_CALL_ES = " Tel {phone}. STOP para salir"
_PHONE_EN = " {phone}. STOP to end"
_PHONE_ES = " {phone}. STOP para salir"


@dataclass(frozen=True, slots=True)
class TextWords:
    """One message: for one child, for named siblings, for counted siblings, and in the fewest words."""

    one: str
    siblings: str
    counted: str
    brief: str


TEXT_WORDS: dict[tuple[Occasion, Language], TextWords] = {
    (Occasion.BOOKED, _EN): TextWords(
        _NAME + "{patient_name} has a new visit {when}. Coming? Please answer:" + _LINK_EN,
        _NAME + "{children} have new visits {when}. Coming? Please answer:" + _LINK_EN,
        _NAME + "your {count} children have new visits {when}. Coming?" + _LINK_EN,
        _NAME + "new visit {when}. Coming?" + _LINK_NARROW_EN,
    ),
    (Occasion.BOOKED, _ES): TextWords(
        _NAME + "{patient_name} ya tiene cita el {when}. ¿Va a venir? Responda:" + _LINK_ES,
        _NAME + "{children} ya tienen cita el {when}. ¿Van a venir?" + _LINK_ES,
        _NAME + "sus {count} hijos ya tienen cita el {when}. ¿Vienen?" + _LINK_ES,
        _NAME + "cita {when}. ¿Viene?" + _LINK_NARROW_ES,
    ),
    (Occasion.ASK, _EN): TextWords(
        _NAME + "{patient_name} has a visit {when}. Coming? Please answer:" + _LINK_EN,
        _NAME + "{children} have visits {when}. Coming? Please answer:" + _LINK_EN,
        _NAME + "your {count} children have visits {when}. Coming? Answer:" + _LINK_EN,
        _NAME + "visit {when}. Coming?" + _LINK_EN,
    ),
    (Occasion.ASK, _ES): TextWords(
        _NAME + "{patient_name} tiene cita el {when}. ¿Va a venir? Responda:" + _LINK_ES,
        _NAME + "{children} tienen cita el {when}. ¿Van a venir? Responda:" + _LINK_ES,
        _NAME + "sus {count} hijos tienen cita {when}. ¿Van a venir?" + _LINK_ES,
        _NAME + "cita {when}. ¿Viene?" + _LINK_NARROW_ES,
    ),
    (Occasion.REMINDER, _EN): TextWords(
        _NAME + "see you {near_when} ({patient_name}). Coming? Answer:" + _LINK_EN,
        _NAME + "see you {near_when} ({children}). Coming? Answer:" + _LINK_EN,
        _NAME + "see you {near_when} ({count} visits). Coming?" + _LINK_EN,
        _NAME + "visit {when}. Coming?" + _LINK_EN,
    ),
    (Occasion.REMINDER, _ES): TextWords(
        _NAME + "le esperamos {near_when} ({patient_name}). ¿Va a venir?" + _LINK_ES,
        _NAME + "le esperamos {near_when} ({children}). ¿Van a venir?" + _LINK_ES,
        _NAME + "le esperamos {near_when} ({count} citas). ¿Vienen?" + _LINK_NARROW_ES,
        _NAME + "cita {when}. ¿Viene?" + _LINK_NARROW_ES,
    ),
    (Occasion.CONFIRMED, _EN): TextWords(
        _NAME + "you are confirmed for {near_when} ({patient_name}). Changes?" + _LINK_EN,
        _NAME + "you are confirmed for {near_when} ({children}). Changes?" + _LINK_NARROW_EN,
        _NAME + "you are confirmed for {when} ({count} visits). Changes?" + _LINK_NARROW_EN,
        _NAME + "confirmed {when}. Changes?" + _LINK_NARROW_EN,
    ),
    (Occasion.CONFIRMED, _ES): TextWords(
        _NAME + "cita confirmada, le esperamos {near_when} ({patient_name}). ¿Cambios?" + _LINK_NARROW_ES,
        _NAME + "citas confirmadas: {near_when} ({children}). ¿Cambios?" + _LINK_NARROW_ES,
        _NAME + "sus {count} citas confirmadas: {when}. ¿Cambios?" + _LINK_NARROW_ES,
        _NAME + "confirmado {when}." + _LINK_NARROW_ES,
    ),
    (Occasion.MOVED, _EN): TextWords(
        _NAME + "{patient_name}'s visit has a new time: {when}. Coming?" + _LINK_EN,
        _NAME + "the visits of {children} have a new time: {when}. Coming?" + _LINK_EN,
        _NAME + "your {count} children have a new time: {when}. Coming?" + _LINK_EN,
        _NAME + "new time {when}. Coming?" + _LINK_NARROW_EN,
    ),
    (Occasion.MOVED, _ES): TextWords(
        _NAME + "la cita de {patient_name} tiene nueva hora: {when}. ¿Va a venir?" + _LINK_ES,
        _NAME + "nueva hora para {children}: {when}. ¿Van a venir?" + _LINK_ES,
        _NAME + "sus {count} hijos tienen nueva hora: {when}. ¿Vienen?" + _LINK_NARROW_ES,
        _NAME + "nueva hora {when}." + _LINK_NARROW_ES,
    ),
    (Occasion.CHANGED, _EN): TextWords(
        _NAME + "{patient_name}'s visit has changed: {when}. Coming?" + _LINK_EN,
        _NAME + "the visits of {children} have changed: {when}. Coming?" + _LINK_EN,
        _NAME + "your {count} children's visits have changed: {when}. Coming?" + _LINK_NARROW_EN,
        _NAME + "visit change {when}. Coming?" + _LINK_NARROW_EN,
    ),
    (Occasion.CHANGED, _ES): TextWords(
        _NAME + "la cita de {patient_name} tiene cambios: {when}. ¿Va a venir?" + _LINK_ES,
        _NAME + "cambios en las citas de {children}: {when}. ¿Vienen?" + _LINK_ES,
        _NAME + "cambios en las {count} citas: {when}. ¿Van a venir?" + _LINK_NARROW_ES,
        _NAME + "cita cambiada: {when}." + _LINK_NARROW_ES,
    ),
    (Occasion.CANCELLED, _EN): TextWords(
        _NAME + "{patient_name}'s visit {when} is cancelled. New time?" + _CALL_EN,
        _NAME + "the visits of {children} {when} are cancelled. New time?" + _CALL_EN,
        _NAME + "the visits of your {count} children {when} are cancelled. New time?" + _CALL_EN,
        _NAME + "visit {when} is cancelled. New time?" + _CALL_EN,
    ),
    (Occasion.CANCELLED, _ES): TextWords(
        _NAME + "cita de {patient_name} ({when}) cancelada. ¿Otra fecha?" + _CALL_ES,
        _NAME + "citas de {children} ({when}) canceladas. ¿Otra fecha?" + _CALL_ES,
        _NAME + "citas de sus {count} hijos ({when}) canceladas. ¿Otra fecha?" + _CALL_ES,
        _NAME + "cita {when} cancelada. ¿Otra fecha?" + _CALL_ES,
    ),
    (Occasion.MISSED, _EN): TextWords(
        _NAME + "we missed {patient_name} on {when}. New time?" + _CALL_EN,
        _NAME + "we missed {children} on {when}. New time?" + _CALL_EN,
        _NAME + "we missed your {count} children on {when}. New time?" + _CALL_EN,
        _NAME + "we missed you on {when}. New time?" + _CALL_EN,
    ),
    (Occasion.MISSED, _ES): TextWords(
        _NAME + "no vimos a {patient_name} el {when}. ¿Otra fecha?" + _CALL_ES,
        _NAME + "no vimos a {children} el {when}. ¿Otra fecha?" + _CALL_ES,
        _NAME + "no vimos a sus {count} hijos el {when}. ¿Otra fecha?" + _CALL_ES,
        _NAME + "no les vimos el {when}. ¿Otra fecha?" + _CALL_ES,
    ),
    (Occasion.FOLLOW_UP, _EN): TextWords(
        _NAME + "thank you for coming with {patient_name}. Questions?" + _CALL_EN,
        _NAME + "thank you for coming with {children}. Questions?" + _CALL_EN,
        _NAME + "thank you for coming with your {count} children. Questions?" + _CALL_EN,
        _NAME + "thank you for coming. Questions?" + _CALL_EN,
    ),
    (Occasion.FOLLOW_UP, _ES): TextWords(
        _NAME + "gracias por venir con {patient_name}. ¿Preguntas?" + _CALL_ES,
        _NAME + "gracias por venir con {children}. ¿Preguntas?" + _CALL_ES,
        _NAME + "gracias por venir con sus {count} hijos. ¿Preguntas?" + _CALL_ES,
        _NAME + "gracias por venir. ¿Preguntas?" + _CALL_ES,
    ),
    (Occasion.TELEHEALTH_FIRST, _EN): TextWords(
        _NAME + "{patient_name} has a video visit {when}. Still good?" + _LINK_EN,
        _NAME + "{children} have video visits {when}. Still good?" + _LINK_EN,
        _NAME + "your {count} children have video visits {when}. OK?" + _LINK_NARROW_EN,
        _NAME + "video visit {when}. OK?" + _LINK_NARROW_EN,
    ),
    (Occasion.TELEHEALTH_FIRST, _ES): TextWords(
        _NAME + "{patient_name} tiene videocita el {when}. ¿Le va bien?" + _LINK_ES,
        _NAME + "{children} tienen videocita el {when}. ¿Le va bien?" + _LINK_ES,
        _NAME + "sus {count} hijos tienen videocita el {when}. ¿Bien?" + _LINK_NARROW_ES,
        _NAME + "videocita {when}." + _LINK_NARROW_ES,
    ),
    (Occasion.TELEHEALTH_SECOND, _EN): TextWords(
        _NAME + "video visit {near_when} ({patient_name}). Changes?" + _LINK_EN,
        _NAME + "video visits {near_when} ({children}). Changes?" + _LINK_EN,
        _NAME + "{count} video visits {near_when}. Changes?" + _LINK_NARROW_EN,
        _NAME + "video visit {when}. OK?" + _LINK_NARROW_EN,
    ),
    (Occasion.TELEHEALTH_SECOND, _ES): TextWords(
        _NAME + "videocita {near_when} ({patient_name}). ¿Cambios?" + _LINK_ES,
        _NAME + "videocitas {near_when} ({children}). ¿Cambios?" + _LINK_ES,
        _NAME + "{count} videocitas {near_when}. ¿Cambios?" + _LINK_NARROW_ES,
        _NAME + "videocita {when}." + _LINK_NARROW_ES,
    ),
    (Occasion.BIRTHDAY, _EN): TextWords(
        _NAME + "happy birthday to {patient_name} from all of us!" + _PHONE_EN,
        _NAME + "happy birthday to {children} from all of us!" + _PHONE_EN,
        _NAME + "happy birthday to your {count} children from all of us!" + _PHONE_EN,
        _NAME + "happy birthday from all of us!" + _PHONE_EN,
    ),
    (Occasion.BIRTHDAY, _ES): TextWords(
        _NAME + "¡feliz cumpleaños a {patient_name} de parte de todo el equipo!" + _PHONE_ES,
        _NAME + "¡feliz cumpleaños a {children} de parte de todo el equipo!" + _PHONE_ES,
        _NAME + "¡feliz cumpleaños a sus {count} hijos de parte de todo el equipo!" + _PHONE_ES,
        _NAME + "¡feliz cumpleaños de parte de todo el equipo!" + _PHONE_ES,
    ),
    (Occasion.RECALL, _EN): TextWords(
        _NAME + "{patient_name} is due for a check-up. To book a visit:" + _CALL_EN,
        _NAME + "{children} are due for check-ups. To book visits:" + _CALL_EN,
        _NAME + "your {count} children are due for check-ups. To book visits:" + _CALL_EN,
        _NAME + "it is time for a check-up. To book a visit:" + _CALL_EN,
    ),
    (Occasion.RECALL, _ES): TextWords(
        _NAME + "a {patient_name} le toca un chequeo. Para hacer la cita:" + _CALL_ES,
        _NAME + "a {children} les toca un chequeo. Para hacer las citas:" + _CALL_ES,
        _NAME + "a sus {count} hijos les toca un chequeo. Para hacer las citas:" + _CALL_ES,
        _NAME + "ya toca un chequeo. Para hacer la cita:" + _CALL_ES,
    ),
    (Occasion.OFFER, _EN): TextWords(
        _NAME + "a time is free for {patient_name}: {when}. First yes gets it:" + _LINK_EN,
        _NAME + "a time is free for {children}: {when}. First yes gets it:" + _LINK_EN,
        _NAME + "a time is free for your {count} children: {when}. First yes gets it:" + _LINK_NARROW_EN,
        _NAME + "free time {when}. Want it?" + _LINK_NARROW_EN,
    ),
    (Occasion.OFFER, _ES): TextWords(
        _NAME + "hay cita para {patient_name}: {when}. Es del primero que responda:" + _LINK_NARROW_ES,
        _NAME + "hay cita para {children}: {when}. ¿La quieren?" + _LINK_NARROW_ES,
        _NAME + "hay cita para sus {count} hijos: {when}. ¿La quiere?" + _LINK_NARROW_ES,
        _NAME + "cita libre {when}." + _LINK_NARROW_ES,
    ),
}
"""Every standard text; a test holds that no occasion and no language is missing."""

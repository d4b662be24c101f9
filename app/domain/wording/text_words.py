"""The standard text messages, English and Spanish (product F1, F6).

Each holds the practice's name, its phone and STOP. One that asks something asks one question and
holds one link. Every letter is GSM-7. Of each message there are three lengths; ``text_message`` takes
the first that fits. "STOP to end" stands last, as phone companies want it.
"""

from __future__ import annotations

from app.domain.languages import Language
from app.domain.wording.occasions import Occasion
from app.domain.wording.text_parts import (
    CALL_EN,
    CALL_ES,
    LINK_EN,
    LINK_ES,
    LINK_NARROW_EN,
    LINK_NARROW_ES,
    NAME,
    TextWords,
)
from app.domain.wording.text_words_unbooked import UNBOOKED_WORDS

_EN, _ES = Language.ENGLISH, Language.SPANISH

TEXT_WORDS: dict[tuple[Occasion, Language], TextWords] = {
    (Occasion.BOOKED, _EN): TextWords(
        NAME + "{patient_name} has a new visit {when}. Coming? Please answer:" + LINK_EN,
        NAME + "{children} have new visits {when}. Coming? Please answer:" + LINK_EN,
        NAME + "your {count} children have new visits {when}. Coming?" + LINK_EN,
        NAME + "new visit {when}. Coming?" + LINK_NARROW_EN,
    ),
    (Occasion.BOOKED, _ES): TextWords(
        NAME + "{patient_name} ya tiene cita el {when}. ¿Va a venir? Responda:" + LINK_ES,
        NAME + "{children} ya tienen cita el {when}. ¿Van a venir?" + LINK_ES,
        NAME + "sus {count} hijos ya tienen cita el {when}. ¿Vienen?" + LINK_ES,
        NAME + "cita {when}. ¿Viene?" + LINK_NARROW_ES,
    ),
    (Occasion.ASK, _EN): TextWords(
        NAME + "{patient_name} has a visit {when}. Coming? Please answer:" + LINK_EN,
        NAME + "{children} have visits {when}. Coming? Please answer:" + LINK_EN,
        NAME + "your {count} children have visits {when}. Coming? Answer:" + LINK_EN,
        NAME + "visit {when}. Coming?" + LINK_EN,
    ),
    (Occasion.ASK, _ES): TextWords(
        NAME + "{patient_name} tiene cita el {when}. ¿Va a venir? Responda:" + LINK_ES,
        NAME + "{children} tienen cita el {when}. ¿Van a venir? Responda:" + LINK_ES,
        NAME + "sus {count} hijos tienen cita {when}. ¿Van a venir?" + LINK_ES,
        NAME + "cita {when}. ¿Viene?" + LINK_NARROW_ES,
    ),
    (Occasion.REMINDER, _EN): TextWords(
        NAME + "see you {near_when} ({patient_name}). Coming? Answer:" + LINK_EN,
        NAME + "see you {near_when} ({children}). Coming? Answer:" + LINK_EN,
        NAME + "see you {near_when} ({count} visits). Coming?" + LINK_EN,
        NAME + "visit {when}. Coming?" + LINK_EN,
    ),
    (Occasion.REMINDER, _ES): TextWords(
        NAME + "le esperamos {near_when} ({patient_name}). ¿Va a venir?" + LINK_ES,
        NAME + "le esperamos {near_when} ({children}). ¿Van a venir?" + LINK_ES,
        NAME + "le esperamos {near_when} ({count} citas). ¿Vienen?" + LINK_NARROW_ES,
        NAME + "cita {when}. ¿Viene?" + LINK_NARROW_ES,
    ),
    (Occasion.CONFIRMED, _EN): TextWords(
        NAME + "you are confirmed for {near_when} ({patient_name}). Changes?" + LINK_EN,
        NAME + "you are confirmed for {near_when} ({children}). Changes?" + LINK_NARROW_EN,
        NAME + "you are confirmed for {when} ({count} visits). Changes?" + LINK_NARROW_EN,
        NAME + "confirmed {when}. Changes?" + LINK_NARROW_EN,
    ),
    (Occasion.CONFIRMED, _ES): TextWords(
        NAME + "cita confirmada, le esperamos {near_when} ({patient_name}). ¿Cambios?" + LINK_NARROW_ES,
        NAME + "citas confirmadas: {near_when} ({children}). ¿Cambios?" + LINK_NARROW_ES,
        NAME + "sus {count} citas confirmadas: {when}. ¿Cambios?" + LINK_NARROW_ES,
        NAME + "confirmado {when}." + LINK_NARROW_ES,
    ),
    (Occasion.MOVED, _EN): TextWords(
        NAME + "{patient_name}'s visit has a new time: {when}. Coming?" + LINK_EN,
        NAME + "the visits of {children} have a new time: {when}. Coming?" + LINK_EN,
        NAME + "your {count} children have a new time: {when}. Coming?" + LINK_EN,
        NAME + "new time {when}. Coming?" + LINK_NARROW_EN,
    ),
    (Occasion.MOVED, _ES): TextWords(
        NAME + "la cita de {patient_name} tiene nueva hora: {when}. ¿Va a venir?" + LINK_ES,
        NAME + "nueva hora para {children}: {when}. ¿Van a venir?" + LINK_ES,
        NAME + "sus {count} hijos tienen nueva hora: {when}. ¿Vienen?" + LINK_NARROW_ES,
        NAME + "nueva hora {when}." + LINK_NARROW_ES,
    ),
    (Occasion.CHANGED, _EN): TextWords(
        NAME + "{patient_name}'s visit has changed: {when}. Coming?" + LINK_EN,
        NAME + "the visits of {children} have changed: {when}. Coming?" + LINK_EN,
        NAME + "your {count} children's visits have changed: {when}. Coming?" + LINK_NARROW_EN,
        NAME + "visit change {when}. Coming?" + LINK_NARROW_EN,
    ),
    (Occasion.CHANGED, _ES): TextWords(
        NAME + "la cita de {patient_name} tiene cambios: {when}. ¿Va a venir?" + LINK_ES,
        NAME + "cambios en las citas de {children}: {when}. ¿Vienen?" + LINK_ES,
        NAME + "cambios en las {count} citas: {when}. ¿Van a venir?" + LINK_NARROW_ES,
        NAME + "cita cambiada: {when}." + LINK_NARROW_ES,
    ),
    (Occasion.CANCELLED, _EN): TextWords(
        NAME + "{patient_name}'s visit {when} is cancelled. New time?" + CALL_EN,
        NAME + "the visits of {children} {when} are cancelled. New time?" + CALL_EN,
        NAME + "the visits of your {count} children {when} are cancelled. New time?" + CALL_EN,
        NAME + "visit {when} is cancelled. New time?" + CALL_EN,
    ),
    (Occasion.CANCELLED, _ES): TextWords(
        NAME + "cita de {patient_name} ({when}) cancelada. ¿Otra fecha?" + CALL_ES,
        NAME + "citas de {children} ({when}) canceladas. ¿Otra fecha?" + CALL_ES,
        NAME + "citas de sus {count} hijos ({when}) canceladas. ¿Otra fecha?" + CALL_ES,
        NAME + "cita {when} cancelada. ¿Otra fecha?" + CALL_ES,
    ),
    (Occasion.MISSED, _EN): TextWords(
        NAME + "we missed {patient_name} on {when}. New time?" + CALL_EN,
        NAME + "we missed {children} on {when}. New time?" + CALL_EN,
        NAME + "we missed your {count} children on {when}. New time?" + CALL_EN,
        NAME + "we missed you on {when}. New time?" + CALL_EN,
    ),
    (Occasion.MISSED, _ES): TextWords(
        NAME + "no vimos a {patient_name} el {when}. ¿Otra fecha?" + CALL_ES,
        NAME + "no vimos a {children} el {when}. ¿Otra fecha?" + CALL_ES,
        NAME + "no vimos a sus {count} hijos el {when}. ¿Otra fecha?" + CALL_ES,
        NAME + "no les vimos el {when}. ¿Otra fecha?" + CALL_ES,
    ),
    (Occasion.FOLLOW_UP, _EN): TextWords(
        NAME + "thank you for coming with {patient_name}. Questions?" + CALL_EN,
        NAME + "thank you for coming with {children}. Questions?" + CALL_EN,
        NAME + "thank you for coming with your {count} children. Questions?" + CALL_EN,
        NAME + "thank you for coming. Questions?" + CALL_EN,
    ),
    (Occasion.FOLLOW_UP, _ES): TextWords(
        NAME + "gracias por venir con {patient_name}. ¿Preguntas?" + CALL_ES,
        NAME + "gracias por venir con {children}. ¿Preguntas?" + CALL_ES,
        NAME + "gracias por venir con sus {count} hijos. ¿Preguntas?" + CALL_ES,
        NAME + "gracias por venir. ¿Preguntas?" + CALL_ES,
    ),
    (Occasion.TELEHEALTH_FIRST, _EN): TextWords(
        NAME + "{patient_name} has a video visit {when}. Still good?" + LINK_EN,
        NAME + "{children} have video visits {when}. Still good?" + LINK_EN,
        NAME + "your {count} children have video visits {when}. OK?" + LINK_NARROW_EN,
        NAME + "video visit {when}. OK?" + LINK_NARROW_EN,
    ),
    (Occasion.TELEHEALTH_FIRST, _ES): TextWords(
        NAME + "{patient_name} tiene videocita el {when}. ¿Le va bien?" + LINK_ES,
        NAME + "{children} tienen videocita el {when}. ¿Le va bien?" + LINK_ES,
        NAME + "sus {count} hijos tienen videocita el {when}. ¿Bien?" + LINK_NARROW_ES,
        NAME + "videocita {when}." + LINK_NARROW_ES,
    ),
    (Occasion.TELEHEALTH_SECOND, _EN): TextWords(
        NAME + "video visit {near_when} ({patient_name}). To join:" + LINK_EN,
        NAME + "video visits {near_when} ({children}). To join:" + LINK_EN,
        NAME + "{count} video visits {near_when}. To join:" + LINK_NARROW_EN,
        NAME + "video visit {when}. To join:" + LINK_NARROW_EN,
    ),
    (Occasion.TELEHEALTH_SECOND, _ES): TextWords(
        NAME + "videocita {near_when} ({patient_name}). Entre:" + LINK_ES,
        NAME + "videocitas {near_when} ({children}). Entre:" + LINK_ES,
        NAME + "{count} videocitas {near_when}. Entre:" + LINK_NARROW_ES,
        NAME + "videocita {when}." + LINK_NARROW_ES,
    ),
    **UNBOOKED_WORDS,
}
"""Every standard text; a test holds that no occasion and no language is missing."""

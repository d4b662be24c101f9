"""The words of the standard phone calls, English and Spanish (product F4, F6; I2 for the keys)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import Language
from app.domain.wording.occasions import Occasion

_EN, _ES = Language.ENGLISH, Language.SPANISH


@dataclass(frozen=True, slots=True)
class CallWords:
    """What every call of a language says around its news.

    ``switch`` is said in the other language. ``both`` is the choice of keys for two children,
    ``all_of_them`` for more, ``changes`` for a visit that is confirmed.
    """

    greeting: str
    switch: str
    addressed: str
    addressed_quietly: str
    one: str
    both: str
    all_of_them: str
    changes: str
    service_keys: str
    voicemail: str


CALL_WORDS = {
    _EN: CallWords(
        greeting="Hello, this is {practice_name}.",
        switch="Para español, oprima el 8.",
        addressed="This is for the parent of {children}.",
        addressed_quietly="This is about {children}.",
        one="If you are coming, press 1. If you can't come, press 2.",
        both="If both are coming, press 1. If someone can't come, press 2.",
        all_of_them="If all are coming, press 1. If someone can't come, press 2.",
        changes="If your plans changed, press 2.",
        service_keys="To hear this again, press 3. To talk to us, press 0. To stop these calls, press 9.",
        voicemail="Hello, this is {practice_name}. We have a message about a visit on {first_day}. "
        "Please call {phone}.",
    ),
    _ES: CallWords(
        greeting="Hola, le llama {practice_name}.",
        switch="For English, press 8.",
        addressed="Este mensaje es para el padre, la madre o tutor de {children}.",
        addressed_quietly="Este mensaje es sobre {children}.",
        one="Si va a venir, oprima el 1. Si no puede venir, oprima el 2.",
        both="Si van a venir, oprima el 1. Si alguien no puede venir, oprima el 2.",
        all_of_them="Si van a venir, oprima el 1. Si alguien no puede venir, oprima el 2.",
        changes="Si hay cambios, oprima el 2.",
        service_keys="Para repetir, oprima el 3. Para hablar con nosotros, el 0. "
        "Para no recibir más llamadas, el 9.",
        voicemail="Hola, le llama {practice_name}. Tenemos un mensaje sobre una cita el {first_day}. "
        "Por favor llame al {phone}.",
    ),
}

_FREE_EN = (
    "A time is free on {first_day}, {spoken_time}. The first family that says yes gets it. "
    "If you want it, please call {phone}."
)
_FREE_ES = (
    "Hay una cita libre el {first_day} {spoken_time}. Es de la primera familia que diga que sí. "
    "Si la quiere, llame al {phone}."
)

NEWS: dict[tuple[Occasion, Language], tuple[str, str]] = {
    (Occasion.BOOKED, _EN): (
        "We booked a visit on {first_day}, {spoken_time}.",
        "We booked visits on {first_day}, {spoken_time}.",
    ),
    (Occasion.BOOKED, _ES): (
        "Hicimos una cita para el {first_day} {spoken_time}.",
        "Hicimos citas para el {first_day} {spoken_time}.",
    ),
    (Occasion.ASK, _EN): (
        "There is a visit on {first_day}, {spoken_time}.",
        "They have visits on {first_day}, {spoken_time}.",
    ),
    (Occasion.ASK, _ES): (
        "La cita es el {first_day} {spoken_time}.",
        "Tienen citas el {first_day} {spoken_time}.",
    ),
    (Occasion.REMINDER, _EN): (
        "This is a reminder of the visit on {first_day}, {spoken_time}.",
        "This is a reminder of the visits on {first_day}, {spoken_time}.",
    ),
    (Occasion.REMINDER, _ES): (
        "Le recordamos la cita del {first_day} {spoken_time}.",
        "Le recordamos las citas del {first_day} {spoken_time}.",
    ),
    (Occasion.CONFIRMED, _EN): (
        "You are confirmed for {first_day}, {spoken_time}.",
        "You are confirmed for {first_day}, {spoken_time}.",
    ),
    (Occasion.CONFIRMED, _ES): (
        "Su cita del {first_day} {spoken_time} está confirmada.",
        "Sus citas del {first_day} {spoken_time} están confirmadas.",
    ),
    (Occasion.MOVED, _EN): (
        "The visit has a new time: {first_day}, {spoken_time}.",
        "The visits have a new time: {first_day}, {spoken_time}.",
    ),
    (Occasion.MOVED, _ES): (
        "La cita tiene nueva hora: el {first_day} {spoken_time}.",
        "Las citas tienen nueva hora: el {first_day} {spoken_time}.",
    ),
    (Occasion.CHANGED, _EN): (
        "The visit has changed. It is on {first_day}, {spoken_time}, at {place}, with {provider}.",
        "The visits have changed. They are on {first_day}, {spoken_time}, at {place}.",
    ),
    (Occasion.CHANGED, _ES): (
        "La cita tiene cambios. Es el {first_day} {spoken_time}, en {place}. Atiende: {provider}.",
        "Las citas tienen cambios. Son el {first_day} {spoken_time}, en {place}.",
    ),
    (Occasion.CANCELLED, _EN): (
        "The office cancelled the visit on {first_day}, {spoken_time}. Please call {phone} for a new time.",
        "The office cancelled the visits on {first_day}, {spoken_time}. Please call {phone} for new times.",
    ),
    (Occasion.CANCELLED, _ES): (
        "La oficina canceló la cita del {first_day} {spoken_time}. Para otra, llame al {phone}.",
        "La oficina canceló las citas del {first_day} {spoken_time}. Para otras, llame al {phone}.",
    ),
    (Occasion.MISSED, _EN): (
        "We missed you at the visit on {first_day}. Please call {phone} for a new time.",
        "We missed you at the visits on {first_day}. Please call {phone} for new times.",
    ),
    (Occasion.MISSED, _ES): (
        "No les vimos en la cita del {first_day}. Para otra, llame al {phone}.",
        "No les vimos en las citas del {first_day}. Para otras, llame al {phone}.",
    ),
    (Occasion.FOLLOW_UP, _EN): (
        "Thank you for coming on {first_day}. If you have questions, please call {phone}.",
        "Thank you for coming on {first_day}. If you have questions, please call {phone}.",
    ),
    (Occasion.FOLLOW_UP, _ES): (
        "Gracias por venir el {first_day}. Si tiene preguntas, llame al {phone}.",
        "Gracias por venir el {first_day}. Si tiene preguntas, llame al {phone}.",
    ),
    (Occasion.TELEHEALTH_FIRST, _EN): (
        "There is a video visit on {first_day}, {spoken_time}. For the link, call {phone}.",
        "They have video visits on {first_day}, {spoken_time}. For the link, call {phone}.",
    ),
    (Occasion.TELEHEALTH_FIRST, _ES): (
        "La videocita es el {first_day} {spoken_time}. Para el enlace, llame al {phone}.",
        "Tienen videocitas el {first_day} {spoken_time}. Para el enlace, llame al {phone}.",
    ),
    (Occasion.TELEHEALTH_SECOND, _EN): (
        "The video visit is {near_day}, {spoken_time}. Please be ready a few minutes before.",
        "The video visits are {near_day}, {spoken_time}. Please be ready a few minutes before.",
    ),
    (Occasion.TELEHEALTH_SECOND, _ES): (
        "La videocita es {near_day} {spoken_time}. Tenga todo listo unos minutos antes.",
        "Las videocitas son {near_day} {spoken_time}. Tenga todo listo unos minutos antes.",
    ),
    (Occasion.BIRTHDAY, _EN): ("Happy birthday from all of us!", "Happy birthday from all of us!"),
    (Occasion.BIRTHDAY, _ES): (
        "¡Feliz cumpleaños de parte de todo el equipo!",
        "¡Feliz cumpleaños de parte de todo el equipo!",
    ),
    (Occasion.RECALL, _EN): (
        "It is time for a check-up. Please call {phone} to book a visit.",
        "It is time for their check-ups. Please call {phone} to book visits.",
    ),
    (Occasion.RECALL, _ES): (
        "Ya toca un chequeo. Para hacer la cita, llame al {phone}.",
        "Ya les toca un chequeo. Para hacer las citas, llame al {phone}.",
    ),
    (Occasion.OFFER, _EN): (_FREE_EN, _FREE_EN),
    (Occasion.OFFER, _ES): (_FREE_ES, _FREE_ES),
}
"""For each occasion the news about one child, and about several."""

VOICEMAIL: dict[tuple[Occasion, Language], str] = {
    (Occasion.BIRTHDAY, _EN): "Hello, this is {practice_name}. Happy birthday from all of us! "
    "Our number is {phone}.",
    (Occasion.BIRTHDAY, _ES): "Hola, le llama {practice_name}. ¡Feliz cumpleaños de parte de todo el equipo! "
    "Nuestro número es {phone}.",
    (Occasion.RECALL, _EN): "Hello, this is {practice_name}. We have a message for you. Please call {phone}.",
    (Occasion.RECALL, _ES): "Hola, le llama {practice_name}. Tenemos un mensaje para usted. "
    "Por favor llame al {phone}.",
    (Occasion.OFFER, _EN): "Hello, this is {practice_name}. A visit time is free on {first_day}. "
    "If you want it, please call {phone} soon.",
    (Occasion.OFFER, _ES): "Hola, le llama {practice_name}. Hay una cita libre el {first_day}. "
    "Si la quiere, llame pronto al {phone}.",
}
"""What an answering machine hears when no booked visit is spoken of."""

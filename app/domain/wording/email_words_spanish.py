"""The standard mails in Spanish (product F1, F6): usted, and no guess at anyone's gender."""

from __future__ import annotations

from app.domain.wording.email_news_spanish import SPANISH_NEWS
from app.domain.wording.email_words import EmailWords
from app.domain.wording.occasions import Occasion

_IN_ONE_TAP = "Díganos con 1 toque si van a venir."
_ANSWER = "Responder ahora"
_CHANGE = "Cambiar mi respuesta"
_ANY_CHANGE = "¿Hay cambios? Puede avisarnos."
_PAGE = "Abrir la página de la cita"
_SEE_TIME = "Ver la hora"

SPANISH: dict[Occasion, tuple[EmailWords, EmailWords]] = {
    Occasion.BOOKED: (
        EmailWords(
            "{patient_name}: nueva cita el {first_day}",
            "Su nueva cita el {first_day}",
            _IN_ONE_TAP,
            "¿Va a venir {patient_name}?",
            "Hicimos una cita para el {first_day}.",
            _ANSWER,
        ),
        EmailWords(
            "{children}: nuevas citas el {first_day}",
            "Sus nuevas citas el {first_day}",
            _IN_ONE_TAP,
            "¿Van a venir {children}?",
            "Hicimos {count} citas para el {first_day}.",
            _ANSWER,
        ),
    ),
    Occasion.ASK: (
        EmailWords(
            "{patient_name}: cita el {first_day}",
            "Su cita el {first_day}",
            _IN_ONE_TAP,
            "¿Va a venir {patient_name}?",
            "La cita es el {first_day}.",
            _ANSWER,
        ),
        EmailWords(
            "{children}: citas el {first_day}",
            "Sus citas el {first_day}",
            _IN_ONE_TAP,
            "¿Van a venir {children}?",
            "Las citas son el {first_day}.",
            _ANSWER,
        ),
    ),
    Occasion.REMINDER: (
        EmailWords(
            "Recordatorio: {patient_name}, {first_day}",
            "Recordatorio: su cita el {first_day}",
            _IN_ONE_TAP,
            "¿Va a venir {patient_name}?",
            "Los esperamos {near_day}. La cita es el {first_day}.",
            _ANSWER,
        ),
        EmailWords(
            "Recordatorio: {children}, {first_day}",
            "Recordatorio: sus citas el {first_day}",
            _IN_ONE_TAP,
            "¿Van a venir {children}?",
            "Los esperamos {near_day}. Las citas son el {first_day}.",
            _ANSWER,
        ),
    ),
    Occasion.CONFIRMED: (
        EmailWords(
            "Cita confirmada: {patient_name}, {first_day}",
            "Cita confirmada: {first_day}",
            "¿Hay cambios? Todavía puede avisarnos.",
            "Su cita está confirmada. Los esperamos {near_day}.",
            "La cita es el {first_day}. ¿Hay cambios? Avísenos.",
            _CHANGE,
        ),
        EmailWords(
            "Citas confirmadas: {children}, {first_day}",
            "Citas confirmadas: {first_day}",
            "¿Hay cambios? Todavía puede avisarnos.",
            "Sus citas están confirmadas. Los esperamos {near_day}.",
            "Las citas son el {first_day}. ¿Hay cambios? Avísenos.",
            _CHANGE,
        ),
    ),
    Occasion.MOVED: (
        EmailWords(
            "Nueva hora para {patient_name}: {first_day}",
            "Nueva hora de su cita: {first_day}",
            _IN_ONE_TAP,
            "{patient_name} tiene otra hora. ¿Va a venir?",
            "La cita ahora es el {first_day}. La hora de antes ya no vale.",
            _ANSWER,
        ),
        EmailWords(
            "Nueva hora para {children}: {first_day}",
            "Nueva hora de sus citas: {first_day}",
            _IN_ONE_TAP,
            "{children} tienen otra hora. ¿Van a venir?",
            "Las citas ahora son el {first_day}. La hora de antes ya no vale.",
            _ANSWER,
        ),
    ),
    Occasion.CHANGED: (
        EmailWords(
            "Cambios en la cita de {patient_name}: {first_day}",
            "Cambios en su cita: {first_day}",
            _IN_ONE_TAP,
            "La cita de {patient_name} tiene cambios. ¿Va a venir?",
            "La cita ahora es en {place}, el {first_day}. Atiende: {provider}.",
            _ANSWER,
        ),
        EmailWords(
            "Cambios en las citas de {children}: {first_day}",
            "Cambios en sus citas: {first_day}",
            _IN_ONE_TAP,
            "Las citas de {children} tienen cambios. ¿Van a venir?",
            "Las citas ahora son en {place}, el {first_day}. La lista dice quién atiende cada cita.",
            _ANSWER,
        ),
    ),
    Occasion.CANCELLED: (
        EmailWords(
            "Cita cancelada: {patient_name}, {first_day}",
            "Cita cancelada: {first_day}",
            "Llámenos para otra cita, por favor.",
            "La oficina canceló esta cita.",
            "Por favor no venga a esta cita del {first_day}. ¿Necesita otra? Llame al {phone}.",
            "",
        ),
        EmailWords(
            "Citas canceladas: {children}, {first_day}",
            "Citas canceladas: {first_day}",
            "Llámenos para otras citas, por favor.",
            "La oficina canceló estas citas.",
            "Por favor no venga a estas citas del {first_day}. ¿Necesita otras? Llame al {phone}.",
            "",
        ),
    ),
    Occasion.TELEHEALTH_FIRST: (
        EmailWords(
            "{patient_name}: videocita el {first_day}",
            "Su videocita el {first_day}",
            _ANY_CHANGE,
            "{patient_name} tiene una videocita.",
            "La videocita es el {first_day}. ¿Le sigue yendo bien la hora? Su enlace: {video_link}",
            _PAGE,
        ),
        EmailWords(
            "{children}: videocitas el {first_day}",
            "Sus videocitas el {first_day}",
            _ANY_CHANGE,
            "{children} tienen videocitas.",
            "Las videocitas son el {first_day}. ¿Le siguen yendo bien las horas? Su enlace: {video_link}",
            _PAGE,
        ),
    ),
    Occasion.TELEHEALTH_SECOND: (
        EmailWords(
            "{patient_name}: videocita {near_day}, {time}",
            "Su videocita {near_day}, {time}",
            _ANY_CHANGE,
            "La videocita de {patient_name} es {near_day}.",
            "Es el {first_day}, hora: {time}. Tenga todo listo unos minutos antes. Su enlace: {video_link}",
            _PAGE,
        ),
        EmailWords(
            "{children}: videocitas {near_day}, {time}",
            "Sus videocitas {near_day}, {time}",
            _ANY_CHANGE,
            "Las videocitas de {children} son {near_day}.",
            "La primera es el {first_day}, hora: {time}. Tenga todo listo antes. Su enlace: {video_link}",
            _PAGE,
        ),
    ),
    Occasion.OFFER: (
        EmailWords(
            "{patient_name}: hay una cita libre el {first_day}",
            "Hay una cita libre el {first_day}",
            "Es de la primera familia que diga que sí.",
            "Hay una cita libre para {patient_name}.",
            "Es el {first_day} en {place}. Es de la primera familia que diga que sí.",
            _SEE_TIME,
        ),
        EmailWords(
            "{children}: hay una cita libre el {first_day}",
            "Hay una cita libre el {first_day}",
            "Es de la primera familia que diga que sí.",
            "Hay una cita libre para {children}.",
            "Es el {first_day} en {place}. Es de la primera familia que diga que sí.",
            _SEE_TIME,
        ),
    ),
    **SPANISH_NEWS,
}
"""For each occasion the mail about one child, and the one about several."""

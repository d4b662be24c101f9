"""The standard letters and faxes in Spanish (product F1, F4, F6)."""

from __future__ import annotations

from app.domain.wording.occasions import Occasion
from app.domain.wording.paper_words import PaperWords

_ONE = "Aquí están el día, la hora y con quién es la cita."
_MANY = "Aquí están el día, las horas y con quién es cada cita."

SPANISH_PAPER: dict[Occasion, tuple[PaperWords, PaperWords]] = {
    Occasion.BOOKED: (
        PaperWords("Nueva cita de {patient_name}", f"Hicimos una cita para el {{first_day}}. {_ONE}"),
        PaperWords("Nuevas citas de {children}", f"Hicimos {{count}} citas para el {{first_day}}. {_MANY}"),
    ),
    Occasion.ASK: (
        PaperWords("¿Va a venir {patient_name}?", f"Hay una cita el {{first_day}}. {_ONE}"),
        PaperWords("¿Van a venir {children}?", f"Hay {{count}} citas el {{first_day}}. {_MANY}"),
    ),
    Occasion.REMINDER: (
        PaperWords("Recordatorio de la cita de {patient_name}", f"Les esperamos el {{first_day}}. {_ONE}"),
        PaperWords("Recordatorio de las citas de {children}", f"Les esperamos el {{first_day}}. {_MANY}"),
    ),
    Occasion.CONFIRMED: (
        PaperWords("Cita confirmada: {patient_name}", "Gracias por avisarnos. Les esperamos el {first_day}."),
        PaperWords("Citas confirmadas: {children}", "Gracias por avisarnos. Les esperamos el {first_day}."),
    ),
    Occasion.MOVED: (
        PaperWords(
            "Nueva hora para {patient_name}", "La cita es ahora el {first_day}. La hora de antes ya no vale."
        ),
        PaperWords(
            "Nueva hora para {children}",
            "Las citas son ahora el {first_day}. Las horas de antes ya no valen.",
        ),
    ),
    Occasion.CHANGED: (
        PaperWords(
            "La cita de {patient_name} cambió",
            "La cita es el {first_day}, ahora con {provider} en {place}.",
        ),
        PaperWords(
            "Las citas de {children} cambiaron",
            "Las citas son el {first_day}, ahora en {place}. La lista dice con quién es cada una.",
        ),
    ),
    Occasion.CANCELLED: (
        PaperWords(
            "El consultorio canceló una cita de {patient_name}",
            "Por favor no vengan a esta cita del {first_day}. Con gusto buscamos otra hora:"
            " llame al {phone}.",
        ),
        PaperWords(
            "El consultorio canceló citas de {children}",
            "Por favor no vengan a estas citas del {first_day}. Con gusto buscamos otras horas:"
            " llame al {phone}.",
        ),
    ),
    Occasion.MISSED: (
        PaperWords(
            "No pudimos ver a {patient_name}",
            "Había una cita el {first_day}. Con gusto buscamos otra hora: llame al {phone}.",
        ),
        PaperWords(
            "No pudimos ver a {children}",
            "Había citas el {first_day}. Con gusto buscamos otras horas: llame al {phone}.",
        ),
    ),
    Occasion.FOLLOW_UP: (
        PaperWords(
            "Gracias por venir con {patient_name}",
            "Es sobre la cita del {first_day}. Si tiene preguntas, llame al {phone}.",
        ),
        PaperWords(
            "Gracias por venir con {children}",
            "Es sobre las citas del {first_day}. Si tiene preguntas, llame al {phone}.",
        ),
    ),
    Occasion.TELEHEALTH_FIRST: (
        PaperWords("{patient_name} tiene una videocita", "La videocita es el {first_day}."),
        PaperWords("{children} tienen videocitas", "Las videocitas son el {first_day}."),
    ),
    Occasion.TELEHEALTH_SECOND: (
        PaperWords(
            "La videocita de {patient_name}",
            "Es el {first_day}, hora: {time}. Por favor conéctese unos minutos antes.",
        ),
        PaperWords(
            "Las videocitas de {children}",
            "La primera es el {first_day}, hora: {time}. Por favor conéctese unos minutos antes.",
        ),
    ),
    Occasion.BIRTHDAY: (
        PaperWords("¡Feliz cumpleaños a {patient_name}!", "En {practice_name} les deseamos un gran día."),
        PaperWords("¡Feliz cumpleaños a {children}!", "En {practice_name} les deseamos un gran día."),
    ),
    Occasion.RECALL: (
        PaperWords("A {patient_name} le toca un chequeo", "Por favor llame al {phone} para hacer la cita."),
        PaperWords("A {children} les toca un chequeo", "Por favor llame al {phone} para hacer las citas."),
    ),
    Occasion.OFFER: (
        PaperWords(
            "Hay una cita libre para {patient_name}",
            "Es el {first_day}. Es de la primera familia que diga que sí.",
        ),
        PaperWords(
            "Hay una cita libre para {children}",
            "Es el {first_day}. Es de la primera familia que diga que sí.",
        ),
    ),
}
"""For each occasion the page about one child, and the one about several."""

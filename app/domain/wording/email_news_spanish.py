"""The standard mails in Spanish that ask no answer (product F1, F6, K5)."""

from __future__ import annotations

from app.domain.wording.email_words import EmailWords
from app.domain.wording.occasions import Occasion

SPANISH_NEWS: dict[Occasion, tuple[EmailWords, EmailWords]] = {
    Occasion.MISSED: (
        EmailWords(
            "No vimos a {patient_name} el {first_day}",
            "No les vimos el {first_day}",
            "Llámenos para otra cita.",
            "No vimos a {patient_name}.",
            "La cita era el {first_day}. ¿Necesita otra? Llame al {phone}.",
            "",
        ),
        EmailWords(
            "No vimos a {children} el {first_day}",
            "No les vimos el {first_day}",
            "Llámenos para otras citas.",
            "No vimos a {children}.",
            "Las citas eran el {first_day}. ¿Necesita otras? Llame al {phone}.",
            "",
        ),
    ),
    Occasion.FOLLOW_UP: (
        EmailWords(
            "Gracias por venir con {patient_name}",
            "Gracias por su visita",
            "¿Tiene preguntas? Llámenos.",
            "Gracias por venir con {patient_name}.",
            "Es sobre la cita del {first_day}. ¿Tiene preguntas? Llame al {phone}.",
            "",
        ),
        EmailWords(
            "Gracias por venir con {children}",
            "Gracias por su visita",
            "¿Tiene preguntas? Llámenos.",
            "Gracias por venir con {children}.",
            "Es sobre las citas del {first_day}. ¿Tiene preguntas? Llame al {phone}.",
            "",
        ),
    ),
    Occasion.BIRTHDAY: (
        EmailWords(
            "¡Feliz cumpleaños a {patient_name}!",
            "¡Feliz cumpleaños!",
            "De parte de todo el equipo.",
            "¡Feliz cumpleaños a {patient_name}!",
            "En {practice_name} les deseamos un gran día.",
            "",
        ),
        EmailWords(
            "¡Feliz cumpleaños a {children}!",
            "¡Feliz cumpleaños!",
            "De parte de todo el equipo.",
            "¡Feliz cumpleaños a {children}!",
            "En {practice_name} les deseamos un gran día.",
            "",
        ),
    ),
    Occasion.RECALL: (
        EmailWords(
            "{patient_name}: ya toca un chequeo",
            "Ya toca un chequeo",
            "Llámenos para hacer la cita.",
            "A {patient_name} le toca un chequeo.",
            "Por favor llame al {phone} para hacer la cita.",
            "",
        ),
        EmailWords(
            "{children}: ya toca un chequeo",
            "Ya toca un chequeo",
            "Llámenos para hacer las citas.",
            "A {children} les toca un chequeo.",
            "Por favor llame al {phone} para hacer las citas.",
            "",
        ),
    ),
}
"""For each occasion the mail about one child, and the one about several."""

"""What parents read on their visit page, English and Spanish side by side.

Short words a fourth-grader knows; Spanish with usted, and no guess at anybody's gender. A key that
ends in ``_one``, ``_two`` or ``_many`` is chosen by a number, see ``say_number``.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from app.domain.languages import Bilingual, Language

_WORDS = {
    # Titles hold no name: they show in the phone's list of open pages.
    "title_visit": ("Your visit", "Su cita"),
    "title_thanks": ("Thank you", "Gracias"),
    "title_answer": ("We got your answer", "Recibimos su respuesta"),
    "title_request": ("We got your request", "Recibimos su pedido"),
    "title_call": ("Please call us", "Llámenos, por favor"),
    "title_look": ("Please look again", "Mire otra vez, por favor"),
    # Headlines.
    "ask_one": ("Is {names} still coming?", "¿Va a venir {names}?"),
    "ask_many": ("Are {names} still coming?", "¿Van a venir {names}?"),
    "moved_one": ("{names} has a new time.", "{names} tiene otra hora."),
    "moved_many": ("{names} have new times.", "{names} tienen otra hora."),
    "moved_question_one": ("Is {names} coming?", "¿Va a venir?"),
    "moved_question_many": ("Are they coming?", "¿Van a venir?"),
    "thanks": ("Thank you. See you {day}.", "Gracias. Los esperamos {day}."),
    "some_one": (
        "We got your answer. Only {names} is coming.",
        "Recibimos su respuesta. Solo viene {names}.",
    ),
    "some_many": ("We got your answer. {names} are coming.", "Recibimos su respuesta. Vienen {names}."),
    "cancelled_one": ("We cancelled the visit.", "Cancelamos la cita."),
    "cancelled_two": ("We cancelled both visits.", "Cancelamos las dos citas."),
    "cancelled_many": ("We cancelled all {n} visits.", "Cancelamos las {n} citas."),
    "request_one": (
        "We got your request. The visit is not cancelled yet.",
        "Recibimos su pedido. La cita todavía no está cancelada.",
    ),
    "request_many": (
        "We got your request. The visits are not cancelled yet.",
        "Recibimos su pedido. Las citas todavía no están canceladas.",
    ),
    "move": ("We got your request for a new time.", "Recibimos su pedido de otra cita."),
    "told": ("We told the office.", "Ya avisamos a la oficina."),
    "conflict": ("We got two different answers.", "Recibimos dos respuestas distintas."),
    "office_one": ("The office cancelled this visit.", "La oficina canceló esta cita."),
    "office_many": ("The office cancelled the visits.", "La oficina canceló las citas."),
    "past_one": ("This visit was on {date}.", "Esta cita fue el {date}."),
    "past_many": ("These visits were on {date}.", "Estas citas fueron el {date}."),
    "gone": ("This visit is not on our schedule any more.", "Esta cita ya no está en nuestra agenda."),
    "changed": ("The schedule changed while you were here.", "Hubo un cambio mientras respondía."),
    "taken": ("That time is taken now.", "Esa hora ya está ocupada."),
    "too_late": ("It is too late to cancel here.", "Ya es tarde para cancelar aquí."),
    "not_on_link": ("We could not use that answer.", "No pudimos usar esa respuesta."),
    "no_answer": ("We did not get an answer.", "No recibimos su respuesta."),
    # The sentence below a headline.
    "lead_changed": ("Please look and answer again.", "Mire y responda otra vez, por favor."),
    "lead_taken_one": ("{names} is still cancelled.", "La cita de {names} sigue cancelada."),
    "lead_taken_many": ("{names} are still cancelled.", "Las citas de {names} siguen canceladas."),
    "lead_too_late": (
        "Your answer was not saved. Please look again, or call us.",
        "No se guardó su respuesta. Mire otra vez, o llámenos.",
    ),
    "lead_not_saved": (
        "Nothing was saved. Please look and answer again.",
        "No se guardó nada. Mire y responda otra vez, por favor.",
    ),
    "lead_told": (
        "The visit stays on the schedule until we talk.",
        "La cita sigue hasta que hablemos.",
    ),
    "lead_move": (
        "We will call you. The visit stays as it is until then.",
        "Le llamaremos. La cita sigue igual hasta entonces.",
    ),
    "lead_move_cancelled": ("We will call you with a new time.", "Le llamaremos con otra fecha."),
    "lead_conflict": (
        "Someone else in the family answered first. That answer stays. The office will call to check.",
        "Otra persona de la familia respondió primero. Esa respuesta sigue. La oficina va a llamar.",
    ),
    "lead_by_other": (
        "Someone else in the family answered this.",
        "Respondió otra persona de la familia.",
    ),
    "lead_past": ("Did you miss it? Call for a new time.", "¿No pudo venir? Llame para otra cita."),
    "lead_gone": ("Please call us.", "Llámenos, por favor."),
    # How one child stands.
    "tag_coming": ("Coming", "Viene"),
    "tag_cancelled": ("Cancelled", "Cancelada"),
    "tag_requested": ("Asked to cancel", "Pidió cancelar"),
    "tag_move": ("Asked for a new time", "Pidió otra cita"),
    "tag_told": ("Office told", "Oficina avisada"),
    "tag_none": ("No answer yet", "Sin respuesta"),
    "tag_office": ("Cancelled by the office", "La canceló la oficina"),
    "tag_past": ("Over", "Ya pasó"),
    "tag_gone": ("Not on our schedule", "No está en la agenda"),
    # Answers.
    "coming": ("Coming", "Sí viene"),
    "cant": ("Can't come", "No viene"),
    "other_time": ("Need another time", "Necesita otra cita"),
    "yes_one": ("Yes, {names} is coming", "Sí, va a venir"),
    "yes_two": ("Yes, both are coming", "Sí, van a venir"),
    "yes_many": ("Yes, all {n} are coming", "Sí, van a venir"),
    "yes_named_one": ("Yes, {names} is coming", "{names} sí viene"),
    "yes_named_many": ("Yes, {names} are coming", "{names} sí vienen"),
    "no_one": ("{names} can't come", "No puede venir"),
    "time_one": ("{names} needs another time", "Necesita otra cita"),
    "send": ("Send my answer", "Enviar mi respuesta"),
    "off_two": ("Cancel both visits", "Cancelar las dos citas"),
    "off_many": ("Cancel all {n} visits", "Cancelar las {n} citas"),
    "ask_off_two": ("Ask to cancel both visits", "Pedir cancelar las dos citas"),
    "ask_off_many": ("Ask to cancel all {n} visits", "Pedir cancelar las {n} citas"),
    "say_cancel": ("We will cancel {names}'s visit.", "Vamos a cancelar la cita de {names}."),
    "say_request": (
        "We will ask the office to cancel {names}'s visit.",
        "Vamos a pedir a la oficina que cancele la cita de {names}.",
    ),
    "change_until": (
        "You can change your answer until {until}.",
        "Puede cambiar su respuesta hasta {until}.",
    ),
    "change": ("Change my answer", "Cambiar mi respuesta"),
    "undo_one": ("Undo: {names} is coming", "Deshacer: {names} sí viene"),
    "undo_all": ("Undo: we are coming", "Deshacer: sí vamos"),
    "undo_until": (
        "You can undo until {until}, if the time is still free.",
        "Puede deshacerlo hasta {until}, si la hora sigue libre.",
    ),
    "undo_request_until": ("You can undo until {until}.", "Puede deshacerlo hasta {until}."),
    "taken_note": ("{names}'s time is taken now.", "La hora de {names} ya está ocupada."),
    "new_time": ("Ask for a new time", "Pedir otra cita"),
    "new_time_for": ("Ask for a new time for {names}", "Pedir otra cita para {names}"),
    # After the deadline.
    "cant_come_one": ("Can't come?", "¿No puede venir?"),
    "cant_come_many": ("Can't come?", "¿No pueden venir?"),
    "late_open": (
        "It is too late to cancel here. Please call us. We are open until {time}.",
        "Ya es tarde para cancelar aquí. Llámenos, por favor. Abrimos hasta {time}.",
    ),
    "late_closed": (
        "It is too late to cancel here. We are closed now. We open {day} {time}.",
        "Ya es tarde para cancelar aquí. Ahora está cerrado. Abrimos {day} {time}.",
    ),
    "late_shut": (
        "It is too late to cancel here. We are closed now.",
        "Ya es tarde para cancelar aquí. Ahora está cerrado.",
    ),
    "tell_open": ("I can't call. Tell the office for me.", "No puedo llamar. Avisen a la oficina."),
    "tell_closed": ("Tell the office for me", "Avisen a la oficina"),
    "tell_for": ("Tell the office about {names}", "Avisen a la oficina sobre {names}"),
    # What happens next.
    "next": ("What happens next", "Qué sigue"),
    "next_told": (
        "We told the front desk. You do not need to call.",
        "Ya avisamos a la recepción. No tiene que llamar.",
    ),
    "next_told_about": (
        "We told the front desk about {names}. You do not need to call.",
        "Ya avisamos a la recepción sobre {names}. No tiene que llamar.",
    ),
    "next_reminder_one": (
        "We will send 1 last reminder {when}.",
        "Le enviaremos 1 último recordatorio {when}.",
    ),
    "next_reminder_many": ("We will send {n} more reminders.", "Le enviaremos {n} recordatorios más."),
    "morning": ("{day} morning", "{day} en la mañana"),
    "afternoon": ("{day} afternoon", "{day} en la tarde"),
    "evening": ("{day} evening", "{day} en la noche"),
    "later_today": ("later today", "más tarde hoy"),
    "next_new_time_one": (
        "{names} needs a new time? Ask below, or call",
        "¿{names} necesita otra cita? Pídala aquí, o llame al",
    ),
    "next_new_time_many": (
        "{names} need a new time? Ask below, or call",
        "¿{names} necesitan otra cita? Pídala aquí, o llame al",
    ),
    "next_no_more_one": ("No more reminders for this visit.", "No habrá más recordatorios de esta cita."),
    "next_no_more_many": (
        "No more reminders for these visits.",
        "No habrá más recordatorios de estas citas.",
    ),
    "next_has_request": ("The front desk has your request.", "La recepción tiene su pedido."),
    "next_they_cancel_one": (
        "They cancel the visit and send you a message to say it is done.",
        "Ellos cancelan la cita y le mandan un mensaje.",
    ),
    "next_they_cancel_many": (
        "They cancel the visits and send you a message to say it is done.",
        "Ellos cancelan las citas y le mandan un mensaje.",
    ),
    "next_no_word": ("No message by {day} at noon? Call", "¿Sin mensaje {day} al mediodía? Llame al"),
    "next_soon": ("The visit is soon. To be sure, call", "Falta poco. Para estar seguro, llame al"),
    # The frame of every page.
    "toggle": ("Español", "English"),
    "visits": ("{n} visits, {times}", "{n} citas, {times}"),
    "with": ("{time} with {provider}", "{time} con {provider}"),
    "today": ("Today, {date}", "Hoy, {date}"),
    "before": ("Before:", "Antes:"),
    "where": ("Where to go", "Dónde es la cita"),
    "directions": ("Directions", "Cómo llegar"),
    "call": ("Call", "Llamar"),
    "call_number": ("Call {phone}", "Llamar al {phone}"),
    "calendar": ("Calendar", "Calendario"),
    "add_calendar": ("Add to my calendar", "Agregar a mi calendario"),
    "event": ("{names}: visit at {practice}", "{names}: cita en {practice}"),
    "not_yours": ("Not your child? Please call", "¿No es para usted? Llame al"),
    "stop": ("Stop these texts: reply STOP to any text", "Para no recibir más mensajes: responda STOP"),
    "emergency": (
        "Emergency? Call 911. This page is not checked all the time.",
        "¿Emergencia? Llame al 911. No revisamos esta página todo el tiempo.",
    ),
    "tty": ("TTY: 711", "TTY: 711"),
    # A link whose time is over.
    "title_dead": ("Link not working", "El enlace no funciona"),
    "dead": ("This link does not work any more.", "Este enlace ya no funciona."),
    "lead_dead": (
        "For your privacy, links stop working after the visit. We cannot show any details here.",
        "Por su privacidad, los enlaces dejan de funcionar después de la cita. Aquí no mostramos detalles.",
    ),
    "renew": ("Text me a new link", "Enviarme otro enlace"),
    "renew_hint": (
        "We send it only to the phone number we have on file.",
        "Lo enviamos solo al teléfono que tenemos.",
    ),
    "renewed": (
        "If you have a visit coming up, we are sending you a new link now.",
        "Si tiene una cita próxima, ahora le enviamos otro enlace.",
    ),
}
WORDS = {key: Bilingual(en, es) for key, (en, es) in _WORDS.items()}


@lru_cache(maxsize=8)
def phrases(language: Language) -> dict[str, Markup]:
    """Every sentence that needs no element, escaped once, for templates."""
    return {key: escape(words.words(language)) for key, words in WORDS.items() if "{" not in words.en}


def say(key: str, language: Language, **elements: object) -> str:
    """One of our own sentences in one language. Raises KeyError for an unknown one or a missing element."""
    # A Spanish time ends with a full stop of its own: "a la 1:30 p. m.".
    return WORDS[key].words(language).format(**elements).replace("..", ".")


def say_number(key: str, number: int, language: Language, **elements: object) -> str:
    """The form of a sentence for so many children: its ``_one``, ``_two`` or ``_many``, if it has it."""
    form = {1: "one", 2: "two"}.get(number, "many")
    if f"{key}_{form}" not in WORDS:
        form = "two" if f"{key}_two" in WORDS and f"{key}_many" not in WORDS else "many"
    return say(f"{key}_{form}", language, n=number, **elements)

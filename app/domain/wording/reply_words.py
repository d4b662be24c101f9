"""What answers a text by itself, English and Spanish (product I1, F6).

Each begins with the practice's name, says its phone, and asks one question at most. Every letter is GSM-7.
Of each there are lengths from the longest to the shortest; the first that fits one text goes.
"""

from __future__ import annotations

from enum import StrEnum

from app.domain.languages import Language

_EN, _ES = Language.ENGLISH, Language.SPANISH
_AGAIN_EN, _AGAIN_ES = " START for texts again", " START para volver"


class Told(StrEnum):
    """What the family is told. STOPPED speaks of visits that stand, STOPPED_ALONE of none."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    CANCELLED_ONE = "cancelled_one"
    REQUESTED = "requested"
    LATE = "late"
    MOVED = "moved"
    CONFLICT = "conflict"
    TAKEN = "taken"
    NOT_BY_TEXT = "not_by_text"
    WHICH_CHILD = "which_child"
    WHICH_VISIT = "which_visit"
    LINK = "link"
    STOPPED = "stopped"
    STOPPED_ALONE = "stopped_alone"
    STARTED = "started"
    HELP = "help"
    WRONG_NUMBER = "wrong_number"
    READ = "read"
    READ_ALONE = "read_alone"


REPLY_WORDS: dict[tuple[Told, Language], tuple[str, ...]] = {
    (Told.CONFIRMED, _EN): (
        "thank you. Confirmed: {children}, {when}. Changes? {link} or call {phone}.",
        "thank you. Confirmed: {when}. Changes? {link} or call {phone}.",
    ),
    (Told.CONFIRMED, _ES): (
        "gracias. Confirmado: {children}, {when}. ¿Cambios? {link} o llame al {phone}.",
        "gracias. Confirmado: {when}. ¿Cambios? {link} o llame al {phone}.",
    ),
    (Told.CANCELLED, _EN): (
        "the visit of {children} {when} is cancelled. New time? Call {phone}. Undo: {link}",
        "the visit of {children} {when} is cancelled. New time? Call {phone}.",
        "the visit {when} is cancelled. New time? Call {phone}.",
    ),
    (Told.CANCELLED, _ES): (
        "la cita de {children} ({when}) se cancela. ¿Otra fecha? Tel {phone}. Deshacer: {link}",
        "la cita de {children} ({when}) se cancela. ¿Otra fecha? Llame al {phone}.",
        "la cita del {when} se cancela. ¿Otra fecha? Llame al {phone}.",
    ),
    (Told.CANCELLED_ONE, _EN): (
        "the visit of {children} {when} is cancelled. Still on: {others}. New time? Call {phone}.",
        "the visit of {children} {when} is cancelled. Other visits stay. Call {phone}.",
        "one visit {when} is cancelled. The others stay. New time? Call {phone}.",
    ),
    (Told.CANCELLED_ONE, _ES): (
        "la cita de {children} ({when}) se cancela. Sigue: {others}. ¿Otra fecha? Tel {phone}.",
        "la cita de {children} ({when}) se cancela. Lo otro sigue igual. Tel {phone}.",
        "una cita del {when} se cancela. Las otras siguen. ¿Otra fecha? Tel {phone}.",
    ),
    (Told.REQUESTED, _EN): (
        "we got your request to cancel {when}. It is NOT cancelled yet. We will tell you. Call {phone}.",
        "request to cancel {when} received. NOT cancelled yet. Call {phone}.",
    ),
    (Told.REQUESTED, _ES): (
        "recibimos su pedido de cancelar el {when}. NO se cancela hasta que le avisemos. Tel {phone}.",
        "pedido de cancelar el {when}. Falta nuestra respuesta. Tel {phone}.",
    ),
    (Told.LATE, _EN): (
        "it is too late to cancel {when} by text. We told the office. Please call {phone} now.",
        "too late to cancel {when} by text. Please call {phone} now.",
    ),
    (Told.LATE, _ES): (
        "ya es tarde para cancelar por texto ({when}). Ya avisamos. Por favor llame ya al {phone}.",
        "ya es tarde para cancelar por texto ({when}). Llame ya al {phone}.",
    ),
    (Told.MOVED, _EN): (
        "the visit of {children} has a new time: {when}. Coming? {link} or call {phone}.",
        "the visit has a new time: {when}. Coming? {link} or call {phone}.",
    ),
    (Told.MOVED, _ES): (
        "la cita de {children} tiene nueva hora: {when}. ¿Va a venir? {link} o {phone}.",
        "la cita tiene nueva hora: {when}. ¿Viene? {link} o {phone}.",
    ),
    (Told.CONFLICT, _EN): (
        "somebody else of the family answered differently for {when}. Nothing changed. Call {phone}.",
        "another answer for {when} stands. Nothing changed. Call {phone}.",
    ),
    (Told.CONFLICT, _ES): (
        "otra persona de la familia dio otra respuesta ({when}). Nada cambia. Llame al {phone}.",
        "hay otra respuesta para {when}. Nada cambia. Tel {phone}.",
    ),
    (Told.TAKEN, _EN): ("that time is taken now. The visit stays cancelled. New time? Call {phone}.",),
    (Told.TAKEN, _ES): ("esa hora ya se dio. La cita sigue cancelada. ¿Otra fecha? Llame al {phone}.",),
    (Told.NOT_BY_TEXT, _EN): ("this can't be changed by text any more. Please call {phone}.",),
    (Told.NOT_BY_TEXT, _ES): ("esto ya no se puede cambiar por texto. Llame al {phone}.",),
    (Told.WHICH_CHILD, _EN): (
        "who can't come? Text {choices}. Or tell us here: {link} or call {phone}.",
        "who can't come? Tell us here: {link} or call {phone}.",
    ),
    (Told.WHICH_CHILD, _ES): (
        "¿a qué cita no vienen? Mande {choices}. O indique en {link} o llame al {phone}.",
        "¿a qué cita no pueden venir? Indique en {link} o llame al {phone}.",
    ),
    (Told.WHICH_VISIT, _EN): (
        "which visit do you mean? If it is {when}, answer here: {link} If not, call {phone}.",
        "which visit do you mean? Answer here: {link} or call {phone}.",
    ),
    (Told.WHICH_VISIT, _ES): (
        "¿de qué cita habla? Si es la del {when}: {link} Si no, llame al {phone}.",
        "¿de qué cita habla? Responda: {link} o llame al {phone}.",
    ),
    (Told.LINK, _EN): ("please answer here: {link} or call {phone}.",),
    (Told.LINK, _ES): ("por favor responda en {link} o llame al {phone}.",),
    (Told.STOPPED, _EN): (
        "texts stopped. Your visits are NOT cancelled. To cancel: {link} or call {phone}." + _AGAIN_EN,
        "texts stopped. Visits are NOT cancelled: call {phone}. START for texts again",
    ),
    (Told.STOPPED, _ES): (
        "ya no le enviamos textos. Sus citas NO se cancelan. Para cancelar: {link} o {phone}." + _AGAIN_ES,
        "ya no le enviamos textos. Sus citas NO se cancelan: {phone}. START para volver",
    ),
    (Told.STOPPED_ALONE, _EN): (
        "texts stopped. You get no more texts from us. Call {phone}. START for texts again",
    ),
    (Told.STOPPED_ALONE, _ES): ("ya no le enviamos textos. Tel {phone}. START para volver a recibirlos",),
    (Told.STARTED, _EN): ("you get our texts again. Questions? Call {phone}. STOP to end",),
    (Told.STARTED, _ES): ("le enviamos textos otra vez. ¿Preguntas? Tel {phone}. STOP para salir",),
    (Told.HELP, _EN): ("texts about your child's visits. Help: call {phone}. STOP to end",),
    (Told.HELP, _ES): ("textos sobre las citas de sus hijos. Ayuda: {phone}. STOP para salir",),
    (Told.WRONG_NUMBER, _EN): (
        "thank you. We removed this number and send it no more texts. A mistake? Call {phone}.",
    ),
    (Told.WRONG_NUMBER, _ES): (
        "gracias. Ya quitamos su teléfono y no le mandaremos textos. ¿Es un error? Tel {phone}.",
    ),
    (Told.READ, _EN): (
        "we got your message and the office will read it. About your visit: {link} or call {phone}.",
        "we got your message. About your visit: {link} or call {phone}.",
    ),
    (Told.READ, _ES): (
        "recibimos su mensaje y la oficina lo va a leer. Sobre la cita: {link} o llame al {phone}.",
        "recibimos su mensaje. Sobre la cita: {link} o llame al {phone}.",
    ),
    (Told.READ_ALONE, _EN): ("we got your message and the office will read it. Urgent? Call {phone}.",),
    (Told.READ_ALONE, _ES): (
        "recibimos su mensaje y la oficina lo va a leer. ¿Es urgente? Llame al {phone}.",
    ),
}
"""Every answer; a test holds that none is missing and that each fits one text with the longest names."""

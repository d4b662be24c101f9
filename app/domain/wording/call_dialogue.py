"""What a call says after its first words, English and Spanish (product I2, D4, D6, H5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.languages import Language

_EN, _ES = Language.ENGLISH, Language.SPANISH


class Told(StrEnum):
    """How a child's visit stands when a call ends."""

    COMING = "coming"
    STAYS = "stays"
    CANCELLED = "cancelled"
    REQUESTED = "requested"
    LATE = "late"
    CONFLICT = "conflict"
    OFFICE_CANCELLED = "office_cancelled"
    OVER = "over"
    GONE = "gone"


class Sure(StrEnum):
    """What the second question is about."""

    CANCEL = "cancel"
    REQUEST = "request"
    LATE = "late"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The sentences of one language. ``{child}`` is a name, ``{phone}`` the practice's, ``{key}`` a digit.

    ``sure`` asks about one child, ``all_sure`` about all of them. ``connecting`` is said before the caller
    is put through. The last two are for who calls the practice's number back.
    """

    who_first: str
    who_next: str
    who_nobody: str
    sure: Mapping[Sure, str]
    all_sure: Mapping[Sure, str]
    back: str
    told: Mapping[Told, str]
    thanks: str
    done: str
    wrong_key: str
    changed: str
    unheard: str
    connecting: str
    call_back: str
    stopped: str
    call_us: str
    goodbye: str
    your_child: str
    child_number: str
    child_at: str
    answered_call: str
    answered_closed: str


DIALOGUES = {
    _EN: Dialogue(
        who_first="If {child} can't come, press {key}.",
        who_next="{child}, press {key}.",
        who_nobody="If nobody can come, press {key}.",
        sure={
            Sure.CANCEL: "You said {child} can't come. To cancel {child}'s visit, press 1.",
            Sure.REQUEST: "You said {child} can't come. "
            "To ask the office to cancel {child}'s visit, press 1.",
            Sure.LATE: "It is too late to cancel {child}'s visit by phone menu. "
            "To tell the office that {child} can't come, press 1.",
        },
        all_sure={
            Sure.CANCEL: "You said nobody can come. To cancel the visits, press 1.",
            Sure.REQUEST: "You said nobody can come. To ask the office to cancel the visits, press 1.",
            Sure.LATE: "It is too late to cancel by phone menu. "
            "To tell the office that nobody can come, press 1.",
            Sure.MIXED: "You said nobody can come. To tell the office, press 1.",
        },
        back="To go back, press 2.",
        told={
            Told.COMING: "{child} is confirmed.",
            Told.STAYS: "{child}'s visit stays.",
            Told.CANCELLED: "{child}'s visit is cancelled.",
            Told.REQUESTED: "We told the office about {child}. The visit is not cancelled yet.",
            Told.LATE: "It is too late to cancel {child}'s visit by phone menu. We told the office. "
            "The visit stays on the schedule until we talk.",
            Told.CONFLICT: "Somebody else in the family answered differently for {child}. "
            "We told the office, and they will call.",
            Told.OFFICE_CANCELLED: "The office cancelled {child}'s visit.",
            Told.OVER: "The time of {child}'s visit has passed.",
            Told.GONE: "{child}'s visit is not on our schedule any more.",
        },
        thanks="Thank you. See you on {day}, {time}.",
        done="Done.",
        wrong_key="Sorry, that key does nothing here.",
        changed="The visit has just changed.",
        unheard="We did not hear an answer. You can call us at {phone}.",
        connecting="I will connect you now. Please stay on the line.",
        call_back="The office is closed now. We will call you back.",
        stopped="We will not call this number again. Visits that are booked stay booked.",
        call_us="Please call us at {phone}.",
        goodbye="Goodbye.",
        your_child="your child",
        child_number="child number {number}",
        child_at="{child} at {time}",
        answered_call="Hello, this is {practice}. We called you about a visit.",
        answered_closed="The office is closed now. Please call {phone} when we are open.",
    ),
    _ES: Dialogue(
        who_first="Si {child} no puede venir, oprima el {key}.",
        who_next="Si es {child}, el {key}.",
        who_nobody="Si nadie puede venir, oprima el {key}.",
        sure={
            Sure.CANCEL: "Usted dijo que {child} no puede venir. "
            "Para cancelar la cita de {child}, oprima el 1.",
            Sure.REQUEST: "Usted dijo que {child} no puede venir. "
            "Para pedir a la oficina que cancele la cita de {child}, oprima el 1.",
            Sure.LATE: "Ya es tarde para cancelar la cita de {child} por este menú. "
            "Para avisar a la oficina que {child} no puede venir, oprima el 1.",
        },
        all_sure={
            Sure.CANCEL: "Usted dijo que nadie puede venir. Para cancelar las citas, oprima el 1.",
            Sure.REQUEST: "Usted dijo que nadie puede venir. "
            "Para pedir a la oficina que cancele las citas, oprima el 1.",
            Sure.LATE: "Ya es tarde para cancelar por este menú. "
            "Para avisar a la oficina que nadie puede venir, oprima el 1.",
            Sure.MIXED: "Usted dijo que nadie puede venir. Para avisar a la oficina, oprima el 1.",
        },
        back="Para volver, oprima el 2.",
        told={
            Told.COMING: "La cita de {child} está confirmada.",
            Told.STAYS: "La cita de {child} sigue en pie.",
            Told.CANCELLED: "La cita de {child} está cancelada.",
            Told.REQUESTED: "Ya avisamos a la oficina sobre {child}. La cita todavía no está cancelada.",
            Told.LATE: "Ya es tarde para cancelar la cita de {child} por este menú. "
            "Ya avisamos a la oficina. La cita sigue hasta que hablemos.",
            Told.CONFLICT: "Otra persona de la familia dio otra respuesta sobre {child}. "
            "Ya avisamos a la oficina y le llamarán.",
            Told.OFFICE_CANCELLED: "La oficina canceló la cita de {child}.",
            Told.OVER: "La hora de la cita de {child} ya pasó.",
            Told.GONE: "La cita de {child} ya no está en la agenda.",
        },
        thanks="Gracias. Los esperamos el {day} {time}.",
        done="Listo.",
        wrong_key="Esa tecla no sirve aquí.",
        changed="La cita acaba de cambiar.",
        unheard="No oímos ninguna respuesta. Puede llamarnos al {phone}.",
        connecting="Le comunico ahora. Por favor, espere en la línea.",
        call_back="La oficina está cerrada. Le devolveremos la llamada.",
        stopped="Ya no llamaremos a este número. Las citas que tiene siguen en pie.",
        call_us="Por favor, llámenos al {phone}.",
        goodbye="Adiós.",
        your_child="su hijo o hija",
        child_number="hijo o hija número {number}",
        child_at="{child} a {time}",
        answered_call="Hola, le atiende {practice}. Le llamamos por una cita.",
        answered_closed="La oficina está cerrada. Por favor llame al {phone} cuando esté abierta.",
    ),
}

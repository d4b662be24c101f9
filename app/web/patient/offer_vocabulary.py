"""What parents read on the page of an offered time, English and Spanish side by side (product J4)."""

OFFER_VOCABULARY = {
    "title_offer": ("A free time", "Una cita libre"),
    "title_taken": ("The time is taken", "La cita ya se dio"),
    "title_list": ("The waitlist", "La lista de espera"),
    "offer_earlier": ("An earlier time for {name}", "Una cita antes para {name}"),
    "offer_free": ("A free time for {name}", "Una cita libre para {name}"),
    "offer_first": ("The first family that says yes gets it.", "Es de la primera familia que diga que sí."),
    "offer_keep": ("You keep {date} until you say yes.", "Conserva el {date} hasta que diga que sí."),
    "offer_yes": ("Yes, take this time", "Sí, la quiero"),
    "offer_no": ("No, thank you", "No, gracias"),
    "offer_no_keep": ("No, keep {date}", "No, dejar el {date}"),
    "offer_after_all": ("I want it after all", "Sí la quiero"),
    "offer_leave": ("Take {name} off the list", "Quitar a {name} de la lista"),
    "offer_return": ("Put {name} back on the list", "Poner a {name} en la lista otra vez"),
    "offer_yours": ("The time is yours.", "La cita es suya."),
    "offer_told": (
        "We told the front desk. You do not need to call.",
        "Ya avisamos a la recepción. No tiene que llamar.",
    ),
    "offer_cancelled": ("We cancelled the visit on {date}.", "Cancelamos la cita del {date}."),
    "offer_requested": (
        "The visit on {date} is not cancelled yet. The front desk does that for you.",
        "La cita del {date} todavía no está cancelada. La recepción lo hace.",
    ),
    "offer_late": (
        "It is too late to cancel {date} here. The front desk will call you.",
        "Ya es tarde para cancelar aquí el {date}. La recepción le va a llamar.",
    ),
    "offer_page": ("Open the visit page", "Abrir la página de la cita"),
    "offer_page_hint": (
        "There you can cancel if you can't come after all.",
        "Ahí puede cancelar si no puede venir.",
    ),
    "offer_taken": ("That time is taken now.", "Esa cita ya se dio."),
    "offer_gone": ("That time is not free any more.", "Esa hora ya no está libre."),
    "offer_place": (
        "You keep your place on the list. We will tell you of the next time.",
        "Conserva su lugar en la lista. Le avisaremos de la próxima.",
    ),
    "offer_stays": ("Your visit on {date} stays.", "Su cita del {date} sigue igual."),
    "offer_declined": ("Thank you for telling us.", "Gracias por avisarnos."),
    "offer_left": ("You are off the list.", "Ya no está en la lista."),
    "offer_left_lead": (
        "We will not tell you of free times any more.",
        "Ya no le avisaremos de citas libres.",
    ),
    "offer_past": ("This time is over.", "Esta hora ya pasó."),
}

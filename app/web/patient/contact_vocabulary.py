"""What parents read where it is about themselves: a date of birth, how to reach them, a wrong person.

English and Spanish side by side, by the rules of ``vocabulary``.
"""

CONTACT_VOCABULARY = {
    # A child's date of birth, before anything else is shown.
    "title_birth": ("Your visit", "Su cita"),
    "birth": ("What is your child's birth date?", "¿Cuál es la fecha de nacimiento de su niño o niña?"),
    "lead_birth": (
        "We ask to keep your visit private. Any one of your children will do.",
        "Así cuidamos su privacidad. Sirve la fecha de cualquiera de sus hijos.",
    ),
    "month": ("Month", "Mes"),
    "day": ("Day", "Día"),
    "year": ("Year", "Año"),
    "open_page": ("Open the page", "Abrir la página"),
    "birth_hint": ("Use numbers, like 4, 9 and 2018.", "Use números, como 9, 4 y 2018."),
    "birth_unreadable": (
        "That is not a date. Please fill in all 3 boxes with numbers.",
        "Eso no es una fecha. Llene los 3 espacios con números, por favor.",
    ),
    "birth_wrong_one": (
        "That is not the date we have. You can try 1 more time.",
        "No es la fecha que tenemos. Puede probar 1 vez más.",
    ),
    "birth_wrong_many": (
        "That is not the date we have. You can try {n} more times.",
        "No es la fecha que tenemos. Puede probar {n} veces más.",
    ),
    "not_saved_birth": (
        "Nothing was saved. Please give the birth date first.",
        "No se guardó nada. Primero escriba la fecha de nacimiento, por favor.",
    ),
    "locked": ("Too many tries.", "Demasiados intentos."),
    "locked_until": (
        "Please try again {time}, or call us.",
        "Pruebe otra vez {time}, o llámenos.",
    ),
    # How to reach the contact.
    "reach_link": ("Change how we reach you", "Cambiar cómo le avisamos"),
    "wrong_link": ("Not for you?", "¿No es para usted?"),
    "back_to_visit": ("Back to your visit", "Volver a su cita"),
    "title_reach": ("How we reach you", "Cómo le avisamos"),
    "reach": ("How should we reach you?", "¿Cómo quiere que le avisemos?"),
    "lead_reach": ("Your visits stay booked.", "Sus citas siguen."),
    "your_language": ("Your language", "Su idioma"),
    "for_visits": ("To remind you of visits", "Para recordarle sus citas"),
    "for_rest": ("For all else", "Para lo demás"),
    "rest_what": (
        "Check-ups that are due, news, birthday wishes.",
        "Revisiones pendientes, noticias, saludos de cumpleaños.",
    ),
    "rest_same": ("The same way", "De la misma manera"),
    "rest_none": ("Do not send these", "No enviar esto"),
    "rest_keep": ("Leave it as it is", "Dejar como está"),
    "way_text": ("Text", "Mensaje de texto"),
    "way_email": ("Email", "Correo"),
    "way_work_email": ("Email at work", "Correo del trabajo"),
    "way_cell_phone": ("Call", "Llamada"),
    "way_home_phone": ("Call at home", "Llamada a casa"),
    "way_work_phone": ("Call at work", "Llamada al trabajo"),
    "way_fax": ("Fax", "Fax"),
    "way_mail": ("Letter", "Carta"),
    "way_no_contact": ("Do not remind me", "No recordarme"),
    "way_stopped": ("Stopped. Pick it to start again.", "Detenido. Elíjalo para empezar otra vez."),
    "way_blocked": (
        "We do not use this one. Call us to change that.",
        "No usamos este. Llámenos para cambiarlo.",
    ),
    "agree": (
        "When you save, you agree that we may write or call you this way.",
        "Al guardar, usted acepta que le escribamos o llamemos así.",
    ),
    "save_reach": ("Save", "Guardar"),
    "stop_heading": ("Stop messages?", "¿Dejar de recibir mensajes?"),
    "stop_reminders": ("Stop reminders", "Solo recordatorios"),
    "stop_everything": ("Stop everything", "Todo"),
    "stop_news": ("Stop news by email", "Solo noticias por correo"),
    "email_instead": ("Use email instead", "Prefiero correo"),
    "wrong_number": ("Not your number or email?", "¿No es su número o correo?"),
    "wrong_number_hint": (
        "Tell us, and we will not use it any more.",
        "Avísenos y ya no lo usaremos.",
    ),
    "not_mine": ("{address} is not mine", "{address} no es mío"),
    # What became of it.
    "saved": ("Saved.", "Guardado."),
    "saved_reminders": ("We stopped your reminders.", "Ya no le enviaremos recordatorios."),
    "saved_everything": ("We stopped all messages to you.", "Ya no le enviaremos mensajes."),
    "saved_news": ("We will send you no more news by email.", "Ya no le enviaremos noticias por correo."),
    "saved_email": ("We will use email from now on.", "Desde ahora usaremos el correo."),
    "saved_undone": ("It is as it was before.", "Quedó como estaba antes."),
    "saved_not_mine": (
        "Thank you. We will not use it any more.",
        "Gracias. Ya no lo usaremos.",
    ),
    "undo_saved": ("Undo", "Deshacer"),
    "reach_refused": ("That did not work. Nothing was saved.", "Eso no funcionó. No se guardó nada."),
    "lead_reach_refused": ("Please look and pick again.", "Mire y elija otra vez, por favor."),
    "held_heading": ("We do not write to you.", "No le enviamos mensajes."),
    "lead_held": (
        "You told us that this is not your child. Was that a mistake? Please call us.",
        "Nos dijo que no es su niño o niña. ¿Fue un error? Llámenos, por favor.",
    ),
    "none_heading": ("You get no messages from us.", "No recibe mensajes de nosotros."),
    "lead_none": (
        "Your visits stay booked. To start again, pick a way and save.",
        "Sus citas siguen. Para empezar otra vez, elija y guarde.",
    ),
    "blocked_heading": ("We can't reach you.", "No podemos avisarle."),
    "lead_blocked": (
        "We do not use the number or email we have. Please call us.",
        "No usamos el número o correo que tenemos. Llámenos, por favor.",
    ),
    # Not this person's child.
    "title_wrong": ("Not for you?", "¿No es para usted?"),
    "not_for_you": ("Not for you?", "¿No es para usted?"),
    "lead_wrong": (
        "Tell us, and we will stop. The visit stays booked.",
        "Avísenos y ya no le escribimos. La cita sigue.",
    ),
    "unknown_child": ("I don't know this child", "No conozco a este niño o niña"),
    "ask_other": (
        "I am family, but ask someone else",
        "Soy familiar, pero avisen a otra persona",
    ),
    "send_wrong": ("Send", "Enviar"),
    "pick_one": ("Please pick one.", "Elija una opción, por favor."),
    "wrong_thanks": ("Thank you.", "Gracias."),
    "lead_wrong_thanks": (
        "We will not text this number about this child.",
        "Ya no enviaremos mensajes a este número sobre este niño o niña.",
    ),
}

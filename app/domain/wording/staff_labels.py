"""What staff read on the pages of templates: elements, occasions and variants by name."""

from __future__ import annotations

from app.domain.preferences import Channel
from app.domain.wording.occasions import Occasion

ELEMENT_LABELS = {
    "patient_name": "Child",
    "children": "Children",
    "parent": "Parent",
    "count": "Number of children",
    "weekday": "Weekday",
    "date_time": "Date and time",
    "when": "Day and time",
    "near_when": "Today or tomorrow",
    "first_day": "Day in full",
    "near_day": "Near day",
    "time": "Time",
    "spoken_time": "Time in words",
    "provider": "Provider",
    "office": "Office",
    "place": "Place",
    "practice": "Practice",
    "practice_name": "Practice in full",
    "phone": "Phone",
    "link": "Answer link",
    "video_link": "Video link",
}

OCCASION_LABELS = {
    Occasion.BOOKED: "New visit",
    Occasion.ASK: "Question",
    Occasion.REMINDER: "Not answered yet",
    Occasion.CONFIRMED: "Already confirmed",
    Occasion.MOVED: "New time",
    Occasion.CHANGED: "Same time, other change",
    Occasion.CANCELLED: "Cancelled",
    Occasion.MISSED: "Missed",
    Occasion.FOLLOW_UP: "After the visit",
    Occasion.TELEHEALTH_FIRST: "Days before",
    Occasion.TELEHEALTH_SECOND: "Minutes before",
    Occasion.BIRTHDAY: "Birthday",
    Occasion.RECALL: "Recall",
    Occasion.OFFER: "Free time",
}

VARIANT_LABELS = {
    "one": "1 child",
    "siblings": "2 or more children",
    "counted": "Long names",
    "brief": "Shortest words",
    "voicemail": "Answering machine",
}

VARIANT_HELP = {
    (Channel.TEXT, "one"): "Goes to a family with one child in the visit.",
    (Channel.TEXT, "siblings"): "Goes to a family with several children in the visit, by name.",
    (Channel.TEXT, "counted"): "Goes when the names of several children make the text too long.",
    (Channel.TEXT, "brief"): "Goes when nothing else fits. It must fit whatever its elements hold.",
    (Channel.EMAIL, "one"): "The subject, and the sentence that opens the email, about one child.",
    (
        Channel.EMAIL,
        "siblings",
    ): "The subject, and the sentence that opens the email, about several children.",
    (Channel.VOICE, "one"): "What the call says about one child, between the greeting and the keys.",
    (
        Channel.VOICE,
        "siblings",
    ): "What the call says about several children, between the greeting and the keys.",
    (Channel.VOICE, "voicemail"): "All that an answering machine hears: no names and no keys.",
}

"""Each fault is one small slip in the rule book and what it would do to a family or a practice."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """``original`` stands once in ``app/domain/<file>``; with ``faulty`` in its place ``breaks`` happens."""

    file: str
    original: str
    faulty: str
    breaks: str


FAULTS = (
    Fault(
        "answers.py",
        "return now <= may_cancel_until(appointment, deadline_hours)",
        "return now < may_cancel_until(appointment, deadline_hours)",
        "a parent cannot cancel in the very instant of the deadline (D6)",
    ),
    Fault(
        "answers.py",
        "appointment.starts_at - timedelta(hours=deadline_hours)",
        "appointment.starts_at - timedelta(hours=deadline_hours, minutes=1)",
        "the deadline is one minute early (D6)",
    ),
    Fault(
        "answers.py",
        "LinkState.EXPIRED if now >= last_start + LINK_LIFETIME",
        "LinkState.EXPIRED if now > last_start + LINK_LIFETIME",
        "a link lives on in the instant it should die (H1)",
    ),
    Fault(
        "answers.py",
        "by_parent = appointment.cancelled_by is CancelledBy.PARENT",
        "by_parent = appointment.cancelled_by is not CancelledBy.STAFF",
        "a parent can undo a cancellation that came from the schedule (H5)",
    ),
    Fault(
        "answers.py",
        "AnswerState.CONFIRMED: frozenset({Wish.COMING, Wish.LATE})",
        "AnswerState.CONFIRMED: frozenset({Wish.COMING, Wish.CANT, Wish.LATE})",
        "a parent who confirmed can still cancel after the deadline (D6)",
    ),
    Fault(
        "effects.py",
        "if earlier is None or earlier.contact_id in (None, contact_id):",
        "if earlier is None or earlier.contact_id is not None:",
        "the second parent silently overwrites the first (H5)",
    ),
    Fault(
        "effects.py",
        "return earlier if earlier and earlier.version == asked.appointment.version else None",
        "return earlier",
        "an answer for the old time counts as an answer for the new one (B4, H5)",
    ),
    Fault(
        "effects.py",
        "if asked.seen_version != asked.appointment.version:",
        "if asked.seen_version > asked.appointment.version:",
        "an answer counts for a time the parent never saw (B4)",
    ),
    Fault(
        "effects.py",
        "return _CANCEL if mode is CancellationMode.AUTOMATIC else _REQUEST_CANCEL",
        "return _CANCEL",
        "visits are cancelled although the practice wants requests (D4)",
    ),
    Fault(
        "effects.py",
        "and effect is _UNDO and not asked.time_free",
        "and effect is _UNDO and asked.time_free is None",
        "an undo books a time that somebody else has taken (H3)",
    ),
    Fault(
        "contacts.py",
        "for other in child.contacts if other.id != contact.id",
        "for other in child.contacts[1:] if other.id != contact.id",
        "the first contact's Exclusive authority is overlooked (C2)",
    ),
    Fault(
        "contacts.py",
        "    if contact.ended:\n        return Reason.ENDED\n",
        "",
        "a contact with an end date still gets messages and sees the child (C2)",
    ),
    Fault(
        "contacts.py",
        "    if address.suppressed:\n        return",
        "    if False:\n        return",
        "a number on the do-not-send list is texted (C6)",
    ),
    Fault(
        "contacts.py",
        "return Reason.OPTED_OUT if channel in address.stopped else None",
        "return Reason.OPTED_OUT if address.stopped else None",
        "a family that stopped texts gets no calls either (I1)",
    ),
    Fault(
        "contacts.py",
        "return Reason.HELD if contact.held else None",
        "return None",
        "somebody who said that it is not their child goes on hearing about it (H5)",
    ),
    Fault(
        "consent.py",
        "consents.get((purpose, channel), Consent.UNKNOWN)",
        "consents.get((purpose, channel), Consent.GIVEN)",
        "consent that nobody gave counts as given (C5)",
    ),
    Fault(
        "siblings.py",
        "if _day(first) != _day(appointment):",
        "if first.starts_at.date() != appointment.starts_at.date():",
        "the day of a visit is the day in UTC, its place's zone ignored (D7)",
    ),
    Fault(
        "siblings.py",
        "appointment.starts_at - first.starts_at <= NEARBY",
        "appointment.starts_at - first.starts_at < NEARBY",
        "a sibling exactly 60 minutes later gets a second message (D7)",
    ),
    Fault(
        "siblings.py",
        "    first = visit[0]\n",
        "    first = visit[-1]\n",
        "children every 50 minutes become one visit of a whole morning (D7)",
    ),
    Fault(
        "planning.py",
        "groups[candidate.rule.id, candidate.contact_id, candidate.reach]",
        "groups[candidate.rule.id, candidate.reach]",
        "a child of another family is put into the message (D7, C2)",
    ),
    Fault(
        "planning.py",
        "key=lambda each: (each.when.nominal, -each.rule.id)",
        "key=lambda each: (-each.when.nominal.timestamp(), -each.rule.id)",
        "of several messages the one furthest from the visit goes (E6)",
    ),
    Fault(
        "planning.py",
        "return key.appointment_id, key.version, key.contact_id, rival",
        "return key.appointment_id, key.version, rival",
        "a message to one parent takes the other parent's turn (E6, C2)",
    ),
    Fault(
        "planning.py",
        "ready=tuple(each for each in alive if each.when.send_at <= now)",
        "ready=tuple(each for each in alive if each.when.send_at < now)",
        "a message due this instant waits for another turn of the clock (E2)",
    ),
    Fault(
        "planning.py",
        "alive = [each for each in fresh if each.when.last_useful >= now]",
        "alive = fresh",
        "after an outage reminders go out for visits that have begun (D3)",
    ),
    Fault(
        "planning.py",
        "fresh = [each for each in passing if each.key not in done]",
        "fresh = list(passing)",
        "every turn of the clock sends the message again (E5)",
    ),
    Fault(
        "open_windows.py",
        "if opened and at < windows[opened - 1].closes_at:",
        "if opened and at <= windows[opened - 1].closes_at:",
        "a message goes in the minute the window has closed (D1)",
    ),
    Fault(
        "open_windows.py",
        "return bisect_right(windows, at,",
        "return bisect_right(windows, at - ONE_MINUTE,",
        "in its first minute a window counts as closed (D1)",
    ),
    Fault(
        "open_windows.py",
        "instant(datetime.combine(day, opening), place)",
        'instant(datetime.combine(day, opening), ZoneInfo("Etc/UTC"))',
        "messages go out by the clock of another zone, hours too early (D1)",
    ),
    Fault(
        "open_windows.py",
        "or day in holidays or",
        "or",
        "messages go out on a holiday (D2)",
    ),
    Fault(
        "open_windows.py",
        "return max(window.closes_at - ONE_MINUTE, window.opens_at)",
        "return max(window.closes_at, window.opens_at)",
        "the last open moment is one minute late, when it is closed (D2)",
    ),
    Fault(
        "open_windows.py",
        "if opening is not None and opening <= last_useful:",
        "if opening is not None:",
        "a message waits for an opening after its visit (D2, D3)",
    ),
    Fault(
        "open_windows.py",
        "if window.opens_at < window.closes_at:",
        "if window.opens_at != window.closes_at:",
        "a window that a spring night swallowed closes before it opens (D1)",
    ),
    Fault(
        "local_time.py",
        "return max(_readings(local, place))",
        "return min(_readings(local, place))",
        "on the odd nights a rule here and the same rule in SQL disagree (E2)",
    ),
    Fault(
        "local_time.py",
        "return instant(local_time(at, place) + timedelta(days=days), place)",
        "return at + timedelta(days=days)",
        "three days before is an hour off when the clock changed in between (E2)",
    ),
    Fault(
        "timing.py",
        "_LOCAL_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}",
        "_LOCAL_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 5}",
        "a week has five days (E2)",
    ),
    Fault(
        "timing.py",
        "BEFORE_START = timedelta(minutes=15)",
        "BEFORE_START = timedelta(minutes=14)",
        "a reminder can arrive 14 minutes before the start (D3)",
    ),
    Fault(
        "timing.py",
        "settle if appointment.cancelled_by is CancelledBy.FEED else timedelta(0)",
        "timedelta(0)",
        "a reschedule is told as a cancellation first (B6)",
    ),
    Fault(
        "timing.py",
        "appointment.cancelled_at is None or appointment.cancelled_by is CancelledBy.PARENT",
        "appointment.cancelled_at is None",
        "a parent who cancelled is told that the office cancelled (B6)",
    ),
    Fault(
        "occurrences.py",
        "if moment <= max(appointment.version_at, enabled_at)",
        "if moment < max(appointment.version_at, enabled_at)",
        "a moment that passed as the visit was booked still fires (E6)",
    ),
    Fault(
        "occurrences.py",
        "        return Reason.FIRST_IMPORT",
        "        return None",
        "a first import sends a message to every family of the practice (B7)",
    ),
    Fault(
        "rules.py",
        "    if appointment.blocked:\n        return Reason.FEED_BLOCKED\n",
        "",
        "messages go out for a visit with a status nobody mapped (B3)",
    ),
    Fault(
        "rules.py",
        "RuleType.CONFIRMATION_REQUEST: _UNANSWERED",
        "RuleType.CONFIRMATION_REQUEST: _COMING",
        "a family that has confirmed is asked again (E7)",
    ),
    Fault(
        "sending.py",
        "if line.appointment.version != line.version:",
        "if line.appointment.version < line.version:",
        "a waiting message tells the old time of a moved visit (B4)",
    ),
    Fault(
        "sending.py",
        "if now > claimed.last_useful:",
        "if now >= claimed.last_useful:",
        "a message is dropped in its last useful moment (D3)",
    ),
    Fault(
        "sending.py",
        "    if isinstance(reach, Ineligible):\n        return reach.reason\n",
        "    if isinstance(reach, Ineligible):\n        return None\n",
        "consent withdrawn since planning is not looked at again (C2)",
    ),
    Fault(
        "outcomes.py",
        "    return max(status, reported, key=_KNOWN.index)",
        "    return reported",
        "a late receipt moves a delivered message back to sent (G5)",
    ),
    Fault(
        "outcomes.py",
        "_FIRST_GAP * (1 << doublings)",
        "_FIRST_GAP",
        "tries follow each other without growing gaps (G3)",
    ),
    Fault(
        "routing.py",
        "{NoticeKind.CONFLICT, NoticeKind.MAYBE_CANCEL",
        "{NoticeKind.LATE, NoticeKind.MAYBE_CANCEL",
        "two parents who disagree are nobody's task (H5)",
    ),
    Fault(
        "delivery_rules.py",
        "if self.window_from > self.window_to:",
        "if self.window_from >= self.window_to:",
        "all day can no longer be set (D1)",
    ),
    Fault(
        "delivery_form.py",
        "if len(digits) > 9 or not SHORTEST_DEADLINE <= int(digits) <= LONGEST_DEADLINE:",
        "if len(digits) > 9 or not SHORTEST_DEADLINE <= int(digits) <= LONGEST_DEADLINE + 1:",
        "a deadline of 25 hours passes the form (D6)",
    ),
    Fault(
        "schedule_changes.py",
        "    if incoming.source_time < last.at:\n        return True\n",
        "",
        "a late message moves an appointment back to its old time (B6)",
    ),
    Fault(
        "schedule_changes.py",
        "_FAMILY_SAID = frozenset({Confirmation.CONFIRMED, Confirmation.CANCEL_REQUESTED})",
        "_FAMILY_SAID = frozenset({Confirmation.CONFIRMED})",
        "a repeated booked wipes out a parent's request to cancel (B6)",
    ),
    Fault(
        "schedule_changes.py",
        "return appointment.starts_at, appointment.provider_id, appointment.location_id",
        "return appointment.starts_at, None, appointment.location_id",
        "a changed provider is not told and old messages still go (B4)",
    ),
    Fault(
        "timing.py",
        "return appointment.ends_at if anchor is Anchor.END else appointment.starts_at",
        "return appointment.starts_at",
        "two hours after the end are counted from the start (E2)",
    ),
    Fault(
        "timing.py",
        "return held_at(anchor, appointment) + useful",
        "return appointment.starts_at + useful",
        "a message counted from the end stops helping too early (D3)",
    ),
    Fault(
        "timing.py",
        "AFTER_EVENT if anchor in HELD or anchor is Anchor.CANCELLATION",
        "AFTER_EVENT if anchor is Anchor.CANCELLATION",
        "after the visit a message is useful for 15 minutes only (D3)",
    ),
    Fault(
        "occurrences.py",
        "        return max(held_at(rule.timing.anchor, appointment), appointment.version_at)",
        "        return appointment.version_at",
        "a family is thanked for a visit that has not ended yet (D2)",
    ),
    Fault(
        "occurrences.py",
        "    if moment < enabled_at:\n        return Reason.BEFORE_RULE\n    if moment",
        "    if moment",
        "a new message goes to every family that came in the last two days (E6)",
    ),
    Fault(
        "occurrences.py",
        "    if moment > appointment.version_at:",
        "    if moment > appointment.version_at or appointment.quiet:",
        "a first import of past visits thanks everybody at once (B7)",
    ),
    Fault(
        "rules.py",
        "TELEHEALTH_FAMILY = frozenset({RuleType.TELEHEALTH_FIRST, RuleType.TELEHEALTH_SECOND})",
        "TELEHEALTH_FAMILY = frozenset({RuleType.TELEHEALTH_FIRST})",
        "after an outage both video messages go at once (E6)",
    ),
    Fault(
        "rules.py",
        "within = (rule.age_from or 0) <= age and",
        "within = (rule.age_from or 0) < age and",
        "a message from 13 years on goes from 14 on (E3)",
    ),
    Fault(
        "rules.py",
        "(rule.age_to is None or age <= rule.age_to)",
        "(rule.age_to is None or age < rule.age_to)",
        "a message up to 12 years ends with 11 (E3)",
    ),
    Fault(
        "rules.py",
        "local_day(appointment.starts_at, zone(appointment.zone))",
        "appointment.starts_at.date()",
        "an age is that of the day in UTC, not of the place (E3)",
    ),
    Fault(
        "rules.py",
        "        return Reason.AGE_UNKNOWN\n",
        "        return None\n",
        "a message for certain ages goes to patients of unknown age (E3)",
    ),
    Fault(
        "rules.py",
        "is NewPatients.LATER_VISITS and appointment.first_visit",
        "is NewPatients.LATER_VISITS and not appointment.first_visit",
        "new patients get the message that is for the others (E3)",
    ),
    Fault(
        "open_windows.py",
        "own = of_rule or of_place",
        "own = of_place or of_rule",
        "a place's delivery times overrule those of the message (D1)",
    ),
    Fault(
        "candidates.py",
        "return self.own_windows[rule.id] if rule.hours else self.windows",
        "return self.windows",
        "a message's own delivery times are not looked at (D1)",
    ),
    Fault(
        "contacts.py",
        "if not contact.alternative and any(other.alternative for other in child.contacts):",
        "if contact.ended and any(other.alternative for other in child.contacts):",
        "the family is told what should go to an alternative contact (C5)",
    ),
    Fault(
        "contacts.py",
        "    if not contact.alternative and _another_exclusive(contact, child):",
        "    if _another_exclusive(contact, child):",
        "a parent with Exclusive authority silences the alternative contact (C5)",
    ),
    Fault(
        "contacts.py",
        "if confidential and not contact.own:",
        "if False:",
        "parents hear of and see a teenager's confidential visit (C7)",
    ),
    Fault(
        "contacts.py",
        "    if wanted is None or fixed is None:",
        "    if fixed is None:",
        "No Contact is overruled by a fixed channel (E4, C2)",
    ),
    Fault(
        "preferences.py",
        "Channel.VOICE: (AddressKind.CELL, AddressKind.HOME_PHONE)",
        "Channel.VOICE: (AddressKind.CELL,)",
        "a family with a home phone only is never called (E4)",
    ),
    Fault(
        "appointments.py",
        "return marked and (birth_date is None or age_on",
        "return marked and birth_date is not None and (age_on",
        "a visit whose patient's age is unknown is told to the parents (C7)",
    ),
    Fault(
        "siblings.py",
        "if mode is SiblingMode.OFF or first.confidential or appointment.confidential:",
        "if mode is SiblingMode.OFF or first.confidential:",
        "a confidential visit rides in the message about a sibling (C7)",
    ),
    Fault(
        "sending.py",
        "        confidential=line.appointment.confidential,\n",
        "",
        "a visit made confidential since planning is told all the same (C7)",
    ),
)

"""What staff read for the permission codes: by area, in the order of the page (product A3)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.permissions import Permission


@dataclass(frozen=True, slots=True)
class PermissionWords:
    """One permission: its name, and what somebody who holds it can do."""

    permission: Permission
    name: str
    allows: str


@dataclass(frozen=True, slots=True)
class PermissionArea:
    """Permissions that belong together."""

    name: str
    lines: tuple[PermissionWords, ...]


_Line = PermissionWords

PERMISSION_AREAS = (
    PermissionArea(
        "Every day",
        (
            _Line(
                Permission.BASIC_MESSAGING,
                "Basic messaging",
                "Open Deskbell: Today, visits, families, problems. Every other permission needs this one.",
            ),
            _Line(Permission.ANSWER_CANCELLATIONS, "Answer cancellations", "Work on cancellations."),
            _Line(Permission.CONTACTS_EDIT, "Edit contacts", "Change families: contacts, consent, language."),
            _Line(Permission.PERSONALIZED_MESSAGES, "Personalized messages", "Write to chosen families."),
            _Line(Permission.PRIVATE_MESSAGES, "Private messages", "Write to one family."),
        ),
    ),
    PermissionArea(
        "Automated messages",
        (
            _Line(Permission.AUTOMATED_VIEW, "View", "See automated messages, templates and recalls."),
            _Line(Permission.AUTOMATED_CREATE, "Create", "Add an automated message as a draft."),
            _Line(Permission.AUTOMATED_EDIT, "Edit", "Change when, to whom and how a message goes."),
            _Line(Permission.AUTOMATED_ENABLE, "Turn on", "Turn an automated message on."),
            _Line(Permission.AUTOMATED_DISABLE, "Turn off", "Turn an automated message off."),
            _Line(Permission.AUTOMATED_DELETE, "Delete", "Delete an automated message."),
        ),
    ),
    PermissionArea(
        "Many families at once",
        (
            _Line(Permission.BROADCASTS, "Broadcasts", "Write to many families at once."),
            _Line(Permission.PREFERENCES_BULK, "Contact preferences", "Fill in blank preferences for all."),
        ),
    ),
    PermissionArea(
        "Setting up",
        (
            _Line(Permission.TEMPLATES_EDIT, "Edit templates", "Change the words of messages."),
            _Line(
                Permission.DELIVERY_RULES_EDIT,
                "Edit settings",
                "Change Global settings, the practice, locations and departments.",
            ),
            _Line(Permission.INTEGRATIONS_MANAGE, "Connections", "Import schedules, set up channels."),
            _Line(Permission.STAFF_MANAGE, "Manage staff", "Invite people, change groups and permissions."),
        ),
    ),
    PermissionArea(
        "Looking back",
        (
            _Line(Permission.REPORTS_VIEW, "View reports", "See reports and messages that were not sent."),
            _Line(Permission.EXPORT, "Export", "Download lists as files."),
            _Line(Permission.AUDIT_VIEW, "View the audit log", "See who changed what, and when."),
            _Line(Permission.BILLING_VIEW, "View billing", "See the plan, credits and costs."),
            _Line(Permission.BILLING_BUY, "Buy credits", "Spend the practice's money."),
        ),
    ),
)

PERMISSION_NAMES = {
    line.permission: line.name
    if area.name != "Automated messages"
    else f"Automated messages: {line.name.lower()}"
    for area in PERMISSION_AREAS
    for line in area.lines
}
"""Each permission's name where its area does not stand above it."""

"""What a staff group may do (product A3)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Permission(StrEnum):
    """A permission code as it stands in the data."""

    AUTOMATED_VIEW = "automated_view"
    AUTOMATED_CREATE = "automated_create"
    AUTOMATED_EDIT = "automated_edit"
    AUTOMATED_DELETE = "automated_delete"
    AUTOMATED_DISABLE = "automated_disable"
    AUTOMATED_ENABLE = "automated_enable"
    BASIC_MESSAGING = "basic_messaging"
    PERSONALIZED_MESSAGES = "personalized_messages"
    BROADCASTS = "broadcasts"
    PRIVATE_MESSAGES = "private_messages"
    ANSWER_CANCELLATIONS = "answer_cancellations"
    CONTACTS_EDIT = "contacts_edit"
    PREFERENCES_BULK = "preferences_bulk"
    TEMPLATES_EDIT = "templates_edit"
    DELIVERY_RULES_EDIT = "delivery_rules_edit"
    REPORTS_VIEW = "reports_view"
    EXPORT = "export"
    BILLING_VIEW = "billing_view"
    BILLING_BUY = "billing_buy"
    STAFF_MANAGE = "staff_manage"
    INTEGRATIONS_MANAGE = "integrations_manage"
    AUDIT_VIEW = "audit_view"


def permissions_of(administrators: bool, codes: Collection[str]) -> frozenset[Permission]:
    """What a group holds: administrators everything, also what is added later; others what was given.

    Basic messaging is the door to all the rest: without it a group can do nothing. A code that no
    longer means anything is left out.
    """
    if administrators:
        return frozenset(Permission)
    held = frozenset(permission for permission in Permission if permission in codes)
    return held if Permission.BASIC_MESSAGING in held else frozenset()

"""How a contact is reached for a rule, as the rule book says."""

from __future__ import annotations

from app.domain.contacts import ChildContacts, ContactFacts, Eligible, Ineligible, eligibility
from app.domain.rules import Rule


def reach_of(contact: ContactFacts, child: ChildContacts, rule: Rule) -> Eligible | Ineligible:
    """For a message about the child alone, and about no visit."""
    return eligibility(contact, child, rule.purpose, fixed=rule.channel)

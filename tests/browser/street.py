"""A street of families, each with a visit on the same day about which nobody was asked yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.browser.conftest import Product
from tests.browser.neighbours import Household, day_of_visits, move_in

FAMILIES = 60
"""More than stand on one page of the schedule."""

VISIT_TYPE = "Camp physical"
"""What nobody else comes for, so that the schedule can show the street alone."""


def street(product: Product, folder: Path) -> date:
    """Sixty families move in, each with one child and a phone for texts; the day of their visits."""
    households = [
        Household(f"Robin {_last_name(n)}", ("Kit",), f"(614) 555-{100 + n:04}", comes_for=VISIT_TYPE)
        for n in range(FAMILIES)
    ]
    move_in(product, folder, *households, asked=False)
    return day_of_visits(product)


def _last_name(number: int) -> str:
    return f"Lane{chr(ord('a') + number // 26)}{chr(ord('a') + number % 26)}"

"""A street of families, each with a visit on the same day about which nobody was asked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import update

from app import clock
from app.actions.force_outcome import force_outcome
from app.actions.write_audit import Actor
from app.models import SandboxDelivery
from app.providers.port import ForcedOutcome
from app.work import work
from tests.browser.conftest import Product
from tests.browser.neighbours import Household, day_of_visits, move_in, turn_clock, willow

FAMILIES = 60
"""More than stand on one page of the schedule, and more than a mailing tries first."""


@dataclass(frozen=True)
class Street:
    """``area`` is the area code of its phones; for ``visit_type`` nobody else comes, so that the schedule
    can show the street alone.
    """

    name: str
    area: str
    visit_type: str

    def child(self, number: int) -> str:
        """The full name of the child of this family, counted from 0."""
        return self._household(number).child

    def cell(self, number: int) -> str:
        """This family's phone, as messages are addressed."""
        return f"+1{self.area}555{100 + number:04}"

    def move_in(self, product: Product, folder: Path) -> date:
        """Sixty families, each with one child and a phone for texts; the day of their visits."""
        move_in(product, folder, *(self._household(number) for number in range(FAMILIES)), asked=False)
        return day_of_visits(product)

    def delay_reports(self, product: Product) -> None:
        """Texts to its phones leave, but nobody hears for minutes whether they arrived: the rest waits."""
        with product.app.app_context(), work(willow(product)) as session:
            for number in range(FAMILIES):
                cell = self._household(number).cell
                assert force_outcome(session, clock.now(), Actor("tests"), cell, ForcedOutcome.DELAY) == {}

    def report_now(self, product: Product) -> None:
        """What was delayed comes in."""
        to_us = SandboxDelivery.address.startswith(f"+1{self.area}55501")
        due = update(SandboxDelivery).where(to_us, SandboxDelivery.receipt_due_at.is_not(None))
        with product.app.app_context(), work(willow(product)) as session:
            session.execute(due.values(receipt_due_at=clock.now()))
        turn_clock(product)

    def _household(self, number: int) -> Household:
        letters = f"{chr(ord('a') + number // 26)}{chr(ord('a') + number % 26)}"
        cell = f"({self.area}) 555-{100 + number:04}"
        return Household(f"Robin {self.name}{letters}", ("Kit",), cell, comes_for=self.visit_type)

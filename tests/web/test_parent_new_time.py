"""A visit that kept its time is not shown as moved (product B4, H5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.builders.parent_link import TUESDAY, ParentLink, headline, make_parent_link, words


@pytest.fixture
def family(app: Flask) -> ParentLink:
    return make_parent_link(app, "Mia")


def test_another_place_or_provider_asks_again_without_a_new_time(family: ParentLink) -> None:
    family.answer(family.mia, "coming")
    family.move(family.mia, TUESDAY)
    page = family.open()
    assert "new time" not in words(page)
    assert headline(page) == "Is Mia still coming?"


def test_another_start_is_shown_with_the_old_one(family: ParentLink) -> None:
    family.move(family.mia, TUESDAY + timedelta(minutes=45))
    page = family.open()
    assert headline(page) == "Mia has a new time."
    assert "3:15 PM" in words(page)
    assert "2:30 PM" in words(page)

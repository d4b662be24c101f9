"""The list of seeded faults fits the rule book as it is now."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.domain.faults.catalogue import FAULTS

RULE_BOOK = Path(__file__).parents[3] / "app" / "domain"


def test_every_fault_still_applies_and_is_python() -> None:
    for fault in FAULTS:
        sound = (RULE_BOOK / fault.file).read_text(encoding="utf-8")
        assert sound.count(fault.original) == 1, fault
        assert fault.faulty != fault.original, fault
        ast.parse(sound.replace(fault.original, fault.faulty))


def test_the_list_is_long_and_says_each_thing_once() -> None:
    assert len(FAULTS) >= 24
    assert len({fault.breaks for fault in FAULTS}) == len({fault[:3] for fault in FAULTS}) == len(FAULTS)

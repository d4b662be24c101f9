"""Checking a connection in steps: the first that is wrong ends the list, with what to do (product L5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.providers.port import Check
from app.providers.wire import Answer, Request, Wire


class NoAnswer(Exception):
    """The vendor could not be asked, or not understood."""


def checked(steps: Iterable[tuple[str, Callable[[], str]]]) -> list[Check]:
    """Take each step until one is wrong. A step returns what is wrong, or nothing when it is right."""
    found: list[Check] = []
    for step, ask in steps:
        wrong = _wrong(ask)
        found.append(Check(step, not wrong, wrong))
        if wrong:
            break
    return found


def asked(wire: Wire, request: Request) -> Answer:
    """The vendor's answer to a question. Raises NoAnswer when there is none, or the vendor is in trouble."""
    answer = wire.ask(request)
    if not isinstance(answer, Answer):
        raise NoAnswer("no answer came. Is this computer online, and is the vendor's address right?")
    if answer.status == 429 or answer.status >= 500:
        raise NoAnswer(f"the vendor is in trouble at the moment (its answer was {answer.status}).")
    return answer


def _wrong(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except NoAnswer as silence:
        return f"Could not be checked: {silence} Try again in some minutes."
    except (TypeError, ValueError, KeyError, AttributeError):
        return "Could not be checked: the vendor's answer was not understood. Is its address right?"

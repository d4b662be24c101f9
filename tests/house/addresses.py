"""Addresses of every route, with something in each gap of its pattern."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule


def address(app: Flask, rule: Rule, fill: Callable[[str], object] | None = None) -> str:
    """The rule's address; `fill` gives the value of a gap by its name, else anything of its kind does."""
    kinds: Mapping[str, object] = rule._converters
    gaps = {}
    for name in rule.arguments:
        kind = kinds[name]
        if isinstance(kind, AnyConverter):
            gaps[name] = min(kind.items)
        elif fill is not None:
            gaps[name] = fill(name)
        else:
            gaps[name] = 1 if isinstance(kind, IntegerConverter) else "x"
    return str(app.url_map.bind("deskbell.test").build(rule.endpoint, gaps))


def sign_in_page(app: Flask) -> str:
    return str(app.url_map.bind("deskbell.test").build("sign_in.show"))

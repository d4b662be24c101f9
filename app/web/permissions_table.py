"""Every address of the house with what opens it, read from the marks that guard it (product A3)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from app.domain.permissions import Permission
from app.web.access import PUBLIC, PUBLIC_ROOMS, mark_of

_FILES = frozenset({"static", "vendor.static"})
_ASKED_BY_BROWSERS = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Door:
    """One address and method. It asks for every one of ``permissions``; with none, everybody who signed in
    may. ``public``: anybody.
    """

    route: str
    method: str
    endpoint: str
    permissions: tuple[Permission, ...]
    public: bool

    def opens_for(self, held: frozenset[Permission]) -> bool:
        """May somebody who holds these permissions and is signed in go through?"""
        return self.public or held.issuperset(self.permissions)


def doors(app: Flask) -> list[Door]:
    """Every door but those of our own files, by address."""
    found = [
        _door(app, rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in _FILES
        for method in sorted((rule.methods or set()) - _ASKED_BY_BROWSERS)
    ]
    return sorted(found, key=lambda door: (door.route, door.method))


def _door(app: Flask, rule: Rule, method: str) -> Door:
    public = rule.endpoint in PUBLIC or rule.endpoint.rpartition(".")[0] in PUBLIC_ROOMS
    mark = mark_of(app.view_functions[rule.endpoint])
    return Door(rule.rule, method, rule.endpoint, mark.permissions if mark else (), public)

"""The few drawings of parents' pages, inlined: a page is one request."""

from __future__ import annotations

from types import MappingProxyType

from markupsafe import Markup

_CHECK = "M5 12.5l4.5 4.5L19 7.5"
_CLOCK = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2"
_LEAF = (
    "M24.5 3.5C13 3 5 8 4.2 16.4c-.2 2 .1 3.8.7 5.2C8 15.6 12.5 12 18 10c-5.2 3-9 7-11 12.8 "
    "1.3.9 3 1.4 5 1.4C20.3 24.2 25 16 24.5 3.5z"
)


def _line(size: int, path: str, width: float = 2) -> Markup:
    return Markup(  # noqa: S704 - our own numbers and paths
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f'<path d="{path}"/></svg>'
    )


def _leaf() -> Markup:
    return Markup(  # noqa: S704 - our own path
        '<svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">'
        f'<path fill="currentColor" d="{_LEAF}"/></svg>'
    )


ICONS = MappingProxyType(
    {
        "leaf": _leaf(),
        "check": _line(16, _CHECK, 3),
        "big_check": _line(30, _CHECK, 3),
        "cross": _line(16, "M6 6l12 12M18 6L6 18", 3),
        "clock": _line(16, _CLOCK, 2.5),
        "big_clock": _line(30, _CLOCK, 2.5),
        "calendar": _line(22, "M4 6h16v14H4zM4 10.5h16M8 3v4M16 3v4M12 13v4M10 15h4"),
        "phone": _line(
            22,
            "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z",
        ),
        "pin": _line(
            22,
            "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21z"
            "M12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
        ),
    }
)
"""By name, for templates: ``{{ icon["check"] }}``."""

"""A QR code that a page draws by itself, without a style or a picture from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class QrCode:
    """``path`` draws the dark fields on a square of ``size`` units, quiet border included."""

    size: int
    path: str


BORDER = 4


def qr_code(text: str) -> QrCode:
    """The code that says ``text``."""
    rows = segno.make(text, error="m", micro=False).matrix
    fields = (
        f"M{x + BORDER} {y + BORDER}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return QrCode(len(rows) + 2 * BORDER, "".join(fields))

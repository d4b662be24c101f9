"""A message as a page to print or to fax (product F4, G1)."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Protocol
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Paragraph, SimpleDocTemplate

_HEADING = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=16, leading=20, spaceAfter=14)
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11.5, leading=16, spaceAfter=9)
_MARGIN = inch
_NUMBER_SIZE = 9


class Printed(Protocol):
    """What stands on a page. Paragraphs of ``body`` are parted by an empty line."""

    @property
    def subject(self) -> str: ...

    @property
    def body(self) -> str: ...

    @property
    def language(self) -> str: ...


def page(message: Printed) -> bytes:
    """The PDF: heading, paragraphs, and a number on every page. The same message gives the same bytes."""
    document = BytesIO()
    sheet = SimpleDocTemplate(
        document,
        pagesize=LETTER,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=message.subject,
        lang=message.language,
        invariant=1,
    )
    sheet.build(_story(message), onFirstPage=_numbered, onLaterPages=_numbered)
    return document.getvalue()


def _story(message: Printed) -> list[Any]:
    heading = [Paragraph(escape(message.subject), _HEADING)] if message.subject else []
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", message.body)]
    return heading + [Paragraph(_lines(part), _BODY) for part in paragraphs if part]


def _lines(paragraph: str) -> str:
    return escape(paragraph).replace("\n", "<br/>")


def _numbered(canvas: Any, sheet: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", _NUMBER_SIZE)
    canvas.drawCentredString(LETTER[0] / 2, _MARGIN / 2, str(sheet.page))

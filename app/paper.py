"""Messages as pages to print or to fax (product F4, G1): Letter paper, one message after the other.

The first page of a letter is folded twice into a #10 envelope: its address stands where the window is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Protocol
from xml.sax.saxutils import escape

import phonenumbers
import segno
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Paragraph

from app.domain.languages import Bilingual, Language
from app.domain.postal import postal_lines
from app.domain.preferences import Channel
from app.domain.print_letters import printable

_FONT, _BOLD = "Helvetica", "Helvetica-Bold"
_HEADING = ParagraphStyle("heading", fontName=_BOLD, fontSize=15, leading=19, spaceAfter=10)
_BODY = ParagraphStyle("body", fontName=_FONT, fontSize=11, leading=14.5, spaceAfter=8)
_HEAD = ParagraphStyle("head", fontName=_FONT, fontSize=9.5, leading=12)
_COVER = ParagraphStyle("cover", fontName=_FONT, fontSize=10, leading=13)
_WIDTH, _HEIGHT = LETTER
_MARGIN = inch
_TEXT_WIDTH = _WIDTH - 2 * _MARGIN
_FOOT = 0.5 * inch
# The window of a #10 envelope, measured from the top of the folded page, with room for the page to slip.
_WINDOW_TOP, _WINDOW_BOTTOM, _WINDOW_WIDTH = 2.12 * inch, 3.1 * inch, 4.2 * inch
_UNDER_WINDOW = 3.45 * inch
_UNDER_COVER = 2.5 * inch
_CODE = 1.15 * inch
_URL = re.compile(r"https?://\S+")
_TO, _FROM = Bilingual("To", "Para"), Bilingual("From", "De")
_PAGES, _PAGE, _OF = Bilingual("Pages", "Páginas"), Bilingual("Page", "Página"), Bilingual("of", "de")
_WRONG = Bilingual(
    "If this fax is not for you, please destroy it and call the sender.",
    "Si este fax no es para usted, por favor destrúyalo y llame a quien lo envía.",
)
_ON_PAPER = Bilingual("Message", "Mensaje")


class Printed(Protocol):
    """One message for paper. Paragraphs of ``body`` are parted by an empty line.

    ``addressee`` is the name above the address, ``address`` a postal address in one line with commas, or a
    fax number; ``sender_name`` is the practice, ``sender`` the address it writes letters from.
    """

    @property
    def channel(self) -> str: ...

    @property
    def sender_name(self) -> str: ...

    @property
    def sender(self) -> str: ...

    @property
    def addressee(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def body(self) -> str: ...

    @property
    def language(self) -> str: ...


def page(message: Printed) -> bytes:
    """The PDF of one message. The same message gives the same bytes."""
    return pages([message])


def pages(messages: Iterable[Printed]) -> bytes:
    """One PDF of many messages, each begun on a page of its own and numbered by itself.

    What the PDF says about itself names nobody: its title is the same for every message.
    """
    document = BytesIO()
    canvas = Canvas(document, pagesize=LETTER, invariant=1)
    for message in messages:
        words = _language(message)
        canvas.setTitle(_ON_PAPER.words(words))
        canvas.setCatalogEntry("Lang", words.value)
        _draw(canvas, message, _count(message))
    canvas.save()
    return document.getvalue()


def _language(message: Printed) -> Language:
    return Language(message.language) if message.language in set(Language) else Language.ENGLISH


def _count(message: Printed) -> int:
    """How many pages it takes."""
    return _draw(Canvas(BytesIO(), pagesize=LETTER), message, total=1)


def _draw(canvas: Canvas, message: Printed, total: int) -> int:
    """Draw every page of a message; how many there were. ``total`` is what the pages say of it."""
    story, number = _story(message), 0
    while story or not number:
        number += 1
        used = _MARGIN if number > 1 else _head(canvas, message, total)
        frame = Frame(_MARGIN, _MARGIN, _TEXT_WIDTH, _HEIGHT - used - _MARGIN, 0, 0, 0, 0)
        _fill(frame, story, canvas)
        if total > 1:
            words = _language(message)
            foot = f"{_PAGE.words(words)} {number} {_OF.words(words)} {total}"
            canvas.setFont(_FONT, 9)
            canvas.drawCentredString(_WIDTH / 2, _FOOT, foot)
        canvas.showPage()
    return number


def _fill(frame: Frame, story: list[Flowable], canvas: Canvas) -> None:
    """Put as much as fits into the frame; the rest stays in ``story``."""
    while story:
        if not frame.add(story[0], canvas):
            parts = frame.split(story[0], canvas)
            if not parts or not frame.add(parts[0], canvas):
                return
            story[1:1] = parts[1:]
        del story[0]


def _head(canvas: Canvas, message: Printed, total: int) -> float:
    """Who writes to whom; how much of the page that takes."""
    if message.channel == Channel.FAX:
        _cover(canvas, message, total)
        return _UNDER_COVER
    own = [message.sender_name, *postal_lines(message.sender)]
    _block(canvas, [f"<b>{_safe(own[0])}</b>", *map(_safe, own[1:])], _HEAD, 0.55 * inch)
    _window(canvas, [line for line in (message.addressee, *postal_lines(message.address)) if line])
    return _UNDER_WINDOW


def _block(canvas: Canvas, lines: list[str], style: ParagraphStyle, top: float) -> None:
    paragraph = Paragraph("<br/>".join(lines), style)
    _, height = paragraph.wrapOn(canvas, _TEXT_WIDTH, _HEIGHT)
    paragraph.drawOn(canvas, _MARGIN, _HEIGHT - top - height)


def _window(canvas: Canvas, lines: list[str]) -> None:
    """The address, as large as the window has room for."""
    lines = [printable(line) for line in lines]
    widest = max((stringWidth(line, _FONT, 1) for line in lines), default=1)
    leading = min(13.5, (_WINDOW_BOTTOM - _WINDOW_TOP) / max(len(lines), 1))
    size = min(11, leading - 1.2, _WINDOW_WIDTH / widest)
    canvas.setFont(_FONT, size)
    for number, line in enumerate(lines, 1):
        canvas.drawString(_MARGIN, _HEIGHT - _WINDOW_TOP - number * leading, line)


def _cover(canvas: Canvas, message: Printed, total: int) -> None:
    words = _language(message)
    to = ", ".join(part for part in (message.addressee, _number(message.address)) if part)
    lines = [
        f"<b>{_TO.words(words)}:</b> {_safe(to)}",
        f"<b>{_FROM.words(words)}:</b> {_safe(message.sender_name)}",
        f"<b>{_PAGES.words(words)}:</b> {total}",
        f"<i>{_WRONG.words(words)}</i>",
    ]
    canvas.setFont(_BOLD, 20)
    canvas.drawString(_MARGIN, _HEIGHT - 0.95 * inch, "FAX")
    _block(canvas, lines, _COVER, 1.1 * inch)
    canvas.line(_MARGIN, _HEIGHT - 2.2 * inch, _WIDTH - _MARGIN, _HEIGHT - 2.2 * inch)


def _number(address: str) -> str:
    try:
        number = phonenumbers.parse(address, None)
    except phonenumbers.NumberParseException:
        return address
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _story(message: Printed) -> list[Flowable]:
    parts = [part.strip() for part in re.split(r"\n\s*\n", message.body)]
    paragraphs = [_flowable(part) for part in parts if part]
    heading = [Paragraph(_safe(message.subject), _HEADING)] if message.subject else []
    return [*heading, *paragraphs]


def _flowable(part: str) -> Flowable:
    """A paragraph; with a code for the camera where its last line is an address on the web."""
    *said, last = part.split("\n")
    if not _URL.fullmatch(last):
        return Paragraph(_lines(part), _BODY)
    shown = last.removeprefix("https://")
    return _WithCode(Paragraph("<br/>".join([*map(_safe, said), f"<b>{_safe(shown)}</b>"]), _BODY), last)


def _lines(part: str) -> str:
    return "<br/>".join(map(_safe, part.split("\n")))


def _safe(words: str) -> str:
    return escape(printable(words))


class _WithCode(Flowable):
    """Words beside the code that says ``url`` to a camera; they stay on one page."""

    def __init__(self, words: Paragraph, url: str) -> None:
        super().__init__()
        self._words = words
        self._rows = segno.make(url, error="m", micro=False).matrix
        self.spaceAfter = _BODY.spaceAfter

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, self._words_height = self._words.wrapOn(self.canv, width - _CODE - 0.2 * inch, height)
        return width, max(self._words_height, _CODE)

    def draw(self) -> None:
        top = max(self._words_height, _CODE)
        self._words.drawOn(self.canv, _CODE + 0.2 * inch, (top - self._words_height) / 2)
        field = _CODE / len(self._rows)
        self.canv.setFillGray(0)
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    self.canv.rect(x * field, top - (y + 1) * field, field, field, stroke=0, fill=1)

"""Letters and faxes as PDF, read back (product F4, G1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.domain.preferences import Channel
from app.domain.timing import RuleType
from app.domain.wording.paper_page import paper_page
from app.paper import page, pages
from tests.domain.visit_facts import AT_2_45, child, visit

WINDOW = (2.04 * 72, 3.17 * 72)
"""Where a #10 envelope shows the folded page: from and to, in points from its top."""
PAGE_HEIGHT, PAGE_WIDTH = 792, 612


@dataclass(frozen=True)
class Paper:
    channel: str = "letter"
    sender_name: str = "Willow Pediatrics"
    sender: str = "212 Oak Street, Suite 3, Dayton, OH 45402"
    addressee: str = "Ana Ramos"
    address: str = "12 Elm Street, Apt 4, Dayton, OH 45402"
    subject: str = ""
    body: str = ""
    language: str = "en"


def letter(
    *children, kind: RuleType = RuleType.CONFIRMATION_REQUEST, language: str = "en", **changed
) -> Paper:
    paper = Paper(language=language, **changed)
    facts = visit(children=children or (child("Mia"), child("Leo", AT_2_45)))
    words = paper_page(kind, Channel(paper.channel), language, facts)
    return replace(paper, subject=words.title, body=words.text)


def read(document: bytes) -> list[str]:
    return [each.extract_text() for each in PdfReader(BytesIO(document)).pages]


def drawn(document: bytes, number: int = 0) -> list[tuple[str, float, float]]:
    """Every piece of text of a page, with how far it begins from the left and from the top."""
    found: list[tuple[str, float, float]] = []

    def keep(text: str, matrix: list[float], inner: list[float], *_: object) -> None:
        if text.strip():
            left = inner[4] * matrix[0] + matrix[4]
            found.append((text.strip(), left, PAGE_HEIGHT - (inner[5] * matrix[3] + matrix[5])))

    PdfReader(BytesIO(document)).pages[number].extract_text(visitor_text=keep)
    return found


def test_a_letter_names_children_times_and_the_way_to_answer() -> None:
    (text,) = read(page(letter()))
    for words in ("Are Mia and Leo still coming?", "Mia, 2:30 PM, Dr. Patel", "Leo, 2:45 PM, Dr. Patel"):
        assert words in text
    assert "willowpeds.com/v/7Kq2xR9mBt4a" in text
    assert "937-555-0142" in text


def test_spanish_letters_have_their_accents() -> None:
    (text,) = read(page(letter(child("Sofía"), child("Íñigo"), language="es")))
    assert "¿Van a venir Sofía e Íñigo?" in text
    assert "¿No tiene internet, o tiene preguntas? Llámenos al 937-555-0142." in text


@pytest.mark.parametrize("lines", [2, 6])
def test_the_address_stands_behind_the_window_of_the_envelope(lines: int) -> None:
    streets = ["Building 4", "Floor 2", "12 Elm Street", "Apt 4"][: lines - 2]
    longest = "1 Very Long Name of a Street That Goes On Right to the End Av"
    document = page(letter(address=", ".join([longest, *streets, "Troy, OH 45373"])))
    wanted = {"Ana Ramos", longest, *streets, "Troy, OH 45373"}
    placed = [each for each in drawn(document) if each[0] in wanted]
    assert len(placed) == lines + 1
    assert all(WINDOW[0] < top <= WINDOW[1] for _, _, top in placed)
    assert all(0.9 * 72 <= left < 5.3 * 72 for _, left, _ in placed)
    others = [each for each in drawn(document) if each not in placed]
    assert not any(WINDOW[0] < top <= WINDOW[1] for _, _, top in others)


def test_a_fax_has_a_cover_line_and_no_postal_address() -> None:
    (text,) = read(page(letter(channel="fax", address="+19375550100")))
    assert text.startswith("FAX")
    assert "To: Ana Ramos, (937) 555-0100" in text
    assert "From: Willow Pediatrics" in text
    assert "Pages: 1" in text
    assert "If this fax is not for you" in text


def test_the_longest_names_stay_inside_the_margins() -> None:
    name = "Wilhelmina-Maximiliana Wu"
    children = [
        child(f"{name[:24]}{number}", provider_name="Dr. Bartholomew Featherstonehaugh-Montgomery")
        for number in range(6)
    ]
    document = page(letter(*children, addressee="Wilhelmina Maximiliana " * 4))
    texts = read(document)
    assert len(texts) == 2
    assert "".join(texts).count("Wilhelmina-Maximiliana W") == 6
    for number in range(2):
        assert all(72 <= left < 300 and 36 <= top <= 756 for _, left, top in drawn(document, number))


def test_a_long_letter_goes_on_with_numbered_pages_and_loses_nothing() -> None:
    body = "\n\n".join(f"Paragraph {number} & <b>so on</b>, niño." for number in range(90))
    texts = read(page(replace(letter(), body=body)))
    assert len(texts) > 1
    whole = "\n".join(texts)
    assert all(f"Paragraph {number} & <b>so on</b>, niño." in whole for number in range(90))
    assert all(f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1))


def test_one_paragraph_longer_than_a_page_is_parted() -> None:
    texts = read(page(replace(letter(), body="word " * 4000 + "the end.")))
    assert len(texts) > 1
    assert "the end." in texts[-1]


def test_a_day_s_letters_begin_each_on_a_page_of_their_own() -> None:
    long = replace(letter(), body="\n\n".join(["Words."] * 40))
    texts = read(pages([letter(addressee="Ana Ramos"), long, letter(addressee="Bo Chen")]))
    assert "Ana Ramos" in texts[0]
    assert "Page 1 of 2" in texts[1]
    assert "Page 2 of 2" in texts[2]
    assert "Bo Chen" in texts[3]
    assert "Page" not in texts[3]


def test_what_the_file_says_about_itself_names_nobody() -> None:
    reader = PdfReader(BytesIO(page(letter())))
    about = " ".join(str(value) for value in (reader.metadata or {}).values())
    assert not any(name in about for name in ("Mia", "Leo", "Ana", "Willow"))


def test_the_same_letter_is_the_same_bytes() -> None:
    assert page(letter()) == page(letter())


def test_the_page_is_letter_size() -> None:
    box = PdfReader(BytesIO(page(letter()))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (PAGE_WIDTH, PAGE_HEIGHT)

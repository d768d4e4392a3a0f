"""Drop caps of PDFs, wherever they are written."""

from __future__ import annotations

import pytest
from tests.text.reading.test_pdf_letters import LATIN
from tests.text.test_hostile import ONE, pdf, stream

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

LINES = [
    "a commune acheta la chute d'eau en 1911, pour eclairer ses rues et la halle",
    "aux grains, et la roue tourna encore dix ans sous la garde du vieux meunier.",
    "Une ecole occupe aujourd'hui le moulin de la digue, dont les meules servent",
    "de bancs aux visiteurs du dimanche.",
]
NEXT = [
    "Les eleves y montrent la roue remise en marche, et le bief ou passent encore",
    "les anguilles au printemps, quand l'eau monte.",
]
LEADING = 13


def shown(text: str, x: float, y: float, size: float = 11) -> bytes:
    escaped = text.encode("cp1252").replace(b"(", b"\\(")
    return b"BT /F %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, x, y, escaped)


def page(letter: str, first: str, size: float = 34, drop: int = 1, *, late: bool = False) -> Mended:
    """A page with a large letter over two lines, and lines beside it and below."""
    beside = 72 + 0.75 * size
    lines = [
        shown(text, beside if number <= drop else 72, 700 - LEADING * number)
        for number, text in enumerate([first, *LINES[1:], *NEXT])
    ]
    initial = shown(letter, 72, 700 - LEADING * drop, size)
    content = b"".join([*lines, initial] if late else [initial, *lines])
    source = read_bytes(pdf(ONE, stream(content), font=LATIN), "a", "a.pdf")
    return mend(source)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    ("letter", "first", "begins"),
    [
        ("L", LINES[0], "La commune acheta"),
        ("L", "A COMMUNE acheta la chute d'eau en 1911, pour ses rues", "LA COMMUNE acheta"),
        ("É", "lu maire, Paul Roux acheta la chute d'eau en 1911, et", "Élu maire, Paul"),
        ("À", "Lens, la commune acheta la chute d'eau en 1911, pour", "À Lens, la commune"),
        ("À", "la digue, la commune acheta la chute d'eau en 1911, et", "À la digue, la"),
        ("A", "lors la commune acheta la chute d'eau en 1911, pour que", "Alors la commune"),
    ],
)
def test_its_word_is_whole(letter: str, first: str, begins: str, *, late: bool) -> None:
    text, after = page(letter, first, late=late).text.split("\n\n")
    assert text.startswith(begins)
    assert text.endswith("de bancs aux visiteurs du dimanche.")
    assert after.startswith("Les eleves")


def test_a_raised_initial_is_on_its_line() -> None:
    assert page("L", LINES[0], drop=0).text.startswith("La commune acheta")


@pytest.mark.parametrize("first", ["Commune acheta", "commune acheta"])
def test_a_letter_that_the_line_does_not_go_on_with(first: str) -> None:
    """`Z` and `commune` are no word; the letter is a sign of its own."""
    assert "Zcommune" not in page("Z", first + LINES[0][16:]).text

"""The self-check: it accepts what mending makes of a range, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.mended import Mended
from annotate.document.quote_check import quote_matches
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes, read_source

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FILES = [*sorted(CORPUS.glob("*.pdf")), *sorted(CORPUS.glob("*.txt"))]


@cache
def mended(path: Path) -> Mended:
    return mend(read_source(path, path.stem))


@given(st.sampled_from(FILES), st.data())
def test_any_span_of_a_mended_block_matches(path: Path, data: st.DataObject) -> None:
    """Whatever stretch of the corpus a name might cover, its projection passes the check."""
    text = mended(path)
    piece, (low, high) = data.draw(st.sampled_from(text.blocks))
    if piece.label == "note":
        low += len(f"{piece.value}. ")  # written by mending, and never part of a name
    start = data.draw(st.integers(low, high - 1))
    end = min(high, start + data.draw(st.integers(1, 120)))
    quote = text.text[start:end]
    ranges = text.offsets.to_source(start, end)
    if quote != quote.strip() or not ranges:
        return
    back = [text.offsets.to_mended(*span) for span in ranges]
    exact = back[0][0][0] == start and back[-1][-1][1] == end
    if exact:  # a span that cuts a replacement widens, and then quotes more
        assert quote_matches(text.source.text, ranges, quote)


@given(
    st.lists(
        st.sampled_from(["Lens", "Li-\névin", "fosse", "1894", "l’", "–"]), min_size=1, max_size=9
    ),
    st.data(),
)
def test_another_quote_is_refused(words: list[str], data: st.DataObject) -> None:
    source = read_bytes(("La mine ferma. " + " ".join(words)).encode(), "a", "a.txt")
    quote = mend(source).text
    index = data.draw(st.integers(0, len(quote) - 1))
    changed = quote[:index] + ("x" if quote[index] != "x" else "y") + quote[index + 1 :]
    assert quote_matches(source.text, [(0, len(source.text))], quote)
    assert not quote_matches(source.text, [(0, len(source.text))], changed)


@pytest.mark.parametrize(
    ("raw", "quote"),
    [
        ("Lens", "Lens"),
        ("Nord \n– Pas de Calais", "Nord – Pas de Calais"),
        ("Pas-\nde-Calais", "Pas-de-Calais"),
        ("char-\nbonnière", "charbonnière"),
        ("la char-\u2028bonnière", "la charbonnière"),
        ("char-\x85bonnière", "charbonnière"),
        ("Lens/\u2029Liévin", "Lens/Liévin"),
        ("Lens/\nLiévin", "Lens/Liévin"),
        ("o\ufb03ce", "office"),
        ("cou\u00ad\nsinage", "cousinage"),
        ("e\u0301tat", "état"),
        ("e\n\u0301tat", "état"),
        ("e\u00ad\u0301tat", "état"),
        # The first two are « à » in UTF-8 that was read as Latin-1, were it not for the accent.
        ("Ã\u00a0\n\u0301", "Ã\u0301"),
        ("21\u00a0mars", "21 mars"),
    ],
)
def test_repairs_that_are_accepted(raw: str, quote: str) -> None:
    assert quote_matches(raw, [(0, len(raw))], quote)


@pytest.mark.parametrize(
    ("raw", "quote"),
    [
        ("Lens", "lens"),
        ("Lens", "Lens "),
        (" Lens", "Lens"),
        ("18943", "1894"),
        ("Pas-de-Calais", "PasdeCalais"),
        ("Nord Pas", "NordPas"),
        ("Nord\nPas", "NordPas"),
        ("Lens", ""),
    ],
)
def test_repairs_that_are_refused(raw: str, quote: str) -> None:
    assert not quote_matches(raw, [(0, len(raw))], quote)


def test_a_name_over_two_ranges() -> None:
    text = "le Syndicat d’Amé-\n1 Une note.\nnagement du Pays"
    assert quote_matches(text, [(3, 18), (31, 47)], "Syndicat d’Aménagement du Pays")
    assert not quote_matches(text, [(3, 18), (19, 47)], "Syndicat d’Aménagement du Pays")


@pytest.mark.parametrize(
    ("raw", "quote"),
    [
        ("Pas-deCalais", "Pas-de-Calais"),
        ("HautCommissariat", "Haut-Commissariat"),
        ("19901995", "1990-1995"),
        ("J.P. Sol", "J.-P. Sol"),
        ("L\n’Action\nsyndicale", "L’Action syndicale"),
        ("(P\n) et (C\n), ou D\n.", "(P) et (C), ou D."),
        ("L e H a v r e", "Le Havre"),
        ("L e", "Le"),
    ],
)
def test_what_mending_gave_back_or_took_away(raw: str, quote: str) -> None:
    assert quote_matches(raw, [(0, len(raw))], quote)


def test_a_name_among_spaced_letters_has_its_own() -> None:
    """The other words of a heading are not part of its place."""
    source = read_bytes("P o r t  L e  P r é s\n\nLe port est près de là.\n".encode(), "a", "a.txt")
    text = mend(source)
    start = text.text.index("Le Prés")
    (place,) = text.offsets.to_source(start, start + len("Le Prés"))
    assert source.text[slice(*place)] == "L e  P r é s"
    assert quote_matches(source.text, [place], "Le Prés")


@pytest.mark.parametrize("quote", ["-Lens Nord", "Lens-Nord", "Lens -Nord", "Lens Nord-"])
def test_a_hyphen_that_nothing_lost(quote: str) -> None:
    assert not quote_matches("Lens Nord", [(0, 9)], quote)

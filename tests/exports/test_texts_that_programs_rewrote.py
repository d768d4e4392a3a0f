"""Programs write one text in several ways: what comes back with other characters is the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.document.labels import shipped_labels
from annotate.document.projection import layers_of
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range, Source
from annotate.document.standoff import standoff_of
from annotate.exports.document import Exchanged, exchanged
from annotate.exports.losses import Feature
from annotate.gold.alignment import align
from annotate.gold.folding import folded
from annotate.review.decisions import Stamp
from annotate.review.import_comparison import Comparison, Import, Imported
from annotate.text.mending.mend import mend

LABELS = shipped_labels()
HOW = Import(frozenset(Feature), Stamp("alice", "2026-01-01T00:00:00Z"), "a")
PARAGRAPH = (
    "La fosse n°\u00a09 d’Hénin-Liétard, dite «\u00a0Saint-Éloi\u00a0», ferma en 1914–1918… "
    "Le cœur du bassin, de l’Œuvre des mines à Noyelles\u202f: Zoë Lefèvre y fut élue, puis Émile "
    "Dupâquier, né à Béthune. On y vit aussi Čapek, l’îlot Garçon et 10\u202f000 mineurs.\n\n"
)
NAMES = re.compile(
    "Hénin-Liétard|Saint-Éloi|1914–1918|l’Œuvre des mines|Noyelles|Zoë Lefèvre|Émile Dupâquier"
    "|Béthune|Čapek|Garçon"
)


def document_of(text: str) -> AnnotatedDocument:
    source = Source("a", "a.txt", text)
    mended = mend(source)
    found = [Candidate(*one.span(), "LOC", "rule:a") for one in NAMES.finditer(mended.text)]
    return AnnotatedDocument(mended, standoff_of(source, layers_of(mended, found, []), ""))


DOCUMENT = document_of(PARAGRAPH * 3)


def doubled(char: str) -> str:
    """A letter with each of its accents twice."""
    return "".join(
        one * 2 if unicodedata.combining(one) else one for one in unicodedata.normalize("NFD", char)
    )


def backwards(char: str) -> str:
    """A letter with two more accents, in an order that no normal form has."""
    letter, *accents = unicodedata.normalize("NFD", char)
    return letter + "".join(reversed(accents)) if accents else char


def put(table: dict[str, str]) -> Callable[[str], str]:
    return lambda char: table.get(char, char)


WAYS: dict[str, Callable[[str], str]] = {
    "accents apart": lambda char: unicodedata.normalize("NFD", char),
    "accents twice": doubled,
    "accents backwards": backwards,
    "no-break spaces are blanks": put({"\u00a0": " ", "\u202f": " "}),
    "no-break spaces are lost": put({"\u00a0": "", "\u202f": ""}),
    "no-break spaces are entities": put({"\u00a0": "\u2007", "\u202f": "\u00a0"}),
    "ligatures are resolved": put({"œ": "oe", "Œ": "OE", "…": "..."}),
    "apostrophes are straight": put({"’": "'"}),
    "apostrophes are letters": put({"’": "\u02bc"}),
    "quotation marks are straight": put({"«": '"', "»": '"'}),
    "dashes are hyphens": put({"–": "-", "-": "\u2010"}),
    "soft hyphens in words": lambda char: f"{char}\u00ad" if char in "aeiou" else char,
    "lines of Windows": put({"\n": "\r\n", " ": "\r\n"}),
    "lines of a mail": put({" ": " \n"}),
    "marks of direction": lambda char: f"\u200e{char}\u200f" if char in "LBZ" else char,
    "capitals": lambda char: char.upper() if len(char.upper()) == 1 else char,
    "one no-break space more": put({" ": " \u00a0"}),
}


def rewritten(document: Exchanged, parts: list[str]) -> Exchanged:
    """A document whose characters are these pieces now."""
    places = list(accumulate(map(len, parts), initial=0))
    spans = (
        replace(one, ranges=tuple((places[start], places[end]) for start, end in one.ranges))
        for one in document.spans
    )
    return replace(document, text="".join(parts), spans=tuple(spans))


@pytest.mark.parametrize("way", WAYS)
def test_a_text_that_is_written_otherwise_is_the_same(way: str) -> None:
    sent = exchanged(DOCUMENT)
    back = rewritten(sent, [WAYS[way](char) for char in sent.text])
    done = Imported()
    assert Comparison(DOCUMENT, back, HOW, LABELS, done).decisions() == []
    assert (done.unplaced, done.unchanged, done.moved) == ([], len(sent.spans), [])
    assert len(sent.spans) == 30


@settings(max_examples=60)
@given(data=st.data())
def test_ways_may_be_mixed_and_a_word_changed(data: st.DataObject) -> None:
    sent = exchanged(DOCUMENT)
    ways = data.draw(st.lists(st.sampled_from(sorted(WAYS)), min_size=1, max_size=4))
    period = data.draw(st.integers(1, 7))
    parts = [WAYS[ways[at // period % len(ways)]](char) for at, char in enumerate(sent.text)]
    changed = data.draw(st.sampled_from(["", "bassin", "mineurs"]))
    at = sent.text.index(changed) if changed else 0
    parts[at : at + len(changed)] = ["houille", *[""] * (len(changed) - 1)] if changed else []
    done = Imported()
    back = rewritten(sent, parts)
    assert Comparison(DOCUMENT, back, HOW, LABELS, done).decisions() == []
    assert (done.unplaced, done.unchanged) == ([], len(sent.spans))


@settings(max_examples=200)
@given(
    words=st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=8),
    way=st.sampled_from(sorted(WAYS)),
)
def test_each_word_is_found_as_it_was_rewritten(words: list[str], way: str) -> None:
    old, spans = words_in(words)
    pieces = [WAYS[way](char) for char in old]
    places = list(accumulate(map(len, pieces), initial=0))
    found = align(old, "".join(pieces))
    for start, end in spans:
        if any(char.isalnum() for char in folded(old[start:end]).text):
            assert found.image(start, end) is not None
            low, high = found.image(start, end) or (0, 0)
            there = "".join(pieces)[low:high]
            assert folded(there).text.split() == folded(old[start:end]).text.split()
            assert places[start] <= low < high <= places[end]


def words_in(words: list[str]) -> tuple[str, list[Range]]:
    """A text of these words, and where they are."""
    text, spans = "", list[Range]()
    for word in words:
        spans.append((len(text), len(text) + len(word)))
        text += f"{word} "
    return text, spans


@given(text=st.text(max_size=30))
def test_what_is_folded_stands_for_all_of_a_text(text: str) -> None:
    one = folded(text)
    assert one.inside(0, len(text)) == (0, len(one.text))
    for at in range(len(one.text)):
        found = one.extent(at, at + 1)
        if found is not None:
            assert one.inside(*found) == (at, at + 1)
            assert 0 <= found[0] < found[1] <= len(text)


def test_half_of_a_ligature_has_no_image() -> None:
    found = align("coffin offert", "co\ufb03n offert")
    assert (found.image(0, 6), found.image(0, 3), found.image(7, 13)) == ((0, 4), None, (5, 11))
    assert align("co\ufb03n offert", "coffin offert").image(0, 4) == (0, 6)


def test_a_dash_alone_is_what_it_is() -> None:
    assert align("\t-", "- ").image(1, 2) == (0, 1)
    assert align("Lens – Arras", "Lens  - Arras").image(5, 6) == (6, 7)
    assert align("\u200d ´ un", "\u200d´ un").image(0, 3) == (0, 2)


def test_marks_of_one_letter_take_time_that_grows_with_the_text() -> None:
    marks = "e" + "\u0301\u0323" * 100_000
    assert align(f"Lens {marks} Arras", f"Lens {marks}\u0301 Arras").image(0, 4) == (0, 4)

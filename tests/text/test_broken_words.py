"""Words that `¬` cuts, as programs of recognition write it, with their line break and without."""

from __future__ import annotations

import pytest
from tests.mended_invariants import check

from annotate.document.quote_check import quote_matches
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

REST = " La commune acheta le moulin en 1911, et la régie y installa ses pompes et ses archives."


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("La construc¬\ntion du moulin fut longue.", "La construction du moulin fut longue."),
        ("La construc¬ tion du moulin fut longue.", "La construction du moulin fut longue."),
        ("La construc¬tion du moulin fut longue.", "La construction du moulin fut longue."),
        ("La construc\u00ad tion du moulin.", "La construction du moulin."),
        ("Celui¬\nci, de Saint¬\nÉtienne, mourut.", "Celui-ci, de Saint-Étienne, mourut."),
        ("Celui¬ci, de Saint¬ Étienne, mourut.", "Celui-ci, de Saint-Étienne, mourut."),
        ("Le Pas¬\nde-Calais.", "Le Pas-de-Calais."),
        (
            "On écrit ¬p, ou ¬ p, pour la négation de p.",
            "On écrit ¬p, ou ¬ p, pour la négation de p.",
        ),
        ("Si p ∧ ¬\nq est vrai, p est vrai.", "Si p ∧ ¬ q est vrai, p est vrai."),
    ],
)
def test_words_are_put_together(text: str, mended: str) -> None:
    found = mend(read_bytes((text + REST).encode(), "a", "a.txt"))
    check(found)
    assert found.text == mended + REST
    ranges = found.offsets.to_source(0, len(mended))
    assert quote_matches(found.source.text, ranges, mended)


def test_the_halves_of_an_acronym_on_two_pages_are_no_words() -> None:
    """A running head is between them; the half below it was once counted as a word."""
    head, body = "Le moulin de la digue", "Le bief était à sec quand la commune acheta la chute."
    pages = [f"{head}\n{body}\nL’eau vint de la source du bois et la roue tourna."] * 3
    pages[1] += "\nIl en parla au syndicat du canal, dit le SI-"
    pages[2] = f"{head}\nVOM du pays, et à la commune qui avait ses deux roues.\n{body}"
    text = mend(read_bytes("\n\f".join(pages).encode(), "a", "a.txt")).text
    assert "dit le SIVOM du pays" in text

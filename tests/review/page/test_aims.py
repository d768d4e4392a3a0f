"""What a key means with the mouse over words that no name covers."""

from __future__ import annotations

import re

import pytest

from annotate.document.source import Range
from annotate.review.page.candidates import aims


def marked(text: str) -> tuple[str, list[Range], int]:
    """Return a text, the names in it (`[Lens]`), and the place of the pointer (`^`)."""
    plain = re.sub(r"[\[\]^]", "", text)
    places = [
        len(re.sub(r"[\[\]^]", "", text[: match.start()])) for match in re.finditer(r"[\[\]]", text)
    ]
    pointer = len(re.sub(r"[\[\]^]", "", text[: text.index("^")]))
    return plain, list(zip(places[::2], places[1::2], strict=True)), pointer


@pytest.mark.parametrize(
    ("text", "words", "grows"),
    [
        # Words with capitals, and what was pointed at between them.
        ("Il vit ^Odile Renard partir.", "Odile Renard", None),
        ("Il vit le puits ^9-9 bis.", "9-9 bis", None),
        ("On vit la Veillée des lampes ^éteintes.", "Veillée des lampes éteintes", None),
        # What a word joins.
        ("On ferma les mines ^de [Lens], puis tout.", "mines de Lens", None),
        (
            "On vit l’ascenseur ^à bateaux des [Fontinettes].",
            "ascenseur à bateaux des Fontinettes",
            None,
        ),
        ("On lut le Bulletin ^de l’[ACJF].", "Bulletin de l’ACJF", None),
        ("On lut le Mémoire ^sur la houille.", "Mémoire sur la houille", None),
        ("Le [Nord] ^et le [Pas-de-Calais] votent.", "Nord et le Pas-de-Calais", "Nord"),
        # A word before a name or a number.
        ("On prit la ^cote 70, le soir.", "cote 70", None),
        ("- Maintien de l’^espace [Marthe Pierre].", "espace Marthe Pierre", None),
        # A name that was cut short grows.
        ("On lut [Carthage] en ^joie, le soir.", "Carthage en joie", "Carthage"),
        ("On vit l’[Université Lyon] ^2, le soir.", "Université Lyon 2", "Université Lyon"),
        ("On lut ^L’[Action syndicale], le soir.", "L’Action syndicale", "Action syndicale"),
        # What stands between signs, a name or not.
        ("On lut ^« [Germinal] », le soir.", "Germinal", "Germinal"),
        ("On lut ^« Le Jour, la nuit », le soir.", "Le Jour, la nuit", None),
        ("On lut « Le Jour, la nuit ^», le soir.", "Le Jour, la nuit", None),
        ("Il peint ^: Fleurs et fruits, en 1901.", "Fleurs et fruits", None),
        ("La fin^.", None, None),
        ("La fin ^»", None, None),
    ],
)
def test_what_the_pointer_means(text: str, words: str | None, grows: str | None) -> None:
    plain, names, pointer = marked(text)
    found = [one for one in aims(plain, names) if one.at[0] <= pointer < one.at[1]]
    told = [
        (plain[slice(*one.words)], plain[slice(*one.grows)] if one.grows else None) for one in found
    ]
    assert told == ([] if words is None else [(words, grows)])


def test_every_word_outside_of_a_name_means_something_in_its_piece() -> None:
    text = "Le musée, à Lens ; « L’Été » (1936) de “Paul de Vos” - et ! "
    for names in ([], [(0, 8)], [(12, 16), (21, 26)], [(3, 16), (12, 16)]):
        for one in aims(text, names):
            assert 0 <= one.words[0] < one.words[1] <= len(text)
            assert not any(low < one.at[1] and one.at[0] < high for low, high in names)
            assert one.grows is None or one.grows in names

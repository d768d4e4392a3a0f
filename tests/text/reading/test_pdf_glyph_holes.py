"""Fonts whose glyphs are in a usual order that lacks some, and what is none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.text.reading.pdf_glyph_holes import Shape, order_with_holes
from annotate.text.reading.pdf_glyph_numbers import with_small_capitals
from annotate.text.reading.pdf_glyph_words import letters_of

FRENCH = (
    "Le moulin de la digue tournait encore en 1911, quand la commune acheta la chute d’eau pour "
    "éclairer ses rues. Cette année-là, le conseil vota une dépense de 4 250 francs ; le maire, "
    "qui craignait la crue, fit élever un mur de pierre entre la halle et la rivière. En 1924, "
    "après la guerre, une turbine remplaça la roue : elle servait à scier le bois des charpentes. "
    "Où trouver les ouvriers ? Beaucoup venaient des villages voisins, et plusieurs familles "
    "logeaient déjà près du château (leurs maisons existent toujours). Les registres de 1936 et "
    "de 1948 nomment douze meuniers, dont trois femmes. « Personne ne savait lire », disait la "
    "vieille boulangère. La paroisse garde une cloche fondue en 1780, et une croix. Dans les "
    "archives, des lettres racontent la grêle, la forêt brûlée, les bœufs vendus au marché. "
    "Quand la rivière déborde, chacun monte les sacs de farine au grenier. Depuis 1953, le "
    "bâtiment appartient à une société de pêche. Mais la roue, elle, tourne encore le dimanche. "
    "Voilà pourquoi nos enfants connaissent ce chemin. Tout le monde y passe en septembre."
)
ENGLISH = (
    "The mill by the dyke was still working in 1911, when the parish bought the waterfall to light "
    "its streets. That year the council voted for a wall between the market and the river. In 1924 "
    "they put a turbine where the wheel had been, and it cut wood for every roof of the village. "
    "Where should they find workmen? Many came from far away, and whole families lived near the "
    "castle. The registers of 1936 and 1948 name twelve millers, of whom three were women, and the "
    "church keeps an old bell. When the water rises, everybody carries flour to the upper floor. "
    "Since 1953 the building belongs to a fishing club, though the wheel still turns on Sundays."
)
FORMULAS = "x = a + b - c ; y = f(x) dx dt ; z = 3 mn + pq ; " * 12
LACKING = '"#$%&*<=>@^~`'
"""Signs that the font does not have."""
LOW, SMALL, TALL = (-0.01, 0.1), (-0.01, 0.45), (-0.01, 0.7)
HEIGHTS = {
    **dict.fromkeys(".", LOW),
    ",": (-0.15, 0.1),
    ":": SMALL,
    ";": (-0.15, 0.45),
    **dict.fromkeys("()", (-0.2, 0.75)),
    **dict.fromkeys("«»", (0.05, 0.42)),
    "’": (0.45, 0.7),
    "-": (0.2, 0.26),
    " ": (0.0, 0.0),
}
WIDTHS = {**dict.fromkeys(".,:;’", 0.15), **dict.fromkeys("-()", 0.28), **dict.fromkeys("«»", 0.4)}


def of_font(char: str) -> int:
    """Return the number of a glyph of a TrueType font that lacks some before it."""
    if char > "~":
        return char.encode("mac_roman")[0] - 0x1E - len(LACKING)
    return ord(char) - 0x1D - sum(one < char for one in LACKING)


def drawn(text: str) -> tuple[str, Mapping[int, Shape]]:
    shapes: dict[int, Shape] = {}
    for char in set(text):
        usual = SMALL if char in "acemnorsuvwxz" else TALL
        low, high = HEIGHTS.get(char, usual)
        shapes[of_font(char)] = low, high, WIDTHS.get(char, 0.5)
    return "".join(chr(of_font(char)) for char in text), shapes


def test_an_order_that_lacks_glyphs_is_told_by_words() -> None:
    text, shapes = drawn(FRENCH)
    order = order_with_holes(text, shapes)
    assert order is not None
    assert all(order.get(of_font(char), char) == char for char in FRENCH)
    told = {char for char in set(FRENCH) if of_font(char) in order}
    assert set(FRENCH) - told <= {"-"}  # what looks like a hyphen is told by its look


@pytest.mark.parametrize("text", [ENGLISH, FORMULAS, FRENCH[:80]], ids=["English", "code", "short"])
def test_what_is_no_french_text_is_not_told(text: str) -> None:
    assert order_with_holes(*drawn(text)) is None


def test_letters_in_disorder_are_told_but_no_order() -> None:
    """Where figures and capitals are cannot be told then."""
    places = {char: place * 37 % 101 for place, char in enumerate(sorted(set(FRENCH)))}
    text = "".join(chr(0x100 + places[char]) for char in FRENCH)
    shapes = {0x100 + place: (0.0, 0.5, 0.5) for place in places.values()}
    assert order_with_holes(text, shapes) is None


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(1, 1 + len(set(FRENCH)))), st.sampled_from([0, 0x20, 0x80]))
def test_any_numbers_of_glyphs_are_told_or_not(numbers: list[int], first: int) -> None:
    codes = dict(zip(sorted(set(FRENCH)), numbers, strict=True))
    shapes = {}
    for char, code in codes.items():
        low, high = HEIGHTS.get(char, SMALL if char in "acemnorsuvwxz" else TALL)
        shapes[first + code] = low, high, WIDTHS.get(char, 0.5)
    order = order_with_holes("".join(chr(first + codes[char]) for char in FRENCH), shapes)
    assert order is None or set(order.values()) & set(FRENCH)


@pytest.mark.parametrize(("text", "told"), [(FRENCH, True), (ENGLISH, False), (FORMULAS, False)])
def test_letters_that_words_tell(text: str, told: bool) -> None:
    """Those that are rare may stay in doubt."""
    others = {ord(char): " " for char in set(text) if not char.isalpha()}
    found = letters_of(text.lower().translate(others))
    common = {char for char in found if text.lower().count(chr(char)) > 5}
    assert bool(found) is told
    assert all(chr(char) == found[char] for char in common)


HEADINGS = (
    "les grandes crues de la rivière. une dépense pour la commune. les meuniers et leurs familles. "
    "la turbine remplace la roue. près des registres. conclusion"
)
ENGLISH_HEADINGS = (
    "the great floods of the river. what the parish paid. millers and their families. "
    "how the turbine came. about the registers. summary"
)


def small_capitals(text: str, row: str, accented: str = "éè") -> tuple[str, Mapping[int, str]]:
    """Return headings whose letters are in a row of their own, and what else is told."""
    places = {char: 0x250 + place for place, char in enumerate(row)}
    places |= {char: 0x250 + 2 * len(row) + place for place, char in enumerate(accented)}
    return "".join(chr(places.get(char, ord(char))) for char in text), {ord("."): ".", 0x245: "ff"}


@pytest.mark.parametrize(
    "row", ["abcdefghijklmnopqrstuvwxyz", "abcdefghilmnopqrstuvxyz", "abcdefghi#lmnopqrstuv"]
)
def test_small_capitals_in_a_row_that_may_lack_some(row: str) -> None:
    text, order = small_capitals(HEADINGS, row)
    found = with_small_capitals(text, order)
    assert "".join(found.get(ord(char), char) for char in text) == HEADINGS


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (ENGLISH_HEADINGS, "abcdefghilmnopqrstuvwxyz"),
        (HEADINGS, "qwertyuiopasdfghjklzxcvbnm"),
        (HEADINGS[:20], "abcdefghilmnopqrstuvxyz"),
    ],
    ids=["English", "in disorder", "short"],
)
def test_letters_that_are_no_row_of_french_small_capitals(text: str, row: str) -> None:
    shown, order = small_capitals(text, row)
    assert with_small_capitals(shown, order) == order

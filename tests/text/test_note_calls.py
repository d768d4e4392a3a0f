"""Note calls of every shape in plain text, beside what looks like one and is none."""

from __future__ import annotations

import pytest

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes


def plain(text: str) -> Mended:
    return mend(read_bytes(text.encode(), "a", "a.txt"))


def notes(mended: Mended) -> list[str]:
    return [mended.text[low:high] for piece, (low, high) in mended.blocks if piece.label == "note"]


def calls(mended: Mended) -> list[str | None]:
    return [piece.value for piece in mended.structure.labelled("note_call")]


@pytest.mark.parametrize(
    ("body", "foot"),
    [
        ("Le puits¹ ferma en 1931², dit-on.", "¹ Celui du nord.\n² Ou un an plus tard."),
        ("Le puits¹ ferma en 1931², dit-on.", "1. Celui du nord.\n2. Ou un an plus tard."),
        ("Le puits[1] ferma en 1931[2], dit-on.", "[1] Celui du nord.\n[2] Ou un an plus tard."),
        ("Le puits [1] ferma en 1931 [2], dit-on.", "[1] Celui du nord.\n[2] Ou un an plus tard."),
        ("Le puits ferma1,2 en 1931, dit-on.", "1 Celui du nord.\n2 Ou un an plus tard."),
        ("Le puits ferma¹,² en 1931, dit-on.", "1 Celui du nord.\n2 Ou un an plus tard."),
        ("Le puits ferma [1][2] en 1931, dit-on.", "[1] Celui du nord.\n[2] Un an plus tard."),
    ],
)
def test_a_call_that_has_a_note(body: str, foot: str) -> None:
    mended = plain(f"{body}\n\n{foot}\n")
    assert calls(mended) == ["1", "2"]
    assert notes(mended)[0] == "1. Celui du nord."
    text = mended.text.split("\n\n")[0]
    assert text.startswith("Le puits ferma en 1931")
    assert text.endswith("dit-on.")
    assert not any(sign in text for sign in "¹²[]")
    assert plain(mended.text + "\n").text == mended.text


def test_calls_that_an_extractor_parted_from_their_words() -> None:
    body = "Le puits ferma en 1931. 1 Le carreau fut vendu. 2\nLe treuil et la cage 3 restent."
    mended = plain(f"{body}\n\n1 Celui du nord.\n2 Par lots.\n3 Elle est rouillée.\n")
    assert calls(mended) == ["1", "2", "3"]
    found = mended.text.split("\n\n")[0]
    assert found == "Le puits ferma en 1931. Le carreau fut vendu. Le treuil et la cage restent."


@pytest.mark.parametrize(
    "body",
    [
        "Le Cercle (CEP) 1 , né en 1931 2 , garde les fonds du SNP 3 . Il les prête.",
        "Le Cercle (CEP) 1, né en 1931 2, garde les fonds du SNP 3. Il les prête.",
        "Le Cercle (CEP) 1\n, né en 1931 2\n, garde les fonds du SNP 3\n. Il les prête.",
    ],
    ids=["blanks around", "blanks before", "line breaks behind"],
)
def test_calls_between_a_blank_and_a_sign(body: str) -> None:
    """Extractors part raised digits so from their words, whatever these end with."""
    mended = plain(f"{body}\n\n1. Celui du nord.\n2. Ou un an plus tard.\n3. Dissous en 1986.\n")
    assert calls(mended) == ["1", "2", "3"]
    text = "Le Cercle (CEP), né en 1931, garde les fonds du SNP. Il les prête."
    assert mended.text.split("\n\n")[0] == text


def test_an_acronym_before_a_number_and_a_word() -> None:
    body = "Le Cercle 1, né en 1931, prête au SNP 2 les fonds du canal 3."
    mended = plain(f"{body}\n\n1. Celui du nord.\n2. Dissous en 1986.\n3. Ou de la fosse.\n")
    assert calls(mended) == ["1", "2", "3"]


@pytest.mark.parametrize(
    "body",
    [
        "On lut le chapitre 1, puis le chapitre 2, et on ferma le puits.",
        "Le puits 1, le plus ancien, ferma en 1931.",
        "La fosse a trois puits : le puits 1, qui ferma, le treuil et la cage.",
    ],
)
def test_numbers_before_a_sign_prove_no_notes_alone(body: str) -> None:
    foot = "1. Le puits ferma en mars.\n2. Le carreau fut vendu par lots."
    assert calls(plain(f"{body}\n\n{foot}\n")) == []


NO_CALLS = (
    "La cour de 30 m² resta close.",
    "On compta 10¹² grains.",
    "On le montra [1], puis on le redit [2].",
    "Le taux de PM2,5 monta.",
    "Il y en eut 3,4 fois moins.",
    "Il vint dans 2 villages. On en fit 3 fois le tour.",
    "On lut l’article 3 de la page 2.",
    "Le prix fut de 19311,2 francs.",
    "Elle fait 40 m2 et 3 km2.",
    "On posa x¹ et y².",
    "Il a 3 * 4 ans.",
    "Le *mur* blanc tomba.",
    "Voir l’article† ailleurs.",
)


@pytest.mark.parametrize("body", NO_CALLS)
def test_what_looks_like_a_call_without_a_note(body: str) -> None:
    mended = plain(f"{body}\n\nLe reste se perdit.\n")
    assert mended.text == f"{body}\n\nLe reste se perdit."
    assert calls(mended) == []


@pytest.mark.parametrize("body", NO_CALLS)
def test_what_looks_like_a_call_beside_notes(body: str) -> None:
    mended = plain(f"{body}\nLe puits1 ferma avant la cour2.\n\n1 Celui du nord.\n2 Pavée.\n")
    assert body in mended.text
    assert "Le puits ferma avant la cour." in mended.text
    assert calls(mended) == ["1", "2"]
    assert notes(mended) == ["1. Celui du nord.", "2. Pavée."]


@pytest.mark.parametrize("heading", ["Bibliographie", "Références", "Ouvrages cités"])
def test_entries_of_a_bibliography_in_brackets_are_no_notes(heading: str) -> None:
    text = (
        "On le montra [1], puis on le redit [2].\n\n"
        f"{heading}\n\n[1] Morel, Les puits, 1990.\n\n[2] Lantoine, Les cours, 1991."
    )
    mended = plain(text + "\n")
    assert mended.text == text
    assert notes(mended) == []


def test_notes_in_brackets_before_a_bibliography_are_notes() -> None:
    mended = plain(
        "Le puits [1] ferma.\n\nNotes\n\n[1] Celui du nord.\n\nBibliographie\n\n"
        "Morel, Les puits, 1990.\n"
    )
    assert notes(mended) == ["1. Celui du nord."]
    assert mended.text.startswith("Le puits ferma.")


def test_a_call_in_brackets_is_its_brackets_too() -> None:
    mended = plain("Le puits [1] ferma.\n\n[1] Celui du nord.\n")
    (piece,) = mended.structure.labelled("note_call")
    ((start, end),) = piece.ranges
    assert mended.source.text[start:end] == "[1]"
    assert piece.value == "1"


def test_raised_notes_at_the_foot_of_each_page() -> None:
    mended = plain(
        "Le puits¹ ferma.\n\n¹ Celui du nord.\n\fLa cour² resta, et le mur de 2 m² aussi.\n\n"
        "² Pavée.\n"
    )
    assert mended.text == (
        "Le puits ferma.\n\nLa cour resta, et le mur de 2 m² aussi.\n\n1. Celui du nord.\n\n"
        "2. Pavée."
    )


def test_signs_call_the_notes_at_the_foot_of_the_first_page() -> None:
    mended = plain(
        "Les puits du nord*\n\nOdile Marquant†\n\nLe puits1 ferma un soir.\n\n"
        "* Communication lue au musée,\nun soir.\n† Conservatrice.\n1 Celui du nord.\n\f"
        "La cour resta.\n"
    )
    assert notes(mended) == [
        "*. Communication lue au musée, un soir.",
        "†. Conservatrice.",
        "1. Celui du nord.",
    ]
    assert calls(mended) == ["*", "†", "1"]
    assert mended.text.startswith("Les puits du nord\n\nOdile Marquant\n\nLe puits ferma")
    assert plain(mended.text + "\n").text == mended.text


def test_each_sign_calls_its_own_note() -> None:
    mended = plain(
        "Le puits* ferma en 1931** et la cour*** resta.\n\n* Celui du nord.\n** Ou plus tard.\n"
        "*** Pavée.\n"
    )
    assert mended.text.startswith("Le puits ferma en 1931 et la cour resta.")
    assert calls(mended) == ["*", "**", "***"]


def test_a_sign_on_one_page_calls_no_note_of_another() -> None:
    mended = plain("Le puits* ferma.\n\n* Celui du nord.\n\fLa cour* resta.\n\fEt le mur.\n")
    assert "La cour* resta." in mended.text
    assert calls(mended) == ["*"]


@pytest.mark.parametrize(
    "text",
    [
        "On vit* ceci :\n\n* Le puits.\n\n* La cour.",
        "On vit ceci :\n\n* Le puits.",
        "Le puits* ferma.\n\n* Celui du nord.\n\nEt rien d’autre.",
        "On fit 3* 4 et a * b.\n\n* Le compte y est.",
        "Le *mur* blanc tomba.\n\n* Le reste suivit.",
        "L’hôtel 4* ferma.\n\n* Le seul.",
        "Jean Brasseur (†1931) fut garde.\n\n† Le dernier.",
    ],
)
def test_a_sign_that_calls_nothing_stays(text: str) -> None:
    mended = plain(text + "\n")
    assert mended.text == text
    assert calls(mended) == [] == notes(mended)


def test_a_call_in_brackets_that_begins_a_line() -> None:
    mended = plain(
        "Le gardien du dépôt tenait un registre des départs\n[1], que personne n’avait demandé et "
        "que nul ne\nlisait.\n\n[1] Perdu depuis la guerre.\n"
    )
    assert "registre des départs, que personne" in mended.text
    assert notes(mended) == ["1. Perdu depuis la guerre."]

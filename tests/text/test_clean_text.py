"""A text that mending wrote is recognised as such, and nothing in it is guessed at again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

BLOCKS = (
    "Le carreau et ses voisins",
    "par Odile Marquant et Jean Brasseur",
    "1. Un quartier sans nom",
    "Photo 2. La barrière, vue du pont",
    "Carte 1 – Les sentiers entre la rivière et le",
    "canal n’avaient pas de nom. On disait : en bas.",
    "La route A1 et la voie B2 passent à un pas de la SRG3, qui ne s’en plaignit jamais.",
    "Le chef de gare écrivit à la S.N.C.F., puis à la C.G.T. et à J.P. Morel, sans réponse.",
    "On y voit trois choses :",
    "– un portail peint en bleu ;",
    "– un tilleul, dont nul ne sait l’âge.",
    "1. Ouvrir.",
    "2. Fermer.",
    "4",
    "Le tilleul* tomba, et la haie† avec lui.",
    "On l’écrivit [1], puis on oublia les 30 m² de la cour.",
    "Elle se tut , puis rit.",
    "la lessive séchait encore quand on rasa le séchoir.",
    "Il fallut un jardinier-",
    "La veuve Lantoine tenait le registre. « Personne ne le lit », disait-elle.3",
    "Notes",
)
NOTES = (
    "1. Un cahier sans date.",
    "2. Ibid.",
    "3. Le même, deux ans après.",
    "12. Voir plus haut.",
    "* Planté par le garde.",
    "[1] Selon elle.",
    "¹ Selon lui.",
    "1 Selon nous.",
)
LOOKS_BROKEN = (
    "Le boulanger de la rue basse ferma sa",
    "porte un lundi, et les enfants qui en",
    "venaient restèrent sur le trottoir, où",
    "personne ne leur dit rien.",
)


def plain(text: str) -> Mended:
    return mend(read_bytes(text.encode(), "a", "a.txt"))


def again(mended: Mended) -> str:
    return plain(mended.text + "\n").text


def labelled(mended: Mended, label: str) -> list[str]:
    return [mended.text[low:high] for piece, (low, high) in mended.blocks if piece.label == label]


@given(st.lists(st.sampled_from(BLOCKS), min_size=1), st.lists(st.sampled_from(NOTES)))
def test_mending_a_text_of_blocks_twice_changes_nothing(
    blocks: list[str], notes: list[str]
) -> None:
    once = plain("\n\n".join([*blocks, *notes]) + "\n")
    assert again(once) == once.text


@given(
    st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=12),
    st.lists(st.sampled_from(NOTES), max_size=4),
    st.sampled_from(["\n", "\n\n", " \n", "\n\n\n", "\n\f"]),
    st.sampled_from([24, 40, 400]),
)
def test_mending_a_text_of_broken_lines_twice_changes_nothing(
    blocks: list[str], notes: list[str], part: str, width: int
) -> None:
    lines: list[str] = []
    for block in blocks:
        lines.extend(block[low : low + width] for low in range(0, len(block), width))
    once = plain(part.join([*lines, *notes]) + "\n")
    assert again(once) == once.text


@pytest.mark.parametrize(
    "block",
    ["La route A1 passe ici.", "La SRG1 écrivit.", "Elle mesure 30 m1.", "Il y a un Eden 1."],
)
def test_what_is_no_call_keeps_its_number_beside_notes(block: str) -> None:
    text = f"{block}\n\nUn autre jour, rien.\n\n1. Un cahier.\n\n2. Un autre.\n\n3. Un plan."
    assert plain(text + "\n").text == text


def test_a_text_that_still_has_its_calls_loses_them() -> None:
    mended = plain(
        "Le puits1 ferma.\n\nLa route A1 passe à côté2, sans bruit.\n\n1 Le premier.\n\n"
        "2 En contrebas.\n"
    )
    assert mended.text == (
        "Le puits ferma.\n\nLa route A1 passe à côté, sans bruit.\n\n1. Le premier.\n\n"
        "2. En contrebas."
    )
    assert [piece.value for piece in mended.structure.labelled("note_call")] == ["1", "2"]
    assert again(mended) == mended.text


def test_where_two_numbers_may_be_the_call_both_stay() -> None:
    """Nothing tells which of the two it is, and the text read again would lose the other."""
    text = "La SRG1 ferma le puits1.\n\n1. Un cahier sans date."
    assert plain(text + "\n").text == text


def test_notes_behind_their_heading_are_notes_though_their_calls_are_gone() -> None:
    mended = plain("Le puits ferma.\n\nNotes\n\n1. Un cahier.\n\n2. Un plan.\n")
    assert labelled(mended, "note") == ["1. Un cahier.", "2. Un plan."]


def test_a_caption_takes_nothing_from_the_next_block() -> None:
    text = (
        "Le mur penche.\n\nCarte 1. Les sentiers entre la\n\nrivière et le canal. On y va peu.\n\n"
        "Le reste tient."
    )
    assert plain(text + "\n").text == text


def test_lines_that_are_parted_one_by_one_are_still_joined() -> None:
    mended = plain("\n\n".join(LOOKS_BROKEN) + "\n")
    assert mended.text == " ".join(LOOKS_BROKEN)


def test_no_hyphen_is_given_to_an_acronym() -> None:
    first = "le bureau de la rue haute n’eut jamais de réponse, ni le chef du dépôt, ni la S.N.C.F."
    lines = [
        "Le gardien du dépôt tenait un registre des",
        "départs, que personne n’avait demandé et",
        "qu’il recopiait chaque hiver avec soin, et",
        "le soir venu on le lui lisait sans un mot,",
        first, first, first,
        "Il en fut ainsi pendant vingt ans, puis un",
        "jour le registre disparut avec le gardien.",
    ]  # fmt: skip
    assert "S.N.C.F." in plain("\n".join(lines) + "\n").text


def test_a_call_at_the_end_of_a_line_before_a_stop() -> None:
    """``pdftotext -raw`` breaks the line behind a call."""
    mended = plain("Le gardien tenait un registre1\n. Il partit un soir.\n\n1 Perdu.\n")
    assert mended.text == "Le gardien tenait un registre. Il partit un soir.\n\n1. Perdu."


def test_a_call_between_two_breaks_leaves_one_space() -> None:
    mended = plain(
        "Les rues se nomment Le Moulin, L’An 2000\n2\n\u00a0; les autres ont\nle nom d’un saint. "
        "Le maire1 en rit.\n\n1 Élu un an plus tôt.\n2 Ou en 2001.\n"
    )
    assert "L’An 2000 ; les autres" in mended.text


def test_the_number_of_a_page_stays_out_of_a_line() -> None:
    mended = plain(
        "Le gardien relut sa lettre et Mme Dubois\n\f2\nvoulut la signer. Elle partit\n"
        "avant midi.\n\f3\nOn ne la revit pas.\n"
    )
    assert "\f" not in mended.text


def test_a_soft_hyphen_that_ends_a_block_shows() -> None:
    mended = plain("On projeta un hyper\u00ad\n\nAu nord, rien ne changea.\n\n\nNi au sud.\n")
    assert "\u00ad" not in mended.text
    assert again(mended) == mended.text


def test_a_number_on_a_line_of_its_own_is_no_note_of_such_a_text() -> None:
    """Mending writes the number of a note before its text; a note would have lost its text here."""
    text = (
        "La fosse ferma.1 Le puits resta ouvert.2 La ville attend.\n\n1\n\n2\n\n"
        "Le registre de la commune.\n\nUn autre registre."
    )
    assert plain(text + "\n").text == text

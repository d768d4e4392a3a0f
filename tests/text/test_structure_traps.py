"""What looks like something else: notes like running heads, lists like notes, pages like forms."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from annotate.errors import NoTextError
from annotate.text.mending.mend import Mended, mend
from annotate.text.reading import read_bytes


def plain(text: str) -> Mended:
    return mend(read_bytes(text.encode(), "a", "a.txt"))


def typeset(source: str, folder: Path) -> Mended:
    main = folder / "main.typ"
    main.write_text('#set text(lang: "fr")\n' + source, "utf-8")
    return mend(read_bytes(typst.Compiler(main).compile(format="pdf"), "a", "a.pdf"))


def labels(mended: Mended, label: str) -> list[str]:
    return [mended.text[low:high] for piece, (low, high) in mended.blocks if piece.label == label]


def test_notes_that_look_alike_are_no_running_heads() -> None:
    mended = plain(
        "La ville de Lens1 est grande.\n\n1. Ibid., p. 3.\n\f"
        "La ville d’Arras2 est belle.\n\n2. Ibid., p. 9.\n\f"
        "La ville de Douai3 est vieille.\n\n3. Ibid., p. 12.\n"
    )
    assert labels(mended, "note") == ["1. Ibid., p. 3.", "2. Ibid., p. 9.", "3. Ibid., p. 12."]
    assert "Lens est" in mended.text and "Arras est" in mended.text and "Douai est" in mended.text


def test_a_form_keeps_its_text() -> None:
    page = "La fosse fut ouverte en\n{}\nPar la compagnie du bassin,\nqui la vendit.\n"
    mended = plain("\f".join(page.format(year) for year in (1900, 1902, 1907)))
    assert mended.text.count("Par la compagnie du bassin") == 3


def test_items_of_a_numbered_list_are_no_notes() -> None:
    mended = plain(
        "On fit ceci :\n\n1. Ouvrir la porte1.\n2. Fermer la porte.\n3. Partir2.\n\nEt voilà.\n\n"
        "1. De bois.\n2. À pied.\n"
    )
    assert labels(mended, "note") == ["1. De bois.", "2. À pied."]
    assert "1. Ouvrir la porte." in labels(mended, "paragraph")
    assert "3. Partir." in labels(mended, "paragraph")


def test_characters_beyond_the_first_plane_are_one_each(tmp_path: Path) -> None:
    mended = typeset("La fosse $x^2$ ferma, dit-on, en 1936 à Lens.", tmp_path)
    assert "\U0001d465" in mended.source.text
    assert not any(0xD800 <= ord(char) < 0xE000 for char in mended.source.text)
    mended.source.text.encode()


def test_a_raised_number_of_a_formula_is_no_call(tmp_path: Path) -> None:
    mended = typeset(
        "On mesura l’angle $integral_0^1 f(t) dif t$ dans la galerie de Lens, sans autre "
        "résultat.#footnote[Carnet du géomètre, sans date.] La fosse ferma.",
        tmp_path,
    )
    assert [piece.value for piece in mended.structure.labelled("note_call")] == ["1"]
    assert "résultat. La fosse" in mended.text


def test_notes_under_a_heading_of_their_own(tmp_path: Path) -> None:
    mended = typeset(
        "= Les puits\nLa fosse voisine#super[1] ouvrit en 1894#super[2], disent les registres de "
        "la compagnie, et l’on y descendit jusqu’à la guerre sans autre accident.\n"
        "= Notes\n1. Celle de Lens.\n\n2. Ou en 1895.\n",
        tmp_path,
    )
    assert labels(mended, "note") == ["1. Celle de Lens.", "2. Ou en 1895."]
    assert "en 1894, disent" in mended.text


def test_a_text_of_invisible_characters_is_none() -> None:
    with pytest.raises(NoTextError):
        plain("\u200b\u2060\n\u00ad\n")

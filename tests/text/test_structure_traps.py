"""What looks like something else: notes like running heads, lists like notes, pages like forms."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from annotate.document.mended import Mended
from annotate.errors import NoTextError
from annotate.text.mending.mend import mend
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


COLUMN = "Le gardien du dépôt tenait un registre des\ndéparts, que personne n’avait demandé et\n"


def calls(mended: Mended) -> list[str | None]:
    return [piece.value for piece in mended.structure.labelled("note_call")]


def test_a_raised_call_on_a_line_of_its_own_goes_back_into_its_line() -> None:
    mended = plain(
        COLUMN + "qu’il recopiait chaque hiver\n1\n, le soir, avec soin. On le lui\n"
        "lisait sans un mot.\n\n1 Perdu depuis la guerre.\n"
    )
    assert "qu’il recopiait chaque hiver, le soir, avec soin." in mended.text
    assert labels(mended, "note") == ["1. Perdu depuis la guerre."]
    assert calls(mended) == ["1"]


def test_a_raised_call_at_the_end_of_a_sentence_stands_before_the_next() -> None:
    mended = plain(
        COLUMN
        + "qu’il recopiait chaque fois que venait l’hiver.\n1\nLe soir on le lui lisait, et il se\n"
        "taisait.\n\n1 Perdu depuis la guerre.\n"
    )
    assert "venait l’hiver. Le soir on le lui lisait" in mended.text
    assert calls(mended) == ["1"]


def test_the_number_of_a_note_on_a_line_of_its_own_heads_the_next_line() -> None:
    mended = plain(
        COLUMN + "qu’il recopiait1 chaque hiver avec soin2.\n\n1\nPerdu depuis la guerre.\n2\n"
        "Selon sa fille, qui le lisait.\n"
    )
    assert labels(mended, "note") == [
        "1. Perdu depuis la guerre.",
        "2. Selon sa fille, qui le lisait.",
    ]
    assert calls(mended) == ["1", "2"]


def test_numbers_gathered_before_the_texts_of_their_notes() -> None:
    mended = plain(
        COLUMN + "qu’il recopiait1 chaque hiver avec soin2.\n\n1\n2\n\nPerdu depuis la guerre.\n"
        "Selon sa fille, qui le lisait.\n"
    )
    assert labels(mended, "note") == [
        "1. Perdu depuis la guerre.",
        "2. Selon sa fille, qui le lisait.",
    ]


def test_the_number_of_a_note_behind_its_text() -> None:
    mended = plain(
        COLUMN + "qu’il recopiait1 chaque hiver avec soin2.\n\n1 Perdu depuis la guerre.\n"
        "Selon sa fille, qui le lisait.\n2\n"
    )
    assert labels(mended, "note") == [
        "1. Perdu depuis la guerre.",
        "2. Selon sa fille, qui le lisait.",
    ]


def test_numbers_of_notes_gathered_at_the_foot_of_a_column() -> None:
    """Of two numbers on end the first may be that of the text above it."""
    mended = plain(
        COLUMN + "qu’il recopiait1 chaque hiver avec soin2, sans un mot3 ni une rature4.\n\n"
        "1\n2\n\nPerdu depuis la guerre.\nSelon sa fille, qui le lisait.\n\n"
        "Un cahier de toile,\nrelié par lui.\n3\n\n4\n\nVendu en 1931.\n"
    )
    assert labels(mended, "note") == [
        "1. Perdu depuis la guerre.",
        "2. Selon sa fille, qui le lisait.",
        "3. Un cahier de toile, relié par lui.",
        "4. Vendu en 1931.",
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\u2029"])
def test_line_ends_of_any_kind_about_a_raised_call(line_end: str) -> None:
    text = COLUMN + "qu’il recopiait chaque hiver\n1\n, avec soin.\n\n1 Perdu depuis la guerre.\n"
    mended = plain(text.replace("\n", line_end))
    assert "qu’il recopiait chaque hiver, avec soin." in mended.text
    assert labels(mended, "note") == ["1. Perdu depuis la guerre."]


def test_the_number_of_a_page_below_a_note_of_that_number() -> None:
    mended = plain(
        COLUMN + "qu’il recopiait1 chaque hiver avec soin.\n\n1 Perdu depuis la guerre, ou\n"
        "peut-être avant.\n1\n"
    )
    (note,) = labels(mended, "note")
    assert note is not None
    assert note.startswith("1. Perdu depuis la guerre, ou peut-être avant.")


def test_a_lone_number_without_a_note_stays_where_it_is() -> None:
    mended = plain(COLUMN + "qu’il recopiait chaque hiver avec soin.\n\n7\n\nLe reste se perdit.\n")
    assert "7" in mended.text.split("\n\n")
    assert labels(mended, "note") == [] == calls(mended)


def test_a_year_on_a_line_of_its_own_is_no_call() -> None:
    mended = plain(
        COLUMN + "qu’il recopiait encore en\n1906\net plus tard.\n\n1 Perdu depuis la guerre.\n"
    )
    assert "encore en 1906 et plus tard." in mended.text
    assert calls(mended) == []


def test_a_call_that_was_lifted_above_its_line() -> None:
    mended = plain(
        COLUMN + "1\nqu’il recopiait chaque hiver , avec soin\net sans un mot.\n\n"
        "1 Perdu depuis la guerre.\n"
    )
    assert "demandé et qu’il recopiait chaque hiver, avec soin et sans un mot." in mended.text
    assert labels(mended, "note") == ["1. Perdu depuis la guerre."]
    assert calls(mended) == ["1"]


def test_a_gap_before_a_comma_without_a_note_is_no_call() -> None:
    mended = plain(COLUMN + "3\nqu’il recopiait chaque hiver , avec soin.\n\nLe reste se perdit.\n")
    assert "chaque hiver , avec soin." in mended.text
    assert calls(mended) == []


def test_a_text_with_blanks_before_its_commas_has_no_calls_there() -> None:
    mended = plain(
        "Le gardien , le soir\nvenu , relisait\n1\nson registre , puis la\nlettre , et le plan .\n"
        "\n1 Perdu depuis la guerre.\n"
    )
    assert "Le gardien , le soir venu , relisait" in mended.text


def test_a_list_behind_a_colon_has_items() -> None:
    mended = plain(
        COLUMN + "qu’il avait rangé ainsi :\n1. les départs du matin ;\n2. les retours, qu’il\n"
        "comptait deux fois ;\n3. les morts.\nIl n’en parlait pas.\n"
    )
    items = [
        mended.text[low:high] for piece, (low, high) in mended.blocks if piece.kind == "list_item"
    ]
    assert items[:2] == [
        "1. les départs du matin ;",
        "2. les retours, qu’il comptait deux fois ;",
    ]
    assert labels(mended, "note") == []


def test_a_list_behind_a_colon_beside_real_notes() -> None:
    mended = plain(
        COLUMN + "qu’il avait rangé1 ainsi :\n\n1. Les départs.\n2. Les retours2.\n\nLe reste se "
        "perdit.\n\n1 En trois colonnes.\n2 Ceux du soir.\n"
    )
    assert labels(mended, "note") == ["1. En trois colonnes.", "2. Ceux du soir."]
    assert "1. Les départs." in labels(mended, "paragraph")
    assert "2. Les retours." in labels(mended, "paragraph")


def test_notes_at_the_foot_of_a_page_that_ends_in_a_colon() -> None:
    mended = plain(
        COLUMN + "qu’il avait rangé1 ainsi :\n\n1 En trois colonnes.\n\fd’abord les départs, puis "
        "les retours.\n"
    )
    assert labels(mended, "note") == ["1. En trois colonnes."]


LETTER = (
    "Lens, le 3 mars 1931\n\nMonsieur le Directeur,\n\nJ’ai bien reçu votre lettre du 12, et je "
    "vous en remercie.\nLe puits sera fermé dès lundi, comme prévu.\n\nVeuillez agréer, Monsieur, "
    "mes salutations.\n\nOdile Marquant\nConservatrice\n"
)
MAIL = (
    "De : Odile Marquant <odile@exemple.fr>\nÀ : Jean Brasseur <jean@exemple.fr>\n"
    "Objet : la clé du dépôt\nDate : 3 mars 2021\n\nBonjour Jean,\n\nLa clé du dépôt est chez le "
    "gardien. Peux-tu passer la\nprendre avant midi ? Il part ensuite.\n"
)
TABLE = (
    "Année   Fosse   Tonnes\n1901    Nord    1200\n1902    Sud     800\n1903    Est     950\n\n"
    "Les chiffres viennent du registre.\n"
)
VERSE = (
    "Le soir descend sur la cité\nOù dort encore le vieux treuil\nEt la lampe sur le seuil\n"
    "Compte les pas de l’été\n\nNul ne répond au portail\nLe gardien ferme les yeux\n"
    "Dans la poussière des cieux\nS’éteint le dernier travail\n"
)


@pytest.mark.parametrize("text", [LETTER, MAIL, TABLE, VERSE])
def test_short_lines_that_are_no_headings(text: str) -> None:
    mended = plain(text)
    assert labels(mended, "title") == labels(mended, "heading") == labels(mended, "author") == []
    assert plain(mended.text + "\n").text == mended.text


def test_stanzas_are_parted() -> None:
    assert len(labels(plain(VERSE), "paragraph")) == 2


def test_a_heading_between_paragraphs_is_one() -> None:
    mended = plain(
        COLUMN + "qu’il tenait.\n\nLe puits, la cour, le mur\n\n" + COLUMN + "qui dort.\n"
    )
    assert "Le puits, la cour, le mur" in labels(mended, "heading")


def test_an_elided_word_that_a_line_break_parts_is_whole() -> None:
    # Some extractors end a line where type is kerned; nobody writes so.
    mended = plain(
        "On planta des chênes pour changer de climat. L\n’oseille en fut la première surprise, et "
        "l\n'ortie qu\n’elle suivit.\n"
    )
    assert "L’oseille en" in mended.text
    assert "l'ortie qu’elle suivit" in mended.text
    # A quotation that begins a line is none of it.
    assert "dit : 'oui' et" in plain("Le maire a dit :\n'oui' et rien de plus, ce jour-là.\n").text

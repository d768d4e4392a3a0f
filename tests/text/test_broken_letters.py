"""Letters that were written as others, codes of TeX fonts, and what looks like them and is not."""

from __future__ import annotations

import ftfy.bad_codecs  # noqa: F401  the codec of broken texts
import pytest

from annotate.document.quote_check import quote_matches
from annotate.document.source import Mark, Source
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

SOUND = (
    "La régie d’été fut fondée à Nœux en 1894. Le préfet, élu, était là où l’on pêchait.\n\n"
    "L’école de la République « française » – forêt… Voilà déjà : 20 € !"
)


def mended(text: str) -> str:
    """Mend a text, check its edits by quotes, and that mending again changes nothing."""
    found = mend(read_bytes(text.encode(), "a", "a.txt"))
    for word_start, word in _words(found.text):
        ranges = found.offsets.to_source(word_start, word_start + len(word))
        assert quote_matches(found.source.text, ranges, word), word
    assert mend(read_bytes(f"{found.text}\n".encode(), "a", "a.txt")).text == found.text
    return found.text


def _words(text: str) -> list[tuple[int, str]]:
    places, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        places.append((at, word))
        at += len(word)
    return places


def broken(text: str, codec: str) -> str:
    return text.encode().decode(codec)


@pytest.mark.parametrize("codec", ["sloppy-windows-1252", "latin-1", "mac_roman", "cp850"])
def test_a_text_that_was_read_in_a_wrong_encoding(codec: str) -> None:
    assert mended(broken(SOUND, codec)) == SOUND


def test_a_text_that_was_so_twice() -> None:
    codec = "sloppy-windows-1252"
    assert mended(broken(broken(SOUND, codec), codec)) == SOUND


SINGLE = ["sloppy-windows-1252", "mac_roman", "cp850"]
OLD = (
    "La régie d’été fut créée en 1894. Le préfet, élu, était là où l’on pêchait, chez Gaffné.\n\n"
    "L’école de la République et la forêt même. Voilà déjà : le maître façonne « la clé » ."
)


@pytest.mark.parametrize(
    ("was", "read_as"), [(was, read) for was in SINGLE for read in SINGLE if was != read]
)
def test_an_encoding_of_single_bytes_read_as_another(was: str, read_as: str) -> None:
    text = OLD if "cp850" not in (was, read_as) else OLD.replace("’", "'")
    assert mended(text.encode(was).decode(read_as)) == text


def test_some_words_of_another_encoding_in_a_sound_text() -> None:
    pasted = "La société a été créée à côté de Gaffné, même là."
    wrong = pasted.encode("sloppy-windows-1252").decode("mac_roman")
    assert mended(f"{SOUND}\n\n{wrong}\n") == f"{SOUND}\n\n{pasted}"


@pytest.mark.parametrize(
    "line",
    [
        "LA SOCIÉTÉ DE PÊCHE, L’ÉCOLE, FORÊT, À NŒUX ET CHÂTEAU-THIERRY",
        "Òran, Ísafjörður, Óscar Núñez, Út, Ívar Þór et la Stanisława de Łódź",
        "1ª y 2º, ´ l’aveu ª, ‡ et †, 30 ‰, «À¹», ½ ¾, µm, π ≈ 3",
    ],
)
def test_letters_that_only_look_misread_stay(line: str) -> None:
    assert mended(f"{SOUND}\n\n{line}\n") == f"{SOUND}\n\n{line}"


def test_no_break_spaces_that_became_others() -> None:
    text = broken("Il va à Lens, puis à la mairie, voilà tout : l’été.", "sloppy-windows-1252")
    assert (
        mended(text.replace("\u00a0", " ")) == "Il va à Lens, puis à la mairie, voilà tout : l’été."
    )


def test_words_that_were_pasted_into_a_sound_text() -> None:
    pasted = broken("La commune de Béthune, l’eau et la société.", "sloppy-windows-1252")
    assert (
        mended(f"{SOUND}\n\n{pasted}\n")
        == f"{SOUND}\n\nLa commune de Béthune, l’eau et la société."
    )


@pytest.mark.parametrize(
    "line",
    [
        "Le signe « Ã© » vient quand on lit mal.",
        "On lit « sociÃ©tÃ© » et “cafÃ©” à l’écran.",
        "L’encodage UTF-8 lu en Latin-1 donne sociÃ©tÃ©, dit le manuel.",
        "LIBERTÉ» et CAFÉ’ l’HÔTEL… CHÂ» SÃO PAULO, à l’Ångström.",
        "La note É² et la note À¹ sont au bas.",
    ],
)
def test_what_may_be_meant_so_stays(line: str) -> None:
    assert mended(f"{SOUND}\n\n{line}\n") == f"{SOUND}\n\n{line}"


def test_what_stays_is_told() -> None:
    found = mend(
        read_bytes(f"{SOUND}\n\nLe signe « Ã© » vient.\nUn � là.\n".encode(), "a", "a.txt")
    )
    told = {remark.kind: remark for remark in found.remarks}
    assert (told["mojibake"].count, told["mojibake"].place) == (1, "line 5")
    assert (told["lost"].count, told["lost"].place) == (1, "line 6")


def test_control_codes_above_ascii_are_letters_of_windows() -> None:
    assert mended("L\x92\x9cuvre \x93 neuve \x94 \x96 20 \x80.\n") == "L’œuvre “ neuve ” – 20 €."


def test_a_text_with_markup_is_mended_too() -> None:
    text = "La sociÃ©tÃ©.\n"
    source = Source("a", "a.html", text, marks=(Mark("paragraph", 0, len(text) - 1),))
    assert mend(source).text == "La société."


CODED = (
    "Il dut modi\fer le plan et di\v\x13erer les travaux, d\x13ej\x12a vus de l’o\x0ece.\n"
    "Le c\x1bur du pro\ft, la \fn, l’in\rluence et la famille Ga\vn\x13e.\n\n\fPage deux.\n"
)


def test_codes_of_tex_fonts() -> None:
    assert mended(CODED.replace("in\rluence", "influence")) == (
        "Il dut modifier le plan et différer les travaux, déjà vus de l’office. Le cœur du profit, "
        "la fin, l’influence et la famille Gaffné.\n\nPage deux."
    )


def test_other_codes_of_tex_fonts() -> None:
    text = "Il dut modi\x1cer, di\x1bérer, a\x1eché, et in\x1duencer.\n"
    assert mended(text) == "Il dut modifier, différer, affiché, et influencer."


def test_codes_part_no_page_and_pages_are_no_codes() -> None:
    source = read_bytes(CODED.encode(), "a", "a.txt")
    assert [source.text[page.start : page.end].strip()[:6] for page in source.pages] == [
        "Il dut",
        "Page d",
    ]
    for text in ("Le mot\fautre page.\n", "Une ligne\n\faire du lieu.\n", "Un com-\n\fnaliser.\n"):
        assert len(read_bytes(text.encode(), "a", "a.txt").pages) == 2


def test_soft_line_breaks_are_no_codes() -> None:
    assert "\v" not in mended("Une ligne\vautre ligne\vde la\vet fin.\n")
    assert mend(read_bytes(b"a\vet b\va c\n", "a", "a.txt")).text.split() == "a et b a c".split()


def test_a_ligature_of_a_known_font_in_a_name() -> None:
    """One word of the document shows what the sign stands for."""
    text = "Plus de \ue048arante femmes, dont Zélie \ue048éva, qui se disait meneuse.\n"
    assert mend(read_bytes(text.encode(), "a", "a.txt")).text.strip() == text.strip().replace(
        "\ue048", "Qu"
    )


@pytest.mark.parametrize("sign", ["\ufffd", "\ue123"])
def test_a_sign_that_may_be_a_letter_with_an_accent_is_no_ligature(sign: str) -> None:
    """`île` is a word as `file` is; where three words show a ligature it is one there, too."""
    text = f"Le bac dessert l’{sign}le du moulin.\n"
    assert mended(text).split("’")[1].startswith(f"{sign}le")
    shown = f"Le {sign}let de la {sign}lière, à la {sign}n de la {sign}gure, est pro{sign}table."
    if sign != "\ufffd":
        assert "filet de la filière" in mended(f"{shown} Elle suit la {sign}le.\n")
        assert mended(f"{shown} Elle suit la {sign}le.\n").endswith("la file.")

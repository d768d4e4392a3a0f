"""What comes back of a document that exists as PDF and as source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typst

from annotate.document.source import Source
from annotate.text.mending.mend import mend
from pairing.judge import OTHER_VERSION, Reading, is_printed, letters, plain
from pairing.sources import LINE_END, TERM_END, read_source
from pairs import faults, is_french, measure, read_list, table

WELL = (
    "Le puits du quartier fut creusé au printemps par douze voisins qui se relayaient chaque "
    "soir, et l’eau monta avant la Saint-Jean."
)
FAIR = (
    "La foire d’automne se tenait sur la place depuis deux siècles ; on y vendait des poules, "
    "des draps et des outils de jardin."
)
BRIDGE = (
    "Le pont de bois, emporté deux fois par la crue, fut enfin remplacé par un ouvrage en "
    "pierre que la commune paya seule."
)
needs_readers = pytest.mark.skipif(
    not (shutil.which("pandoc") and shutil.which("pdftotext")), reason="needs pandoc and poppler"
)


def reading(text: str, notes: str = "", furniture: str = "") -> Reading:
    return Reading(mend(Source("a", "a.txt", text)), furniture, notes, [text])


def test_signs_are_alike() -> None:
    assert plain("•\u00a0L’« école »\u202f: fin (https://exemple.fr/a b).") == 'L\'"école": fin.'
    assert letters("L’ŒUVRE n° 3 été") == "lœuvrenete"
    assert is_french("Le pont est dans la vallée.") and not is_french("The bridge is in the vale.")


def test_printed_is_what_pieces_close_together_make_up() -> None:
    page = letters(f"{WELL[:60]} page 12 {WELL[60:]} {FAIR}")
    assert is_printed(WELL, [page])
    assert not is_printed(BRIDGE, [page])
    assert not is_printed(WELL.replace("douze voisins", "quatorze bénévoles"), [page])
    assert not is_printed(f"{FAIR} {WELL}", [page])


def test_verdicts() -> None:
    exact = reading(f"{WELL}\n\n{FAIR}\n").judge([plain(WELL)])
    assert (exact.exact, exact.right) == (True, True)
    joined = reading(f"{WELL} {FAIR}\n").judge([plain(WELL)])
    assert (joined.exact, joined.right, joined.kind) == (False, True, "joined with what is after")
    cut = reading(f"{WELL}\n\n{FAIR}\n").judge([plain(f"{WELL} {FAIR}")])
    assert (cut.exact, cut.right, cut.kind) == (False, True, "cut in 2")
    spaced = reading(f"{WELL.replace('voisins', 'voi sins')}\n").judge([plain(WELL)])
    assert (spaced.right, spaced.kind) == (False, "space added")
    call = reading(f"{WELL.replace('soir,', 'soir 4,')}\n").judge([plain(WELL)])
    assert (call.right, call.kind) == (False, "digits left")
    other = reading(f"{WELL[:-1]} !\n").judge([plain(WELL)])
    assert other.kind == OTHER_VERSION


def test_what_stands_inside_is_named() -> None:
    inside = f"{WELL[:60]}\nBulletin municipal\n{WELL[60:]}\n"
    kind = reading(inside, furniture=letters("Bulletin municipal")).judge([plain(WELL)]).kind
    assert kind == "running head or foot inside"
    note = letters("Bulletin municipal de mars.")
    assert reading(inside, notes=note).judge([plain(WELL)]).kind == "note inside"
    assert reading(inside).judge([plain(WELL)]).kind == "other text inside"
    # What a reader has on one line, another version of the text has.
    on_a_line = reading(inside.replace("\n", " "))
    assert on_a_line.judge([plain(WELL)]).kind == OTHER_VERSION


def test_a_term_may_stand_before_its_definition() -> None:
    assert reading(f"Puits {WELL}\n").judge([plain(WELL)], "Puits").exact
    assert not reading(f"Puits {WELL}\n").judge([plain(WELL)]).exact


def test_lines_ended_by_hand_may_be_paragraphs() -> None:
    assert reading(f"{WELL}\n\n{FAIR}\n").judge([plain(WELL), plain(FAIR)]).exact


@needs_readers
def test_a_source_gives_its_running_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        f"<h1>Chronique</h1><p>{WELL}</p><pre>apt update</pre>"
        f"<table><tr><th>Lieu</th><th>Texte</th></tr><tr><td>Lens</td><td>{FAIR}</td></tr></table>"
        f"<dl><dt>Pont<dd>{BRIDGE}</dl><p>un<br>deux</p><div class='toc'><p>1 Chronique</div>",
        "utf-8",
    )
    found = read_source(tmp_path / "a.html")
    assert found.paragraphs == [WELL, f"Pont{TERM_END}{BRIDGE}", f"un{LINE_END}deux"]


@needs_readers
def test_a_paragraph_with_a_formula_or_reference_is_unusable(tmp_path: Path) -> None:
    text = f"{WELL}\\footnote{{Une note.}}\n\nVoir $x$.\n\nVoir \\ref{{a}}.\n\n\\noindent {FAIR}\n"
    (tmp_path / "a.tex").write_text(text, "utf-8")
    found = read_source(tmp_path / "a.tex")
    assert [plain(one) for one in found.paragraphs] == [plain(WELL), plain(FAIR)]
    assert (found.notes, found.unusable) == (["Une note."], 2)
    drawn = f'<p>Le rapport <img class="math" src="a.png" alt="R"/> suffit.</p><p>{FAIR}<img/></p>'
    (tmp_path / "a.html").write_text(drawn, "utf-8")
    found = read_source(tmp_path / "a.html")
    assert ([plain(one) for one in found.paragraphs], found.unusable) == ([plain(FAIR)], 1)


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.xyz: no source of a known kind"):
        read_source(tmp_path / "a.xyz")


@needs_readers
def test_a_pair_is_measured(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# Chronique\n\n{WELL}\n\n{FAIR}\n\n{BRIDGE}\n", "utf-8")
    main = tmp_path / "a.typ"
    main.write_text(f'#set text(lang: "fr")\n= Chronique\n\n{WELL}\n\n{FAIR}\n', "utf-8")
    (tmp_path / "a.pdf").write_bytes(typst.compile(main))
    (tmp_path / "list.tsv").write_text("a.pdf\ta.md\n", "utf-8")
    ((pdf, source),) = read_list(tmp_path / "list.tsv")
    result = measure(pdf, source)
    assert (result.paragraphs, result.exact, result.right, result.absent) == (2, 2, 2, 1)
    assert table([result]).splitlines()[-1].split() == ["all", "2", "1.000", "1.000", "1", "0"]
    assert faults([result]) == ""

"""Long texts of one kind of thing: a quadratic step would not come to an end in a test run."""

from __future__ import annotations

from dataclasses import replace
from typing import SupportsIndex

import pytest

from annotate.document.candidates import Candidate
from annotate.document.quote_check import quote_matches
from annotate.document.source import Source
from annotate.index import Mention, build_index
from annotate.index.merge_candidates import MOST
from annotate.pipes.consistency import find_consistent
from annotate.pipes.dates.finder import find_dates
from annotate.pipes.organizations.component import OrganizationsPipe
from annotate.pipes.people.component import PeoplePipe, find_people
from annotate.pipes.phrase_matcher import NESTED, Phrases
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.formats import HTML, TEXT, kind_of
from annotate.text.reading.pdf_fonts import Face, Weight, without_guess
from annotate.text.reading.plain import pages_of
from annotate.text.structure.lines import rows_of
from annotate.text.structure.page_furniture import find_furniture
from annotate.text.structure.text_tables import text_tables
from annotate.text.tex_codes import tex_codes


class Counted(str):
    """A text that counts the characters that are copied out of it."""

    copied = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        found = super().__getitem__(key)
        self.copied += len(found)
        return found


FRENCH = "La régie des eaux fut fondée à Nœux.\n\nElle ouvrit sept puits dans la ville haute.\n"


@pytest.mark.parametrize("count", [40, 100_000])
def test_comments_before_a_text(count: int) -> None:
    comments = "<!-- note -->\n" * count
    assert kind_of((comments + FRENCH).encode(), "a.txt") == TEXT
    assert kind_of(f"{comments}<!DOCTYPE html><p>{FRENCH}".encode(), "a.html") == HTML
    assert kind_of(("<!--" * count + FRENCH).encode(), "a.txt") == TEXT


def test_two_hundred_thousand_form_feeds() -> None:
    text = FRENCH + "a\f" * 200_000
    assert len(pages_of(text)) == 200_000
    assert tex_codes(text).breaks == frozenset()
    assert len(pages_of(FRENCH + "\f" * 200_000 + "fin")) == 200_001


def test_the_furniture_of_many_pages() -> None:
    text = "".join(f"Revue du Nord {n}\nUne page de texte.\nEncore une.\n\f" for n in range(10_000))
    found = find_furniture(rows_of(Source("a", "a.txt", text, pages_of(text))))
    assert list(found.values()).count("running_head") >= 9_000


def test_a_line_of_four_megabytes() -> None:
    mended = mend(read_bytes(("mot " * 1_000_000).encode(), "a", "a.txt"))
    assert len(mended.text) == 4_000_000 - 1


@pytest.mark.parametrize("piece", ["A’", "L’A", "A-", "A"])
def test_capitals_in_one_long_run(piece: str) -> None:
    text = FRENCH + piece * 40_000
    assert OrganizationsPipe("o", "organizations").rules.find(text) == []
    assert list(Phrases([piece * 30_000, "Nœux"]).find(text)) == [(1, 31, 35)]


@pytest.mark.parametrize("unit", ["Nœux ", "A "])
def test_names_that_begin_with_one_another(unit: str) -> None:
    forms = [(unit * words).strip() for words in range(1, 300)]
    phrases = Phrases(["régie", *reversed(forms)])
    hits = phrases._search.find_matches_as_indexes(unit * 300, overlapping=True)
    assert len(hits) <= NESTED * 300
    found = list(phrases.find(f"{unit * 40}. La régie"))
    assert found[0][1:] == (0, len((unit * NESTED).strip()))
    assert found[-1][0] == 0


@pytest.mark.parametrize("cut", ["construc¬tion ", "gelées. 1 ", "n2 ", "proüt "])
def test_one_long_line_of_what_is_mended_inside_lines(cut: str) -> None:
    mended = mend(read_bytes((FRENCH + cut * 60_000).encode(), "a", "a.txt"))
    assert len(mended.text) > 60_000


@pytest.mark.parametrize("letter", ["a", "É", "_"])
def test_one_word_of_a_hundred_thousand_letters(letter: str) -> None:
    mended = mend(read_bytes(f"{FRENCH}{letter * 100_000}. Fin.".encode(), "a", "a.txt"))
    assert len(mended.text) > 100_000


@pytest.mark.parametrize("unit", ["l’a/", "a/"])
def test_one_row_of_many_words_without_a_space(unit: str) -> None:
    mended = mend(read_bytes(f"{FRENCH}{unit * 40_000} été. Fin.".encode(), "a", "a.txt"))
    assert len(mended.text) > 80_000


def test_many_people_of_one_surname() -> None:
    names = [f"M{'abcdefghij'[n % 10]}{n} Roux" for n in range(3_000)]
    places = enumerate([*names, "M. Roux"])
    index = build_index(
        Mention(document="a", mention_id=str(n), label="PER", text=name, ranges=((n, n + 1),))
        for n, name in places
    )
    assert len(index.entities) == 3_001


def test_many_names_of_one_series() -> None:
    syllables = [first + vowel for first in "bcdfg" for vowel in ("a", "en", "i")]
    names = [f"Société des houillères de M{a}{b}" for a in syllables for b in syllables]
    index = build_index(
        Mention(document="a", mention_id=str(n), label="ORG", text=name, ranges=((n, n + 1),))
        for n, name in enumerate(names)
    )
    assert len(index.entities) == len(names)
    assert len(names) < len(index.doubtful) <= MOST * len(names)


def test_rows_of_a_hundred_thousand_cells() -> None:
    text = ("a\t" * 100_000 + "fin\n") * 2
    source = Source("a", "a.txt", text, pages_of(text))
    [table] = text_tables(rows_of(source), source, settled=False)
    assert [len(row) for row in table.rows] == [100_001, 100_001]


def test_the_quote_of_one_long_word() -> None:
    word = "A" * 60_000
    assert quote_matches(f"{word} ¬ Nœux", [(0, 60_002)], f"{word} ¬")
    assert not quote_matches(word, [(0, 60_000)], "Nœux")


def test_days_long_after_the_only_month() -> None:
    text = Counted(
        "Le 3 mai 1936 il vint, le 4, puis partit. " + "Elle vint, le 3, et lui. " * 4_000
    )
    found = find_dates(text)
    assert [one.value for one in found[:3]] == ["1936-05-03", "1936-05-04", "1936-05-03"]
    assert len(found) < 100
    assert text.copied < 20 * len(text)


def test_figures_among_as_many_longer_names() -> None:
    lists = PeoplePipe("people", "people").lists
    unit = "Anne Roux, puis Vénus ; "
    names = [Candidate(at, at + 9, "PER", "model:none") for at in range(0, len(unit) * 20_000, 24)]
    assert len(find_people(unit * 20_000, names, lists)) == 20_000


def test_as_many_acronyms_as_names() -> None:
    unit = "Régie des Eaux (RE), "
    starts = range(0, len(unit) * 20_000, len(unit))
    names = [Candidate(at, at + 14, "ORG", "model:none") for at in starts]
    acronyms = [
        Candidate(
            at + 16, at + 18, "ACRONYM", "rule:none", attributes={"expansion_span": [at, at + 14]}
        )
        for at in starts
    ]
    found = find_consistent(unit * 20_000, {"names": names, "acronyms": acronyms}, ("ORG",))
    assert sum(one.rule == "consistency:acronym" for one in found) == 20_000


def test_the_index_of_many_acronyms() -> None:
    def mention(number: int, label: str, text: str, expansion: str = "") -> Mention:
        layer = "acronyms" if expansion else "entities"
        return Mention(
            document="a",
            mention_id=str(number),
            label=label,
            text=text,
            ranges=((number, number + 1),),
            layer=layer,
            expansion=expansion,
        )

    count = 10_000
    some = [mention(n, "ACRONYM", f"R{n}E", f"Régie {n} des Eaux") for n in range(count)]
    index = build_index([*some, mention(count, "LOC", "Nœux")])
    assert len(index.entities) == 1


def test_the_name_of_a_font_of_many_letters() -> None:
    """It is one in words, but for its last sign."""
    face = Face(1, 10, Weight(None, 740), False, "Ab" + "cde" * 30_000, False, False, False, True)
    assert without_guess(face).weight.guessed == 400
    assert without_guess(replace(face, name=face.name + "_")).weight.guessed == 740

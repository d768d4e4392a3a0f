"""Rows of the tables of dates, acronyms and people: what a component finds follows from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.document.candidates import Candidate
from annotate.pipes.acronyms.component import AcronymsPipe
from annotate.pipes.base import LexiconPipe
from annotate.pipes.dates.component import DatesPipe
from annotate.pipes.people.component import PeoplePipe
from annotate.resources import default_configs

CONFIGS = default_configs()
DATES = ("dates", DatesPipe("d", "dates"))
ACRONYMS = ("acronyms", AcronymsPipe("a", "acronyms"))
PEOPLE = ("people", PeoplePipe("p", "people"))


def found(pipe: LexiconPipe, text: str) -> list[str]:
    return [one.text(text) for one in pipe.find(text, {})]


def edited(path: Path, name: str, old: str, new: str) -> Path:
    """A copy of a table of the configuration with a part of it replaced."""
    text = (CONFIGS / name).read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("component", "row", "text", "shipped", "own"),
    [
        (
            DATES,
            "dates.numbered.coach\tcontext\tDATE\tautocar",
            "par l’autocar 1950",
            ["1950"],
            [],
        ),
        (
            ACRONYMS,
            "acronyms.class.ferry\tcontext\tACRONYM\tbac",
            "vint un bac UNIMERL",
            [],
            ["UNIMERL"],
        ),
        (
            PEOPLE,
            "people.ferryman\tadd\tPER\tpasseur\t{PERSON}",
            "vint le passeur J.-P. de Merlon",
            ["J.-P. de Merlon"],
            ["J.-P. de Merlon"],
        ),
        (
            PEOPLE,
            "people.ferryman\tadd\tPER\tpasseur\t{PERSON}",
            "vint le passeur Merlon",
            [],
            ["Merlon"],
        ),
    ],
)
def test_a_row_more_counts(
    tmp_path: Path,
    component: tuple[str, LexiconPipe],
    row: str,
    text: str,
    shipped: list[str],
    own: list[str],
) -> None:
    name, pipe = component
    assert found(pipe, text) == shipped
    table = (CONFIGS / "rules" / f"{name}.tsv").read_text("utf-8")
    (tmp_path / "more.tsv").write_text(table + row + "\n", "utf-8")
    other = type(pipe)("o", "o")
    other.read_tables({"rules": tmp_path / "more.tsv"})
    assert found(other, text) == own
    assert not other.rule_faults


@pytest.mark.parametrize(
    ("component", "rule", "text", "shipped", "off"),
    [
        (DATES, "dates.counted", "on vit environ 1950", [], ["1950"]),
        (DATES, "dates.street", "rue du 8 mai 1945", [], ["8 mai 1945"]),
        (DATES, "dates.unit.word", "on courut 1950 m", [], ["1950"]),
        (ACRONYMS, "acronyms.civility", "on vit Mme PLRM", [], ["PLRM"]),
        (ACRONYMS, "acronyms.class", "vint une firme UNIMERL", ["UNIMERL"], []),
        (ACRONYMS, "acronyms.address.inside", "voir www.merlon.fr/PLRM", [], ["PLRM"]),
        (PEOPLE, "people.civility", "on vit Mme Merlon", ["Merlon"], []),
        (PEOPLE, "people.speech", "« Viens », dit Marthe.", ["Marthe"], []),
    ],
)
def test_a_row_that_is_off_is_not_asked(
    tmp_path: Path,
    component: tuple[str, LexiconPipe],
    rule: str,
    text: str,
    shipped: list[str],
    off: list[str],
) -> None:
    name, pipe = component
    assert found(pipe, text) == shipped
    lines = (CONFIGS / "rules" / f"{name}.tsv").read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "less.tsv"
    path.write_text("".join(line for line in lines if not line.startswith(f"{rule}\t")), "utf-8")
    other = type(pipe)("o", "o")
    other.read_tables({"rules": path})
    assert found(other, text) == off


def test_a_word_more_in_a_class_counts(tmp_path: Path) -> None:
    text = "« Viens », bougonna Marthe. Au rouleau XIV, le rouleau 1950."
    classes = edited(
        tmp_path / "classes.tsv",
        "lexicons/classes.tsv",
        "SAID\tdit\t",
        "SAID\tbougonna\t\tromans\nNUMBERED\trouleau\t\tarchives\nSAID\tdit\t",
    )
    assert found(PEOPLE[1], text) == []
    assert found(DATES[1], text) == ["1950"]
    for pipe, wanted in ((PeoplePipe("p", "p"), ["Marthe"]), (DatesPipe("d", "d"), [])):
        pipe.read_tables({"classes": classes})
        assert found(pipe, text) == wanted


def test_a_title_of_the_table_is_a_word_of_the_rules(tmp_path: Path) -> None:
    text = "le passeur Merlon, M. Roux et les passeurs Merlon"
    titles = edited(
        tmp_path / "people_titles.tsv",
        "lexicons/people_titles.tsv",
        "maire\tfunction\t",
        "passeur\tfunction\tmétiers\nmaire\tfunction\t",
    )
    pipe = PeoplePipe("p", "people", titles="inside")
    pipe.read_tables({"titles": titles})
    assert found(pipe, text) == ["Merlon", "Roux", "passeur ", "M. ", "passeurs "]


def test_what_was_found_before_is_asked_of_people() -> None:
    text = "le maire Merlon, le général de Roux, Vénus et Isis"
    names = [
        Candidate(9, 15, "LOC", "model:m"),
        Candidate(31, 35, "LOC", "model:m"),
        Candidate(37, 50, "ORG", "model:m"),
    ]
    pipe = PeoplePipe("p", "people", ["names"])
    assert [one.text(text) for one in pipe.find(text, {"names": []})] == [
        *("Merlon", "de Roux", "Vénus", "Isis")
    ]
    assert pipe.find(text, {"names": names}) == []

"""The article that the project was founded for; it is not redistributed, so it may be absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation
from annotate.document.source import Source
from annotate.document.standoff import Standoff, read_standoff
from command import Command

NAME = "loos-en-gohelle.txt"
FOLDER = Path(os.environ.get("ANNOTATE_PRIVATE_CORPUS", "../shared/corpus"))


@pytest.fixture(scope="module")
def found(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Standoff, Source]:
    if not (FOLDER / NAME).is_file():
        pytest.skip("ANNOTATE_PRIVATE_CORPUS names no folder with the article")
    out = tmp_path_factory.mktemp("article")
    done = annotate("run", (FOLDER / NAME).resolve(), "--out", out)
    assert done.returncode == 0, done.stderr
    text = (out / "text" / NAME).read_bytes().decode("utf-8")
    assert text.encode() == (FOLDER / NAME).read_bytes()
    source = Source("loos-en-gohelle", NAME, text)
    return read_standoff(out / "annotations" / "loos-en-gohelle.jsonl", source), source


def entities(standoff: Standoff, label: str) -> list[Annotation]:
    return [one for one in standoff.layer(ENTITIES).annotations if one.label == label]


def test_structure(found: tuple[Standoff, Source]) -> None:
    labels = [one.label for one in found[0].layer(STRUCTURE).annotations]
    expected = {"title": 1, "author": 1, "note": 9, "note_call": 9, "box": 1, "page_break": 8}
    assert {label: labels.count(label) for label in expected} == expected
    assert labels.count("heading") == 4 + 1  # and the title of the box


def test_a_year_with_a_note_call_stuck_to_it(found: tuple[Standoff, Source]) -> None:
    standoff, source = found
    start = source.text.index("18943")
    (year,) = [one for one in entities(standoff, "DATE") if one.start == start]
    assert (year.text, year.value, year.ranges) == ("1894", "1894", ((start, start + 4),))


def test_every_date_and_no_mine(found: tuple[Standoff, Source]) -> None:
    dates = entities(found[0], "DATE")
    assert len(dates) == 61
    assert not [one for one in dates if "/" in (one.text or "")]
    sites = [one for one in entities(found[0], "LOC") if one.text == "11/19"]
    assert len(sites) == found[1].text.count("11/19")


def test_acronyms_are_expanded(found: tuple[Standoff, Source]) -> None:
    acronyms = found[0].layer(ACRONYMS).annotations
    assert len(acronyms) == 18
    expansions = {one.text: one.attributes.get("expansion") for one in acronyms}
    assert expansions["SAMZAL"] == (
        "Syndicat d’Aménagement et de Management des Zones d’Activité du Liévinois"
    )
    given = [one for one in acronyms if one.attributes.get("expansion_from") == "text"]
    assert not {one.text for one in given} & {"SGAR", "CHM", "FN", "HQE", "VTT"}


def test_names_over_lines_and_pages_are_whole(found: tuple[Standoff, Source]) -> None:
    standoff, source = found
    broken = {
        one.text
        for one in standoff.layer(ENTITIES).annotations
        if any("\n" in source.text[start:end] for start, end in one.ranges)
    }
    assert broken >= {
        "Lens/Liévin",
        "Nord – Pas de Calais",
        "Gohelliades",
        "Kourchid",
        "communauté d’agglomération de Lens-Liévin",
        "Houillères du bassin minier du Nord – Pas de Calais",
        "Syndicat d’Aménagement et de Management des Zones d’Activité du Liévinois",
    }

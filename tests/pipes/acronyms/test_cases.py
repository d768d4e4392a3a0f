"""Marked-up sentences: a new case is a line in ``cases/``, and needs no Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.document.labels import shipped_labels
from annotate.pipes.acronyms import AcronymLexicon, find_acronyms

HERE = Path(__file__).parent
LEXICONS = HERE.parents[2] / "configs" / "lexicons"
MARK = re.compile(r"\[(?P<name>[^|\[\]]+)\|ACRONYM(?:\|(?P<expansion>[^\]]+))?\]")


def cases(name: str) -> list[str]:
    lines = (HERE / "cases" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def unmark(line: str) -> tuple[str, list[tuple[str, int, str | None]]]:
    """Return the text, and for each mark its quote, its start and what it stands for."""
    line = line.replace("\\n", "\n")
    text, marks, place = "", [], 0
    for match in MARK.finditer(line):
        text += line[place : match.start()]
        marks.append((match["name"], len(text), match["expansion"]))
        text += match["name"]
        place = match.end()
    return text + line[place:], marks


def found(text: str, lexicon: AcronymLexicon | None) -> list[tuple[str, int, str | None]]:
    rows = []
    for candidate in find_acronyms(text, lexicon):
        expansion = candidate.attributes.get("expansion")
        if candidate.attributes.get("expansion_from") == "lexicon":
            expansion = f"lexicon: {expansion}"
        rows.append((candidate.text(text), candidate.start, expansion))
    return rows


@pytest.fixture(scope="module")
def lexicon() -> AcronymLexicon:
    return AcronymLexicon.load(
        LEXICONS / "acronyms.tsv", LEXICONS / "acronym_heads.tsv", shipped_labels()
    )


@pytest.mark.parametrize("line", cases("definitions.txt") + cases("uses.txt"))
def test_text_alone(line: str) -> None:
    text, marks = unmark(line)
    assert found(text, None) == marks


@pytest.mark.parametrize("line", cases("counterexamples.txt"))
def test_counterexample(line: str, lexicon: AcronymLexicon) -> None:
    text, marks = unmark(line)
    assert marks == []
    assert found(text, None) == []
    assert found(text, lexicon) == []


@pytest.mark.parametrize("line", cases("lexicon.txt"))
def test_with_lexicon(line: str, lexicon: AcronymLexicon) -> None:
    text, marks = unmark(line)
    assert found(text, lexicon) == marks


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("line", cases("known_failures.txt"))
def test_known_failure(line: str, lexicon: AcronymLexicon) -> None:
    text, marks = unmark(line)
    assert found(text, lexicon) == marks

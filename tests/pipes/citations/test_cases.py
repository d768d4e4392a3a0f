"""Marked-up sentences: a new case is a line in ``cases/``, and needs no Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.pipes.citations import find_citations

HERE = Path(__file__).parent


def cases(name: str) -> list[str]:
    lines = (HERE / "cases" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def unmark(line: str) -> tuple[str, set[tuple[int, int, str]]]:
    """Return the text and its marks, which may nest."""
    text, marks, open_at = "", set(), []
    line = line.replace("\\n", "\n")
    place = 0
    while place < len(line):
        if line[place] == "[":
            open_at.append(len(text))
        elif line[place] == "|":
            close = line.index("]", place)
            marks.add((open_at.pop(), len(text), line[place + 1 : close]))
            place = close
        else:
            text += line[place]
        place += 1
    return text, marks


def found(text: str) -> set[tuple[int, int, str]]:
    return {(candidate.start, candidate.end, candidate.label) for candidate in find_citations(text)}


@pytest.mark.parametrize("line", cases("calls.txt"))
def test_call(line: str) -> None:
    text, marks = unmark(line)
    assert found(text) == marks


@pytest.mark.parametrize("line", cases("counterexamples.txt"))
def test_counterexample(line: str) -> None:
    text, marks = unmark(line)
    assert (found(text), marks) == (set(), set())


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("line", cases("known_failures.txt"))
def test_known_failure(line: str) -> None:
    text, marks = unmark(line)
    assert found(text) == marks

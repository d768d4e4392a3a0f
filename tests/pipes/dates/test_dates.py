"""Dates: the cases of cases.txt, and what holds for any text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.pipes.dates import find_dates

CASES = Path(__file__).with_name("cases.txt")
MARK = re.compile(r"\[([^|\]]+)\|DATE\|([^|\]]+)(?:\|([A-Z]+))?\]")
ESCAPES = {r"\n": "\n", r"\u00a0": "\u00a0", r"\u202f": "\u202f"}
TIMEX = {
    "DATE",
    "MONTH",
    "SEASON",
    "QUARTER",
    "HALF",
    "YEAR",
    "DECADE",
    "CENTURY",
    "MILLENNIUM",
    "INTERVAL",
}


@dataclass(frozen=True)
class Case:
    line: int
    text: str
    expected: tuple[tuple[int, int, str | None, str | None], ...]
    fails: bool


def read_case(line: int, written: str) -> Case:
    fails = written.startswith("xfail: ")
    written = written.removeprefix("xfail: ")
    for escape, character in ESCAPES.items():
        written = written.replace(escape, character)
    text, expected, position = "", [], 0
    for mark in MARK.finditer(written):
        text += written[position : mark.start()]
        value = None if mark[2] == "-" else mark[2]
        expected.append((len(text), len(text) + len(mark[1]), value, mark[3]))
        text += mark[1]
        position = mark.end()
    return Case(line, text + written[position:], tuple(expected), fails)


def read_cases() -> list[Case]:
    lines = CASES.read_text("utf-8").splitlines()
    return [
        read_case(number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]


def params() -> list[object]:
    return [
        pytest.param(
            case,
            id=f"line{case.line}",
            marks=[pytest.mark.xfail(strict=True)] if case.fails else [],
        )
        for case in read_cases()
    ]


def as_rows(text: str, candidates: list[Candidate]) -> list[tuple[object, ...]]:
    # The quote makes a failure readable.
    return [(f.text(text), f.start, f.end, f.value, f.attributes.get("mod")) for f in candidates]


@pytest.mark.parametrize("case", params())
def test_case(case: Case) -> None:
    expected = [(case.text[start:end], start, end, *rest) for start, end, *rest in case.expected]
    assert as_rows(case.text, find_dates(case.text)) == expected


def test_values_are_edtf() -> None:
    edtf = pytest.importorskip("edtf")
    found = {
        candidate.value
        for case in read_cases()
        for candidate in find_dates(case.text)
        if candidate.value is not None
    }
    assert len(found) > 50
    for value in sorted(found):
        edtf.parse_edtf(value)


def test_cases_one_after_another_keep_to_their_blocks() -> None:
    # Only a year reaches over a blank line, and into the next block only.
    cases = [case for case in read_cases() if "\n\n" not in case.text]
    text = "\n\nOn attend.\n\n".join(case.text for case in cases)
    together = [(f.text(text), f.value) for f in find_dates(text)]
    alone = [(f.text(case.text), f.value) for case in cases for f in find_dates(case.text)]
    assert together == alone


def check(text: str) -> None:
    candidates = find_dates(text)
    end = 0
    for candidate in candidates:
        quote = candidate.text(text)
        assert end <= candidate.start < candidate.end <= len(text)
        assert quote == quote.strip()
        assert "\n\n" not in quote
        assert candidate.label == "DATE"
        assert candidate.rule.startswith("rule:dates.")
        assert candidate.attributes["timex"] in TIMEX
        assert candidate.attributes.get("mod") in (None, "START", "MID", "END", "APPROX")
        assert candidate.value is None or VALUE.fullmatch(candidate.value), candidate
        end = candidate.end


PART = r"(?:-?[0-9X]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?|Y-?[0-9]{5,9})~?"
VALUE = re.compile(rf"{PART}(?:/{PART})?")

_PIECES = (
    "1 12 31 99 800 1850 1994 2012 7500 0 14-18 11/19 12/03/1998 2012-06-30 mai Mars juin sept. "
    "été hiver lundi an année années siècle XIXe XXe Ier II début fin mi- milieu de du des la l' "
    "le d' en vers entre et à au - – / , . ; ( ) av. J.-C. vendémiaire soixante-dix mil neuf cent "
    "euros habitants n° p. premier trimestre décennie jusqu'en º"
)
PIECES = st.sampled_from(_PIECES.split())
SPACES = st.sampled_from(["", " ", "\n", "\u00a0", "\n\n", "  ", "\u202f", "\r\n"])


@given(st.lists(st.tuples(PIECES, SPACES), max_size=14))
def test_any_pieces_of_dates(pieces: list[tuple[str, str]]) -> None:
    check("".join(piece + space for piece, space in pieces))


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "unit", ["1", "1, ", "12 et ", "XIXe, ", "1999-", "mai ", "fin de ", "années ", "1 000 ", "\n"]
)
def test_long_runs_come_to_an_end(unit: str) -> None:
    # Not timed: a pattern that backtracks without bound would never come back from these.
    check(unit * 20_000)


def test_finder_needs_no_spacy() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from annotate.pipes.dates import find_dates; find_dates('en 1894'); "
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

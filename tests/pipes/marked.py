"""Cases written as marked-up text: ``[name|LABEL]`` is expected, ``{name|LABEL}`` was found before.

``~0.6`` after a label is how certain the model was. A case is one line, or a line ``<`` with what
was found and a line ``>`` with what is expected. A line that begins with ``!`` gives the reason why
the next case fails today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotate.document.candidates import Candidate

_MARK = re.compile(r"[\[{](?P<name>[^\[\]{}|]+)\|(?P<label>[A-Z]+)(?:~(?P<score>0\.\d+))?[\]}]")


@dataclass(frozen=True)
class Case:
    """One case of a file."""

    line: int
    text: str
    given: tuple[Candidate, ...]
    expected: frozenset[tuple[int, int, str]]
    fails: str


def read_cases(path: Path) -> Iterator[Case]:
    given: tuple[Candidate, ...] = ()
    fails = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("! "):
            fails = line[2:]
            continue
        text, marks, found = unmarked(line.removeprefix("< ").removeprefix("> "))
        if line.startswith("< "):
            given, before = found, text
            continue
        assert not line.startswith("> ") or text == before, f"{path}:{number}: texts differ"
        yield Case(number, text, given, marks, fails)
        given, fails = (), ""


def unmarked(
    line: str,
) -> tuple[str, frozenset[tuple[int, int, str]], tuple[Candidate, ...]]:
    text, found, begin = "", [], 0
    for match in _MARK.finditer(line):
        text += line[begin : match.start()]
        score = float(match["score"]) if match["score"] else None
        end = len(text) + len(match["name"])
        found.append(Candidate(len(text), end, match["label"], "model:test", score))
        text += match["name"]
        begin = match.end()
    marks = frozenset((one.start, one.end, one.label) for one in found)
    return text + line[begin:], marks, tuple(found)

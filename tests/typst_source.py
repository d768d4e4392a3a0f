"""The truth behind the corpus: what the typst sources say, before any page was laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_NOTE = re.compile(r"#footnote\[([^\[\]]*)\]")
_BOX = re.compile(r"#encadre\[([^\[\]]*)\]\[\n(.*?)\n\]", re.DOTALL)


@dataclass
class Truth:
    """What a reader must find again in a typeset text, in reading order."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    callers: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    boxed: list[str] = field(default_factory=list)


def read_truth(path: Path) -> Truth:
    """Parse one of the corpus' typst sources, which use a small fixed vocabulary."""
    text = path.read_text("utf-8")
    truth = Truth()
    truth.title = _clean(_field(text, "title"))
    authors = re.search(r"authors:\s*\((.*?)\),?\n", text)
    truth.authors = re.findall(r"\[([^\[\]]*)\]", authors.group(1)) if authors else []
    body = text.split("\n)\n", 1)[1]
    boxes = [(match.group(1), match.group(2)) for match in _BOX.finditer(body)]
    body = _BOX.sub("", body)
    for line in filter(None, map(str.strip, body.splitlines())):
        _add(line, truth)
    before = len(truth.headings), len(truth.paragraphs)
    for title, inner in boxes:
        for line in filter(None, map(str.strip, f"= {title}\n\n{inner}".splitlines())):
            _add(line, truth)
    truth.boxed = truth.headings[before[0] :] + truth.paragraphs[before[1] :]
    return truth


def _add(line: str, truth: Truth) -> None:
    whole = re.sub(r"^- ", "", _clean(_NOTE.sub("", line)))
    for match in _NOTE.finditer(line):
        truth.notes.append(_clean(match.group(1)))
        before = re.sub(r"^- ", "", _clean(_NOTE.sub("", line[: match.start()])))
        truth.callers.append(before[-12:])
        truth.calls.append((before, whole))
    heading = re.match(r"(=+) (.*)", whole)
    if heading:
        truth.headings.append(heading.group(2))
        truth.levels.append(str(len(heading.group(1))))
    else:
        truth.paragraphs.append(whole)


def _field(text: str, name: str) -> str:
    match = re.search(rf"{name}:\s*\[(.*?)\],\n", text, re.DOTALL)
    return match.group(1) if match else ""


def _clean(text: str) -> str:
    """Return text with the spaces that mending leaves: single and plain."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()

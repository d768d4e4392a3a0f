"""The truth after a typeset text: what its typst source says, before any page was laid out.

The sources use a small fixed vocabulary (see corpus/README.md): one paragraph a line, ``=`` and
``==`` headings, ``- `` list items, ``#footnote[…]`` stuck to the word that calls it, and
``#encadre[title][…]`` for a boxed text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_NOTE = re.compile(r"#footnote\[([^\[\]]*)\]")
_BOX = re.compile(r"#encadre\[([^\[\]]*)\]\[\n(.*?)\n\]", re.DOTALL)
_HEADING = re.compile(r"(=+) (.*)")


@dataclass(frozen=True)
class TrueBlock:
    """One heading or paragraph, in the order it is read.

    Attributes
    ----------
    label : str
        ``heading`` or ``paragraph``.
    text : str
        With single plain spaces, without notes and list markers.
    level : int
        Of a heading, 1 the highest; 0 for a paragraph.
    item : bool
        Whether it is an item of a list.
    box : int
        The number of the boxed text that holds it; 0 for the main text.
    calls : tuple of str
        For each note call in it, the text that comes before.
    """

    label: str
    text: str
    level: int = 0
    item: bool = False
    box: int = 0
    calls: tuple[str, ...] = ()


@dataclass
class Truth:
    """What a reader must find again in a typeset text.

    Attributes
    ----------
    title : str
        The title.
    authors : list of str
        Their names.
    blocks : list of TrueBlock
        In reading order; a boxed text is where its source has it.
    notes : list of str
        Without their numbers, in the order of their calls.
    captions : list of str
        Of the figures that a layout puts in.
    """

    title: str = ""
    authors: list[str] = field(default_factory=list)
    blocks: list[TrueBlock] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)

    def texts(self, label: str) -> list[str]:
        """Return the texts of the blocks with a label, in reading order."""
        return [block.text for block in self.blocks if block.label == label]

    @property
    def calls(self) -> list[tuple[str, str]]:
        """For each call in the order of the notes, the text before it and its whole block."""
        return [(before, block.text) for block in self.blocks for before in block.calls]


def read_truth(path: Path) -> Truth:
    """Parse one of the typst sources."""
    return truth_of(path.read_text("utf-8"))


def truth_of(text: str) -> Truth:
    """Parse the text of a source."""
    truth = Truth(title=clean(_field(text, "title")))
    authors = re.search(r"authors:\s*\((.*?)\),?\n", text)
    truth.authors = re.findall(r"\[([^\[\]]*)\]", authors.group(1)) if authors else []
    for line, box in _lines(body_of(text)):
        truth.blocks.append(_block(line, box))
        truth.notes.extend(clean(match.group(1)) for match in _NOTE.finditer(line))
    return truth


def body_of(text: str) -> str:
    """Return a source without its import and ``show`` lines."""
    return text.split("\n)\n", 1)[1]


def _lines(body: str) -> Iterator[tuple[str, int]]:
    """Yield the lines of a source with the number of the boxed text they are in."""
    end = 0
    for number, match in enumerate(_BOX.finditer(body), start=1):
        yield from ((line, 0) for line in _filled(body[end : match.start()]))
        yield from ((line, number) for line in _filled(f"= {match.group(1)}\n{match.group(2)}"))
        end = match.end()
    yield from ((line, 0) for line in _filled(body[end:]))


def _filled(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _block(line: str, box: int) -> TrueBlock:
    item = line.startswith("- ")
    if item:
        line = line[2:]
    calls = tuple(clean(_NOTE.sub("", line[: match.start()])) for match in _NOTE.finditer(line))
    whole = clean(_NOTE.sub("", line))
    heading = _HEADING.fullmatch(whole)
    if heading:
        return TrueBlock("heading", heading.group(2), len(heading.group(1)), box=box)
    return TrueBlock("paragraph", whole, item=item, box=box, calls=calls)


def _field(text: str, name: str) -> str:
    match = re.search(rf"{name}:\s*\[(.*?)\],\n", text, re.DOTALL)
    return match.group(1) if match else ""


def clean(text: str) -> str:
    """Return text with the spaces that mending leaves: single and plain."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()

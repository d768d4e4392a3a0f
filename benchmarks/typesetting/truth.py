"""The truth after a typeset text: what its typst source says, before any page was laid out.

The sources use a small fixed vocabulary (see corpus/README.md): one paragraph a line, ``=`` and
``==`` headings, ``- `` list items, ``#footnote[…]`` stuck to the word that calls it, and
``#encadre[title][…]`` for a boxed text. What a layout puts in (:mod:`typesetting.inserts`) adds
``#illustration[caption]`` and ``#tableau[caption][…]``, a row a line with cells parted by ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_NOTE = re.compile(r"#footnote\[([^\[\]]*)\]")
_BOX = re.compile(r"#encadre\[([^\[\]]*)\]\[\n(.*?)\n\]", re.DOTALL)
TABLE = re.compile(r"#tableau\[([^\[\]]*)\]\[\n(.*?)\n\]", re.DOTALL)
_FIGURE = re.compile(r"#illustration\[([^\[\]]*)\]")
_HEADING = re.compile(r"(=+) (.*)")


@dataclass(frozen=True)
class TrueBlock:
    """One heading, paragraph, table or figure, in the order it is read.

    Attributes
    ----------
    label : str
        ``heading``, ``paragraph``, ``table`` or ``figure``.
    text : str
        With single plain spaces, without notes and list markers; of a table or a figure its
        caption.
    level : int
        Of a heading, 1 the highest; 0 for a paragraph.
    item : bool
        Whether it is an item of a list.
    box : int
        The number of the boxed text that holds it; 0 for the main text.
    calls : tuple of str
        For each note call in it, the text that comes before.
    pieces : tuple of str
        The text as it is to be set, with its no-break spaces, cut at the note calls.
    rows : tuple of tuple of str
        The cells of a table.
    """

    label: str
    text: str
    level: int = 0
    item: bool = False
    box: int = 0
    calls: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


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
    printed_notes : list of str
        The same as they are to be set, with their no-break spaces.
    """

    title: str = ""
    authors: list[str] = field(default_factory=list)
    blocks: list[TrueBlock] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    printed_notes: list[str] = field(default_factory=list)

    def texts(self, label: str) -> list[str]:
        """Return the texts of the blocks with a label, in reading order."""
        return [block.text for block in self.blocks if block.label == label]

    @property
    def captions(self) -> list[str]:
        """The captions of figures and tables, in reading order."""
        return [block.text for block in self.blocks if block.label in ("figure", "table")]

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The rows of all tables, as their cells."""
        return [row for block in self.blocks for row in block.rows]

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
        truth.printed_notes.extend(match.group(1) for match in _NOTE.finditer(line))
    truth.notes = [clean(note) for note in truth.printed_notes]
    return truth


def body_of(text: str) -> str:
    """Return a source without its import and ``show`` lines."""
    return text.split("\n)\n", 1)[1]


def _lines(body: str) -> Iterator[tuple[str, int]]:
    """Yield the lines of a source with the number of the boxed text they are in; a table is one."""
    body = TABLE.sub(lambda match: match.group().replace("\n", _ROW), body)
    end = 0
    for number, match in enumerate(_BOX.finditer(body), start=1):
        yield from ((line, 0) for line in _filled(body[end : match.start()]))
        yield from ((line, number) for line in _filled(f"= {match.group(1)}\n{match.group(2)}"))
        end = match.end()
    yield from ((line, 0) for line in _filled(body[end:]))


_ROW = "\x1e"


def _filled(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _block(line: str, box: int) -> TrueBlock:
    table = TABLE.fullmatch(line.replace(_ROW, "\n"))
    if table:
        rows = tuple(tuple(cells(row)) for row in table.group(2).split("\n"))
        return TrueBlock("table", clean(table.group(1)), pieces=(table.group(1),), rows=rows)
    figure = _FIGURE.fullmatch(line)
    if figure:
        return TrueBlock("figure", clean(figure.group(1)), pieces=(figure.group(1),))
    item = line.startswith("- ")
    if item:
        line = line[2:]
    calls = tuple(clean(_NOTE.sub("", line[: match.start()])) for match in _NOTE.finditer(line))
    heading = _HEADING.fullmatch(line)
    if heading:
        text = heading.group(2)
        level = len(heading.group(1))
        return TrueBlock("heading", clean(text), level, box=box, pieces=(text,))
    pieces = tuple(_NOTE.split(line)[::2])
    return TrueBlock("paragraph", clean("".join(pieces)), 0, item, box, calls, pieces)


def cells(row: str) -> list[str]:
    """Return the cells of a row of a table."""
    return [cell.strip() for cell in row.split("|")]


def _field(text: str, name: str) -> str:
    match = re.search(rf"{name}:\s*\[(.*?)\],\n", text, re.DOTALL)
    return match.group(1) if match else ""


def clean(text: str) -> str:
    """Return text with the spaces that mending leaves: single and plain."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()

"""What a report shows, apart from the index: documents as blocks with marks, and the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from annotate.document.source import Place

KINDS = ("title", "author", "heading", "paragraph", "box", "note", "list", "cell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of a block that is shown as a mention.

    Attributes
    ----------
    start, end : int
        Code points of the block's text, half-open.
    label : str
        A label of the table of labels.
    mention_id, entity_id : str
        Ids in the document and in the index; ``entity_id`` is ``""`` when there is none.
    value, expansion, source : str
        For the tooltip: EDTF value, long form, provenance.
    nested, in_citation : bool
        Shown by an underline instead of a tint, and by a dashed line.
    """

    start: int
    end: int
    label: str
    mention_id: str
    entity_id: str = ""
    value: str | None = None
    expansion: str = ""
    source: str = ""
    nested: bool = False
    in_citation: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a paragraph, a note… of the mended text.

    Attributes
    ----------
    kind : str
        One of ``title``, ``author``, ``heading``, ``paragraph``, ``box``, ``note``, ``list``,
        ``cell``.
    text : str
        The mended text.
    marks : tuple of Mark
        In any order; they may lie in one another, and may cross.
    level : int
        Of a heading, from 1.
    number : str
        Of a note, when the text does not begin with it.
    place : Place or None
        Where in a table a cell is.

    Raises
    ------
    ValueError
        If the kind is unknown, or a mark covers nothing or leaves the text.
    """

    kind: str
    text: str
    marks: tuple[Mark, ...] = ()
    level: int = 1
    number: str = ""
    place: Place | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no kind of block named {self.kind}; there are {', '.join(KINDS)}")
        for mark in self.marks:
            if not 0 <= mark.start < mark.end <= len(self.text):
                raise ValueError(
                    f"mark {mark.mention_id} covers {mark.start}-{mark.end} "
                    f"of a block of {len(self.text)} characters"
                )


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """One document of a report.

    Attributes
    ----------
    id, title : str
        The id that the index uses, and what readers see.
    blocks : tuple of Block
        In reading order, notes last.
    counts : mapping of str to int
        Mentions by label.
    """

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What ran; the only place a date comes from, so that equal runs give equal reports.

    Attributes
    ----------
    version : str
        Of ``annotate``.
    date : str
        As it is to be shown; ``""`` for none.
    failures : tuple of (str, str)
        Files that could not be treated, each with the message.
    remarks : tuple of (str, str)
        Files that were treated in spite of a fault, each with what it was.
    facts : tuple of (str, str)
        Anything else worth a line: ``("Configuration", "3f2a…")``.
    rules : mapping of str to tuple of str
        What the rules say, by the source that mentions carry.
    """

    version: str
    date: str = ""
    failures: tuple[tuple[str, str], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

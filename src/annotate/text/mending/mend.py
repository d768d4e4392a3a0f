"""Mending: from a source to the text as a reader would want it, with every offset kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from annotate.text.edits import Edit, OffsetMap, replay
from annotate.text.mending.hyphens import SOFT, Evidence, word_forms, writes_soft_hyphens
from annotate.text.mending.joints import joint_edits
from annotate.text.mending.lost import lost_hyphens
from annotate.text.mending.spacing import inner_edits
from annotate.text.sentences import sentence_spans
from annotate.text.source import Range, Source
from annotate.text.structure.blocks import Block
from annotate.text.structure.furniture import find_furniture, furniture_parts
from annotate.text.structure.laid_out import laid_out_blocks
from annotate.text.structure.marked_up import marked_calls, marked_furniture, marked_up_blocks
from annotate.text.structure.model import Piece, Structure, cut
from annotate.text.structure.notes import Call, Note, find_calls, raised_calls
from annotate.text.structure.plain import plain_blocks
from annotate.text.structure.rows import Row, ranges_of, rows_of
from annotate.text.structure.widths import measure_widths
from annotate.text.words import common_words

_NOTE_STOP = r"\s*[.)]?\s*"
_SPACES = " \u00a0\u202f\n"
_PREFIXES = {"title": "t", "author": "a", "heading": "h", "paragraph": "p", "note": "n"}


@dataclass(frozen=True)
class Mended:
    """A source with its repairs, its mended text and its structure.

    Attributes
    ----------
    source : Source
        What was read.
    text : str
        Blocks in reading order parted by a blank line, notes last. Ends without a line break.
    edits : tuple of Edit
        Every repair, in the order of the source.
    offsets : OffsetMap
        Between `source.text` and `text`.
    structure : Structure
        Pieces over the source.
    block_ids : tuple of str
        The piece behind each block of `text`, in order.
    """

    source: Source
    text: str
    edits: tuple[Edit, ...]
    offsets: OffsetMap
    structure: Structure
    block_ids: tuple[str, ...]

    @cached_property
    def blocks(self) -> tuple[tuple[Piece, Range], ...]:
        """Each block's piece with its span of the mended text, in order."""
        by_id = {piece.id: piece for piece in self.structure.pieces}
        return tuple(
            (by_id[identity], extent)
            for identity, extent in zip(self.block_ids, self.offsets.extents, strict=True)
        )


def mend(source: Source) -> Mended:
    """Mend a source and lay out its structure.

    Parameters
    ----------
    source : Source
        As read.

    Returns
    -------
    Mended
        Mending its text again changes nothing.

    Examples
    --------
    >>> source = Source("a", "a.txt", "Un jardin commu-\\nnautaire et clos.\\n")
    >>> mend(source).text
    'Un jardin communautaire et clos.'
    """
    rows = rows_of(source)
    furniture = marked_furniture(source) if source.marks else find_furniture(rows)
    kept = [row for row in rows if row.start not in furniture]
    blocks = _blocks(kept, source)
    calls = _calls(blocks, source)
    ranges = [ranges_of(block.rows, source) for block in blocks]
    edits = sorted(_edits(blocks, calls, source, rows), key=lambda edit: (edit.start, edit.end))
    text, offsets = replay(source.text, ranges, edits)
    pieces, block_ids = _pieces(blocks, ranges)
    pieces.extend(_call_pieces(calls))
    pieces.extend(_set_aside(rows, furniture, source))
    pieces.extend(_hyphen_pieces(blocks, edits))
    pieces.extend(_sentences(pieces, block_ids, text, offsets, source.text))
    return Mended(source, text, tuple(edits), offsets, Structure(tuple(pieces)), block_ids)


def _blocks(rows: Sequence[Row], source: Source) -> list[Block]:
    if source.marks:
        return marked_up_blocks(rows, source)
    return laid_out_blocks(rows, source) if source.layout else plain_blocks(rows, source)


def _calls(blocks: Sequence[Block], source: Source) -> list[Call]:
    if source.marks:
        return marked_calls(source)
    notes = [Note(block.number or "", block.rows) for block in blocks if block.label == "note"]
    text = sorted(
        (row for block in blocks if block.label != "note" for row in block.rows),
        key=lambda row: row.start,
    )
    if source.layout:
        return raised_calls(text, frozenset(note.number for note in notes), source)
    return find_calls(notes, text)


def _edits(
    blocks: Sequence[Block], calls: Sequence[Call], source: Source, rows: Sequence[Row]
) -> Iterator[Edit]:
    soft = writes_soft_hyphens(row.text for row in rows)
    evidence = Evidence(_forms(rows, soft), lambda word: word in common_words(), soft)
    taken = [_call_edit(call, source.text) for call in calls]
    yield from taken
    for block in blocks:
        if block.label == "note":
            edit = _number_edit(block, source.text)
            taken.append(edit)
            yield edit
        inside: set[int] = set()
        for start, end in ranges_of(block.rows, source):
            inside.update(row.start for row in block.rows if start < row.start < end)
        cut = list(joint_edits(block.rows, evidence, inside))
        yield from cut
    busy = sorted((edit.start, edit.end) for edit in taken)
    if source.layout is None:
        yield from lost_hyphens(rows, measure_widths(rows, source), evidence)
    for block in blocks:
        for row in block.rows:
            for start, end in _free(row.start, row.end, busy):
                yield from _unless_cut(inner_edits(source.text[start:end], start, soft), row)


def _unless_cut(edits: Iterable[Edit], row: Row) -> Iterator[Edit]:
    """Leave the hyphen at a row's cut end to the joint between the rows."""
    return (edit for edit in edits if not (row.is_cut and edit.end == row.end))


def _forms(rows: Sequence[Row], soft: bool) -> Counter[str]:
    return word_forms(row.text.replace(SOFT, "-") if soft else row.text for row in rows)


def _free(start: int, end: int, busy: Sequence[Range]) -> Iterator[Range]:
    """Yield the parts of a range that no other edit touches."""
    for low, high in busy:
        if high <= start or low >= end:
            continue
        if start < low:
            yield start, low
        start = high
    if start < end:
        yield start, end


def _call_edit(call: Call, text: str) -> Edit:
    """Delete a call, the space before it where nothing needs it, and the full stop that the call
    doubles (`commune.6. Par`).
    """
    start, end = call.start, call.end
    before, after = text[:start].rstrip(_SPACES)[-1:], text[end : end + 1]
    if text[start - 1] in _SPACES and (not after or not after.isalnum()):
        start = len(text[:start].rstrip(_SPACES))
    if after and after in _SPACES and text[end + 1 : end + 2] in tuple(".,)"):
        end += 1  # an extractor's space between the call and the stop
        after = text[end]
    if before == "." and after == ".":
        end += 1
    return Edit(start, end, "", "note_call")


def _number_edit(block: Block, text: str) -> Edit:
    row = block.rows[0]
    match = re.compile(re.escape(block.number or "") + _NOTE_STOP).match(text, row.start, row.end)
    end = match.end() if match else row.start
    return Edit(row.start, end, f"{block.number}. ", "note_number")


def _pieces(
    blocks: Sequence[Block], ranges: Sequence[tuple[Range, ...]]
) -> tuple[list[Piece], tuple[str, ...]]:
    counters = {label: count(1) for label in _PREFIXES}
    pieces: list[Piece] = []
    ids: list[str] = []
    boxes = sorted({block.box for block in blocks if block.box is not None})
    for block, own in zip(blocks, ranges, strict=True):
        identity = f"{_PREFIXES[block.label]}{next(counters[block.label])}"
        parent = None if block.box is None else f"b{boxes.index(block.box) + 1}"
        pieces.append(Piece(identity, block.label, own, block.number, parent, block.kind))
        ids.append(identity)
    for number, box in enumerate(boxes, start=1):
        held = [own for block, own in zip(blocks, ranges, strict=True) if block.box == box]
        pieces.append(Piece(f"b{number}", "box", tuple(span for own in held for span in own)))
    return pieces, tuple(ids)


def _call_pieces(calls: Sequence[Call]) -> Iterator[Piece]:
    for number, call in enumerate(calls, start=1):
        yield Piece(f"c{number}", "note_call", ((call.start, call.end),), call.number)


def _hyphen_pieces(blocks: Sequence[Block], edits: Sequence[Edit]) -> Iterator[Piece]:
    """Yield the hyphens that cut a word at a line end, with what became of them."""
    lost = {edit.start for edit in edits if edit.rule == "hyphen" and not edit.replacement}
    numbers = count(1)
    for row in sorted(
        (row for block in blocks for row in block.rows[:-1]), key=lambda row: row.start
    ):
        if row.is_cut:
            value = "joined" if row.end - 1 in lost else "kept"
            yield Piece(f"y{next(numbers)}", "hyphen", ((row.end - 1, row.end),), value)


def _set_aside(rows: Sequence[Row], furniture: dict[int, str], source: Source) -> Iterator[Piece]:
    """Yield running heads, page numbers and page breaks."""
    counters = {"running_head": count(1), "page_number": count(1)}
    prefixes = {"running_head": "r", "page_number": "f"}
    for label, start, end in furniture_parts(rows, furniture):
        identity = f"{prefixes[label]}{next(counters[label])}"
        value = source.text[start:end] if label == "page_number" else None
        yield Piece(identity, label, ((start, end),), value)
    for number, page in enumerate(source.pages[1:], start=1):
        # The one character that parts the pages: a form feed behind a page or before the next.
        start = page.start - 1 if source.text[page.start - 1] == "\f" else page.start
        yield Piece(f"g{number}", "page_break", ((start, start + 1),), str(page.number))


def _sentences(
    pieces: Sequence[Piece],
    block_ids: Sequence[str],
    text: str,
    offsets: OffsetMap,
    source: str,
) -> list[Piece]:
    """Yield the sentences: each has every character of its block up to the next, calls too."""
    numbers = count(1)
    sentences: list[Piece] = []
    by_id = {piece.id: piece for piece in pieces}
    for identity, (start, end) in zip(block_ids, offsets.extents, strict=True):
        begins = [
            offsets.to_source(start + low, start + high)[0][0]
            for low, high in sentence_spans(text[start:end])
        ]
        for ranges in cut(by_id[identity].ranges, begins, source):
            sentences.append(Piece(f"s{next(numbers)}", "sentence", ranges, None, identity))
    return sentences

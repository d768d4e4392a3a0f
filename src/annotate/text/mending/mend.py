"""Mending: from a source to the text as a reader would want it, with every offset kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from annotate.document.cells import CELL
from annotate.document.mended import Mended
from annotate.document.offsets import Edit, OffsetMap, replay
from annotate.document.source import Source
from annotate.document.structure import Element, Structure, cut
from annotate.french.sentences import sentence_spans
from annotate.text.mending.pieces import parting_edits, pieces_of
from annotate.text.mending.plan import planned_edits
from annotate.text.mending.remarks import mending_remarks
from annotate.text.mending.rules import ALL_RULES
from annotate.text.structure.blocks import Block
from annotate.text.structure.by_layout import laid_out_blocks
from annotate.text.structure.by_layout_notes import laid_out_calls
from annotate.text.structure.by_markup import marked_calls, marked_furniture, marked_up_blocks
from annotate.text.structure.by_text import plain_blocks, settled_blocks
from annotate.text.structure.clean_text import is_settled, settled_notes
from annotate.text.structure.detached_calls import calls_put_back, rejoined
from annotate.text.structure.line_numbers import LINE_NUMBER, without_line_numbers
from annotate.text.structure.lines import Row, ranges_of, rows_of
from annotate.text.structure.note_call_candidates import Call
from annotate.text.structure.notes import Note, find_calls
from annotate.text.structure.page_furniture import find_furniture
from annotate.text.structure.page_numbers import furniture_parts
from annotate.text.structure.paragraph_kinds import with_bibliography
from annotate.text.structure.symbols import is_sign, symbol_calls
from annotate.text.structure.table_captions import with_table_captions
from annotate.text.structure.tables import Table, with_tables
from annotate.text.structure.text_tables import text_tables


def mend(source: Source, rules: frozenset[str] = ALL_RULES) -> Mended:
    """Mend a source and lay out its structure.

    Parameters
    ----------
    source : Source
        As read.
    rules : frozenset of str
        The rules that are on; see :mod:`annotate.text.mending.rules`. The structure does not
        depend on them.

    Returns
    -------
    Mended
        Mending its text again changes nothing.

    Raises
    ------
    ValueError
        If a rule is unknown.

    Examples
    --------
    >>> source = Source("a", "a.txt", "Un jardin commu-\\nnautaire et clos.\\n")
    >>> mend(source).text
    'Un jardin communautaire et clos.'
    """
    if not rules <= ALL_RULES:
        raise ValueError(f"no such rule of mending: {', '.join(sorted(rules - ALL_RULES))}")
    rows = rows_of(source)
    if not source.layout and not is_settled(rows, source.text):
        rows = rejoined(rows, source.text)
    rows, numbers = without_line_numbers(rows)
    furniture = marked_furniture(source) if source.marks else find_furniture(rows)
    kept = [row for row in rows if row.start not in furniture]
    tables = _tables(kept, source)
    taken = frozenset(start for table in tables for start in table.taken)
    kept = [row for row in kept if row.start not in taken]
    settled = _settled(rows, kept, source)
    blocks = with_tables(_blocks(kept, source, settled), tables)
    blocks = with_table_captions(blocks)
    calls = _calls(blocks, source, settled)
    ranges = [ranges_of(block.rows, source) for block in blocks]
    found = planned_edits(blocks, calls, source, rows, rules)
    edits = sorted([*found, *parting_edits(blocks)], key=lambda edit: (edit.start, edit.end))
    text, offsets = replay(source.text, ranges, edits)
    elements, block_ids = pieces_of(blocks, ranges)
    elements.extend(_call_pieces(calls))
    elements.extend(_set_aside(rows, furniture, source))
    elements.extend(
        Element(f"l{number}", LINE_NUMBER, ((row.start, row.end),), row.text)
        for number, row in enumerate(numbers, start=1)
    )
    elements.extend(_hyphen_pieces(blocks, edits))
    elements.extend(_sentences(elements, blocks, text, offsets, source))
    remarks = (*source.remarks, *mending_remarks(source, edits, text, offsets))
    structure = Structure(tuple(elements))
    return Mended(source, text, tuple(edits), offsets, structure, block_ids, remarks)


def _tables(rows: Sequence[Row], source: Source) -> list[Table]:
    """Find the tables that no markup tells."""
    if source.marks or source.layout:
        return []
    return text_tables(rows, source, settled=is_settled(rows, source.text))


def _settled(
    rows: Sequence[Row], kept: Sequence[Row], source: Source
) -> tuple[list[Note], list[Call]] | None:
    """Return the notes and calls of a text that is settled; None of any other. Those that are kept
    are in no table.
    """
    if source.marks or source.layout or not is_settled(rows, source.text):
        return None
    return settled_notes(kept, source.text)


def _blocks(
    rows: Sequence[Row], source: Source, settled: tuple[list[Note], list[Call]] | None
) -> list[Block]:
    if source.marks:
        return marked_up_blocks(rows, source)
    if source.layout:
        blocks = laid_out_blocks(rows, source)
    elif settled:
        blocks = settled_blocks(rows, source, settled[0])
    else:
        blocks = plain_blocks(rows, source)
    return with_bibliography(blocks)


def _calls(
    blocks: Sequence[Block], source: Source, settled: tuple[list[Note], list[Call]] | None
) -> list[Call]:
    if source.marks:
        return marked_calls(source)
    if settled:
        return settled[1]
    notes = [Note(block.number or "", block.rows) for block in blocks if block.label == "note"]
    text = sorted(
        (row for block in blocks if block.label != "note" for row in block.rows),
        key=lambda row: row.start,
    )
    numbered = [note for note in notes if not is_sign(note.number)]
    if source.layout:
        found = laid_out_calls(text, numbered, source)
    else:
        found = find_calls(numbered, text, calls_put_back(blocks), apart=True)
    return sorted([*found, *symbol_calls(notes, text)], key=lambda call: call.start)


def _call_pieces(calls: Sequence[Call]) -> Iterator[Element]:
    for number, call in enumerate(calls, start=1):
        yield Element(f"c{number}", "note_call", ((call.start, call.end),), call.number)


def _hyphen_pieces(blocks: Sequence[Block], edits: Sequence[Edit]) -> Iterator[Element]:
    """Yield the hyphens that cut a word at a line end, with what became of them."""
    lost = {
        edit.start
        for edit in edits
        if edit.rule in ("hyphen", "soft_hyphen") and not edit.replacement
    }
    numbers = count(1)
    for row in sorted(
        (row for block in blocks for row in block.rows[:-1]), key=lambda row: row.start
    ):
        if row.is_cut:
            value = "joined" if row.end - 1 in lost else "kept"
            yield Element(f"y{next(numbers)}", "hyphen", ((row.end - 1, row.end),), value)


def _set_aside(rows: Sequence[Row], furniture: dict[int, str], source: Source) -> Iterator[Element]:
    """Yield running heads, page numbers and page breaks."""
    counters = {"running_head": count(1), "page_number": count(1)}
    prefixes = {"running_head": "r", "page_number": "f"}
    for label, start, end in furniture_parts(rows, furniture):
        identity = f"{prefixes[label]}{next(counters[label])}"
        value = source.text[start:end] if label == "page_number" else None
        yield Element(identity, label, ((start, end),), value)
    last = 1
    for page in source.pages[1:]:
        if page.number <= last:
            continue  # notes at the end, on the pages of their calls
        last = page.number
        # The one character that parts the pages: a form feed after a page or before the next.
        start = page.start - 1 if source.text[page.start - 1] == "\f" else page.start
        yield Element(f"g{last - 1}", "page_break", ((start, start + 1),), str(page.number))


def _sentences(
    elements: Sequence[Element],
    blocks: Sequence[Block],
    text: str,
    offsets: OffsetMap,
    source: Source,
) -> list[Element]:
    """Return the sentences: each has every character of its block up to the next, calls too.
    The elements of the blocks are the first.
    """
    numbers = count(1)
    sentences: list[Element] = []
    for element, block, (start, end) in zip(elements, blocks, offsets.extents, strict=False):
        begins = [
            offsets.to_source(start + low, start + high)[0][0]
            for low, high in sentence_spans(text[start:end])
        ]
        if block.label == CELL and source.marks:
            # Lines that markup parts in a cell are as far apart as cells are.
            begins = sorted({*begins, *(row.start for row in block.rows[1:])})
        for ranges in cut(element.ranges, begins, source.text):
            sentences.append(Element(f"s{next(numbers)}", "sentence", ranges, None, element.id))
    return sentences

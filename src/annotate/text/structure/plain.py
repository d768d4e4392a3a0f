"""Laying out text that carries no hints: line lengths, blank lines and punctuation must do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotate.text.source import Source
from annotate.text.structure.blocks import Block, is_byline
from annotate.text.structure.notes import find_notes
from annotate.text.structure.rows import Row, width_of

_LEADING = frozenset(
    "à au aux avec ce ces cette d dans de des dont du en est et l la le les leur mais ni ou "
    "où par pas pour qu que qui sa sans se ses son sont sous sur un une".split()
)
"""Words that lead on to another."""
_LONG_LINES = 160
"""Lines of this many characters are paragraphs, not lines of a page."""
_SHORT = 0.8
"""A line below this share of the column ends a paragraph if it also ends a sentence."""


def plain_blocks(rows: Sequence[Row], source: Source) -> list[Block]:
    """Group the rows of plain text into blocks.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture.
    source : Source
        Their source.

    Returns
    -------
    list of Block
        Title, authors, headings and paragraphs in reading order, then the notes.
    """
    notes = find_notes(rows, source)
    in_notes = {row.start for note in notes for row in note.rows}
    body = [row for row in rows if row.start not in in_notes]
    width = width_of(body)
    blocks: list[Block] = []
    boxes = 0
    headed = False
    chunks = _chunks(body, width)
    for index, chunk in enumerate(chunks):
        lead = _lead(chunk, width, first=index == 0)
        label = _lead_label(lead, blocks, alone=len(lead) == len(chunk))
        paragraphs = _paragraphs(chunk[len(lead) :], width)
        box = None
        if lead and paragraphs and headed:
            # A heading that no blank line parts from its text, in a text whose other headings
            # stand free, is the title of a boxed text.
            boxes += 1
            box = boxes
        if lead:
            blocks.append(Block(label, tuple(lead), "1" if label == "heading" else None, box))
            headed = headed or label == "heading"
        blocks.extend(Block("paragraph", tuple(paragraph), None, box) for paragraph in paragraphs)
    blocks.extend(Block("note", note.rows, note.number) for note in notes)
    return blocks


def _lead_label(lead: Sequence[Row], before: Sequence[Block], *, alone: bool) -> str:
    if not before:
        return "title"
    text = " ".join(row.text for row in lead)
    if alone and before[-1].label in ("title", "author") and is_byline(text):
        return "author"
    return "heading"


def _chunks(rows: Sequence[Row], width: float) -> list[list[Row]]:
    """Part rows at blank lines, but not where a paragraph runs over a page or its notes."""
    chunks: list[list[Row]] = []
    for row in rows:
        if not chunks:
            chunks.append([row])
            continue
        previous = chunks[-1][-1]
        if row.page != previous.page:
            parted = not _runs_over(previous, row, width)
        else:
            parted = row.blank_before or len(previous.text) > _LONG_LINES < width
        if parted:
            chunks.append([row])
        else:
            chunks[-1].append(row)
    return chunks


def _runs_over(previous: Row, row: Row, width: float) -> bool:
    """Tell whether a paragraph goes on from the last row of a page to the first of the next."""
    if previous.is_cut or not row.begins_upper:
        return True
    if not previous.ends_sentence:
        return len(previous.text) >= _SHORT * width
    return len(previous.text) >= width


def _lead(chunk: Sequence[Row], width: float, *, first: bool) -> list[Row]:
    """Return the rows at the head of a chunk that are a title or a heading; none in most."""
    lead: list[Row] = []
    closed = False
    for index, row in enumerate(chunk[:4]):
        if not _heading_like(row, width, first=first):
            break
        lead.append(row)
        following = chunk[index + 1] if index + 1 < len(chunk) else None
        # What follows a heading begins a sentence; a heading over two lines goes on in lower case.
        closed = following is None or (following.begins_upper and not row.is_cut)
        if closed:
            break
    if closed and len(chunk) == 1 and is_byline(chunk[0].text):
        return lead
    if not closed or not (lead[0].begins_upper or lead[0].text[0].isdigit()):
        return []
    if (
        lead[-1].text[-1] in ",:-"
        or _goes_on(lead[-1].text)
        or (len(lead) == len(chunk) and lead[-1].ends_sentence)
    ):
        return []
    text = " ".join(row.text for row in lead)
    return lead if len(text) < 220 and (len(lead) < len(chunk) or len(text) < 2.2 * width) else []


def _goes_on(text: str) -> bool:
    """Tell whether a line ends in a word that no heading ends in."""
    return re.split(r"[\s’']+", text)[-1].lower() in _LEADING


def _heading_like(row: Row, width: float, *, first: bool) -> bool:
    text = row.text
    if text[-1] in ".;" or (text[-1] == ":" and not first) or text.startswith(("–", "-", "•", "«")):
        return False
    if width > _LONG_LINES:
        return len(text) < 120
    return len(text) < (0.95 if first else 0.78) * width


def _paragraphs(rows: Sequence[Row], width: float) -> list[list[Row]]:
    """Part rows after a short line that ends a sentence when a capital follows."""
    paragraphs: list[list[Row]] = []
    ended = True
    for row in rows:
        if ended and (not paragraphs or row.begins_upper or not row.text[0].isalnum()):
            paragraphs.append([])
        paragraphs[-1].append(row)
        ended = row.ends_sentence and len(row.text) < _SHORT * width
    return paragraphs

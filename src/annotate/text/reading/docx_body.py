"""The body of a DOCX: what its wrappers hold, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotate.text.reading.docx_styles import Styles, switched, value_of
from annotate.text.reading.table_grid import NESTED, Cell, count
from annotate.text.reading.xml import child, local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element


def flat(parent: _Element) -> Iterator[_Element]:
    """Yield the children of an element, those of mere wrappers in their place.

    Parameters
    ----------
    parent : Element
        The body, a table, a row or a cell.

    Yields
    ------
    Element
        Paragraphs, tables, rows and cells; those of tracked deletions and of tables of contents
        are left out where whole wrappers hold them.
    """
    for element in parent:
        name = local(element)
        if name == "sdt":
            content = child(element, "sdtContent")
            if content is not None and not _is_contents(element):
                yield from flat(content)
        elif name in ("customXml", "ins", "moveTo", "smartTag"):
            yield from flat(element)
        elif name == "AlternateContent":
            chosen = child(element, "Choice")
            yield from flat(element if chosen is None else chosen)
        else:
            yield element


def _is_contents(control: _Element) -> bool:
    """Return whether a content control holds a table of contents."""
    return value_of(control, "sdtPr", "docPartObj", "docPartGallery") == "Table of Contents"


def table_rows(table: _Element, styles: Styles) -> list[list[Cell]]:
    """Return the cells of a table, row by row.

    Parameters
    ----------
    table : Element
        A ``w:tbl``.
    styles : Styles
        Of the document.

    Returns
    -------
    list of list of Cell
        Without deleted rows, and without the cells that only continue one of the row above.
    """
    return [
        list(_cells(row, styles)) for row in flat(table) if local(row) == "tr" and not _deleted(row)
    ]


def _cells(row: _Element, styles: Styles) -> Iterator[Cell]:
    header = bool(switched(child(row, "trPr"), "tblHeader"))
    before = count(value_of(row, "trPr", "gridBefore"), 0)
    for element in flat(row):
        if local(element) != "tc":
            continue
        properties = child(element, "tcPr")
        columns = count(value_of(properties, "gridSpan"))
        text, structured = _content(element, styles)
        if value_of(properties, "vMerge") in ("", "continue") and not text.strip():
            before += columns
            continue
        yield Cell(element, text, columns, 1, header, structured, before)
        before = 0


def _content(cell: _Element, styles: Styles) -> tuple[str, bool]:
    """Return the text of a cell, and whether it has a heading above text, or a table."""
    texts: list[str] = []
    headings = 0
    for paragraph in cell.iter("{*}p"):
        text = plain_text(paragraph)
        if text:
            texts.append(text)
            headings += styles.role(child(paragraph, "pPr")).label in ("heading", "title")
    text = "\n".join(texts)
    nested = len(text) > NESTED and next(cell.iter("{*}tbl"), None) is not None
    return text, nested or 0 < headings < len(texts)


def _deleted(row: _Element) -> bool:
    return child(row, "trPr", "del") is not None

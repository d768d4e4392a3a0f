"""The tables of an HTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotate.text.reading.table_grid import NESTED, Cell, count
from annotate.text.reading.xml import local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACES = re.compile(r"\s+")
_GROUPS = ("thead", "tbody", "tfoot")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINES = frozenset({"p", "li", "div", "dt", "dd", "tr", "br", *_HEADINGS})


def table_rows(table: _Element) -> list[list[Cell]]:
    """Return the cells of a table, row by row; those of a table inside it are none of its own.

    Parameters
    ----------
    table : Element
        A ``table``.
    """
    rows: list[list[Cell]] = []
    for element in table:
        if local(element) == "tr":
            rows.append(list(_cells(element)))
        elif local(element) in _GROUPS:
            rows.extend(list(_cells(row)) for row in element if local(row) == "tr")
    return rows


def _cells(row: _Element) -> Iterator[Cell]:
    header = local(row.getparent()) == "thead"
    for element in row:
        name = local(element)
        if name not in ("td", "th"):
            continue
        text = "\n".join(_lines(element))
        headings = any(plain_text(one) for one in element.iter(*_HEADINGS))
        nested = len(text) > NESTED and next(element.iter("table"), None) is not None
        yield Cell(
            element,
            text,
            count(element.get("colspan")),
            count(element.get("rowspan")),
            header or name == "th",
            nested or (headings and "\n" in text),
        )


def _lines(cell: _Element) -> Iterator[str]:
    """Yield the lines of a cell that hold something."""
    from lxml.etree import iterwalk

    parts: list[str] = []
    for event, element in iterwalk(cell, events=("start", "end")):
        if element is not cell and local(element) in _LINES:
            parts.append("\n")
        if event == "start":
            parts.append(_SPACES.sub(" ", element.text or ""))
        elif element is not cell:
            parts.append(_SPACES.sub(" ", element.tail or ""))
    yield from filter(None, map(str.strip, "".join(parts).split("\n")))

"""Rows of a workbook's sheet, written a row at a time.

``xlsxwriter`` takes a cell through a dozen functions, and the tables of a run have more cells than
its texts have words: that was a seventh of the time of the whole run. Rows that have nothing but
texts and numbers are put together here, and so are links to places of a file beside the workbook;
the rest of it is the library's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_ODD = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
"""What the XML of a cell cannot have as it is."""
_MOST_LINKS = 65_000
_LONGEST_LINK = 1000
"""Characters of a link; the format allows twice as many."""
_MOST_CHARACTERS = 32_767
"""In a cell of a workbook; the format counts those beyond the basic plane twice."""
_SURE = _MOST_CHARACTERS // 2
"""A text of so many characters fits into a cell, whatever they are."""
_SHORT, _KNOWN = 60, 10_000
"""Texts up to which length are remembered, and how many."""
_INLINE = ' t="inlineStr"><is><t'


@lru_cache(maxsize=512)
def _target(file: str) -> str:
    """Return how a workbook names a file beside it."""
    target: str = Url(f"external:{file}")._target()
    return target


def _fitted(text: str) -> str:
    """Cut a text that no cell holds, and say so with an ellipsis."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _MOST_CHARACTERS:
        return text
    return units[: 2 * _MOST_CHARACTERS - 2].decode("utf-16-le", "ignore") + "…"


class RowSheet(Worksheet):  # type: ignore[misc]
    """A sheet of a workbook in constant memory that takes whole rows."""

    def __init__(self) -> None:
        super().__init__()
        self._links: list[tuple[str, str, str]] = []

    def write_rows(
        self,
        first: int,
        rows: Iterable[Sequence[str | int | float | None]],
        looks: Sequence[Format | None],
        linked: Sequence[int] = (),
    ) -> int:
        """Write rows below those that are there.

        Parameters
        ----------
        first : int
            The number of the first row, from 0.
        rows : iterable of sequence of str, int, float or None
            Their cells; an empty text and None are empty cells.
        looks : sequence of Format or None
            The format of the cells of each column.
        linked : sequence of int
            The columns whose cells are links to files beside the workbook: as many as the format
            allows on a sheet, the others are texts.

        Returns
        -------
        int
            The number of the last row.
        """
        # The row before is written, and the next one is the one after these.
        self._write_single_row(first)
        styles = ["" if look is None else f' s="{look._get_xf_index()}"' for look in looks]
        letters = [xl_col_to_name(place) for place in range(len(looks))]
        columns = [(f'<c r="{one}', style) for one, style in zip(letters, styles, strict=True)]
        # Documents, labels and names come again and again.
        known: dict[str, str] = {}
        number = first - 1
        for number, row in enumerate(rows, start=first):
            name = str(number + 1)
            cells = [f'<row r="{name}">']
            for cell, (opening, style) in zip(row, columns, strict=True):
                if cell is None or cell == "":
                    if style:
                        cells.append(f'{opening}{name}"{style}/>')
                elif isinstance(cell, str):
                    text = known.get(cell)
                    if text is None:
                        text = self._text(cell)
                        if len(cell) < _SHORT and len(known) < _KNOWN:
                            known[cell] = text
                    cells.append(f'{opening}{name}"{style}{_INLINE}{text}</t></is></c>')
                else:
                    cells.append(f'{opening}{name}"{style}><v>{cell:.16G}</v></c>')
            cells.append("</row>")
            for place in linked if self.hlink_count < _MOST_LINKS else ():
                if row[place]:
                    self._link(f"{letters[place]}{name}", str(row[place]))
            self.fh.write("".join(cells))
        self._check_dimensions(max(number, 0), len(looks) - 1)
        self.previous_row = number + 1
        return number

    def _link(self, cell: str, to: str) -> None:
        """Make a link of a cell whose text is written already."""
        if len(to) <= _LONGEST_LINK:
            file, _, place = to.partition("#")
            self._links.append((cell, _target(file), place.replace("/", "\\")))
            self.hlink_count += 1

    def _write_hyperlinks(self) -> None:
        """Write the links, and note their files for the packager: called by the library."""
        if not self._links:
            return
        lines = ["<hyperlinks>"]
        for number, (cell, file, place) in enumerate(self._links, start=self.rel_count + 1):
            where = f' location="{self._escape_attributes(place)}"' if place else ""
            lines.append(f'<hyperlink ref="{cell}" r:id="rId{number}"{where}/>')
            self.external_hyper_links.append(["/hyperlink", file, "External"])
        self.rel_count += len(self._links)
        self.fh.write("".join([*lines, "</hyperlinks>"]))

    def _text(self, text: str) -> str:
        """Return the end of the tag of a text, and the text, cut where no cell holds it."""
        if len(text) > _SURE:
            text = _fitted(text)
        bounds = ' xml:space="preserve">' if text[0].isspace() or text[-1].isspace() else ">"
        if _ODD.search(text):
            text = self._escape_data(self._escape_control_characters(text))
        return bounds + text

"""Rows of a workbook's sheet, written a row at a time.

``xlsxwriter`` takes a cell through a dozen functions, and the tables of a run have more cells than
its texts have words: that was a seventh of the time of the whole run. Rows that have nothing but
texts and numbers are put together here; the rest of the workbook is the library's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_ODD = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
"""What the XML of a cell cannot have as it is."""
_MOST_LINKS = 65_000
_INLINE = ' t="inlineStr"><is><t'


class RowSheet(Worksheet):  # type: ignore[misc]
    """A sheet of a workbook in constant memory that takes whole rows."""

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
        opened = [f'<c r="{xl_col_to_name(place)}' for place in range(len(looks))]
        columns = list(zip(opened, styles, strict=True))
        number = first - 1
        for number, row in enumerate(rows, start=first):
            name = str(number + 1)
            cells = [f'<row r="{name}">']
            for cell, (opening, style) in zip(row, columns, strict=True):
                if cell is None or cell == "":
                    if style:
                        cells.append(f'{opening}{name}"{style}/>')
                elif isinstance(cell, str):
                    cells.append(f'{opening}{name}"{style}{_INLINE}{self._text(cell)}</t></is></c>')
                else:
                    cells.append(f'{opening}{name}"{style}><v>{cell:.16G}</v></c>')
            cells.append("</row>")
            for place in linked if self.hlink_count < _MOST_LINKS else ():
                self._link(number, place, row[place])
            self.fh.write("".join(cells))
        self._check_dimensions(max(number, 0), len(looks) - 1)
        self.previous_row = number + 1
        return number

    def _link(self, number: int, place: int, cell: str | int | float | None) -> None:
        """Make a link of a cell whose text is written already."""
        if cell:
            self.ignore_write_string = True
            self._write_url(number, place, f"external:{cell}")
            self.ignore_write_string = False

    def _text(self, text: str) -> str:
        """Return the end of the tag of a text, and the text."""
        bounds = ' xml:space="preserve">' if text[0].isspace() or text[-1].isspace() else ">"
        if _ODD.search(text):
            text = self._escape_data(self._escape_control_characters(text))
        return bounds + text

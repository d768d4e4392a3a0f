"""The pictures of pages that a report shows, and where on them a name is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from annotate.document.boxes import PlacedBox
from annotate.text.reading.pdf_pictures import SIZES, Corners


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the pages of a document.

    Attributes
    ----------
    href : str
        Their folder, as seen from the report.
    corners : mapping of int to tuple
        Where points of each page are on its picture, as
        :func:`annotate.text.reading.pdf_pictures.write_pictures` says.
    """

    href: str
    corners: Mapping[int, Corners]

    def placed(self, box: PlacedBox) -> list[float]:
        """Return left, top, width and height of a box, as shares of the picture.

        Examples
        --------
        >>> upright = Pictures("pages/a", {1: (0.0, 1.0, 0.002, 0.0, 0.0, -0.001)})
        >>> upright.placed((1, 100.0, 800.0, 150.0, 812.0))
        [0.2, 0.188, 0.1, 0.012]
        """
        x0, y0, right_x, right_y, up_x, up_y = self.corners[box[0]]
        points = [
            (x0 + x * right_x + y * up_x, y0 + x * right_y + y * up_y)
            for x, y in ((box[1], box[2]), (box[3], box[4]))
        ]
        (x1, y1), (x2, y2) = points
        found = (min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
        return [round(one, 4) for one in found]


def pictures_in(folder: Path) -> dict[str, Pictures]:
    """Return the pictures of pages that a folder has, by document."""
    found = {}
    for file in sorted(folder.glob(f"*/{SIZES}")):
        corners = {int(page): tuple(told) for page, told in json.loads(file.read_text()).items()}
        href = quote(f"{folder.name}/{file.parent.name}")
        found[file.parent.name] = Pictures(href, corners)
    return found

"""Pictures of the pages of a PDF, and where on them a box is."""

from __future__ import annotations

import ctypes
import json
import shutil
from collections.abc import Sequence
from math import ceil
from pathlib import Path

from annotate.errors import UnreadableError
from annotate.files import replacing, write_text

SCALE = 2.0
"""Pixels a point of a picture that is looked at on the screen."""
KEPT_SCALE, QUALITY = 1.5, 55
"""Pixels a point, and the quality, of a picture that is kept: some 70 kB a page of text."""
SIZES = "pages.json"
"""The file beside the pictures that says where on them points of the pages are."""

Corners = tuple[float, float, float, float, float, float]
"""Where (0, 0) of a page is on its picture, and how far one point right and one point up lead from
there; all as shares of the picture's width and height, from its upper left corner.
"""


class PageView:
    """A page of a PDF while it is looked at; used in a ``with`` block.

    Parameters
    ----------
    path : Path
        The PDF.
    number : int
        The page, from 1.
    scale : float
        Pixels a point.

    Raises
    ------
    UnreadableError
        If the PDF cannot be opened or has no such page.
    """

    def __init__(self, path: Path, number: int, scale: float = SCALE) -> None:
        import pypdfium2 as pdfium

        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            raise UnreadableError(
                f"cannot be opened ({error})", path=path, remedy="see that it is the same file"
            ) from error
        if not 1 <= number <= len(self._document):
            self._document.close()
            raise UnreadableError(
                "there is no such page",
                path=path,
                place=f"page {number}",
                remedy="see that it is the same file",
            )
        self.page = self._document[number - 1]
        self.scale = scale
        self.width, self.height = (ceil(side * scale) for side in self.page.get_size())

    def __enter__(self) -> PageView:
        return self

    def __exit__(self, *_: object) -> None:
        self.page.close()
        self._document.close()

    @property
    def pages(self) -> int:
        """How many pages the PDF has."""
        return len(self._document)

    def corners(self) -> Corners:
        """Return where three points of the page are, from which every other follows."""
        points = [self._pixel(x, y) for x, y in ((0, 0), (1000, 0), (0, 1000))]
        shares = [(x / self.width, y / self.height) for x, y in points]
        (x0, y0), (x1, y1), (x2, y2) = shares
        return x0, y0, (x1 - x0) / 1000, (y1 - y0) / 1000, (x2 - x0) / 1000, (y2 - y0) / 1000

    def placed(self, box: Sequence[float]) -> tuple[int, int, int, int]:
        """Return a box in pixels from the upper left corner, as a page that is cropped or turned
        shows it: left, top, width and height.
        """
        left, bottom, right, top = box
        (x1, y1), (x2, y2) = self._pixel(left, bottom), self._pixel(right, top)
        return min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        from pypdfium2 import raw

        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self.page.raw, 0, 0, self.width, self.height, 0, x, y, across, down)
        return across.value, down.value


def write_pictures(path: Path, folder: Path) -> int:
    """Write the pages of a PDF as JPEG files ``1.jpg``, ``2.jpg`` …, and :data:`SIZES` beside them.

    Parameters
    ----------
    path : Path
        The PDF.
    folder : Path
        Made anew.

    Returns
    -------
    int
        The bytes written.

    Raises
    ------
    UnreadableError
        If the PDF cannot be opened.
    OutputError
        If the folder cannot be written.
    """
    remove_pictures(folder)
    corners: dict[str, Corners] = {}
    number, pages, written = 1, 1, 0
    while number <= pages:
        with PageView(path, number, KEPT_SCALE) as view:
            pages = view.pages
            picture = folder / f"{number}.jpg"
            with replacing(picture) as temporary:
                image = view.page.render(scale=KEPT_SCALE).to_pil().convert("RGB")
                image.save(temporary, "JPEG", quality=QUALITY, optimize=True)
            corners[str(number)] = view.corners()
        written += picture.stat().st_size
        number += 1
    write_text(folder / SIZES, json.dumps(corners) + "\n")
    return written


def remove_pictures(folder: Path) -> None:
    """Remove the pictures of a document, if there are any."""
    if (folder / SIZES).is_file():
        shutil.rmtree(folder)

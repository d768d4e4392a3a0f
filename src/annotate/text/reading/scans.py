"""Pages of a PDF that are pictures of pages, and these pictures in grey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Remark
from annotate.progress import counted
from annotate.text.reading.pdf_chars import PageChars
from annotate.text.reading.pdf_ciphers import is_suspicious
from annotate.text.reading.pdf_lines import PageReader
from annotate.text.reading.pdf_pages import load_page, named, open_pdf

_COVERED = 0.5
"""A picture of this share of its page is the page; a smaller one is an illustration."""
_STAMP = 120
"""Characters that a scanner or a library prints on a page that it has scanned, at most."""
_DPI = 300.0
_MOST_PIXELS = 40e6


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn in grey, as a PGM file.

    Attributes
    ----------
    number : int
        The page's number.
    path : Path
        The file.
    dpi : float
        Its pixels an inch.
    """

    number: int
    path: Path
    dpi: float


def is_scan(page: pdfium.PdfPage, text: str) -> bool:
    """Return whether a page is a picture of a text.

    Parameters
    ----------
    page : PdfPage
        The page.
    text : str
        What its text layer says: with more than a stamp it is no scan that nobody has read.
    """
    if len("".join(text.split())) > _STAMP:
        return False
    width, height = page.get_size()
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    covered = 0.0
    for picture in pictures:
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered > _COVERED * width * height)


def scan_remarks(numbers: Sequence[int]) -> Iterator[Remark]:
    """Yield what is told of pages that are pictures and that nobody has recognised.

    Parameters
    ----------
    numbers : sequence of int
        Their numbers.

    Examples
    --------
    >>> print(*scan_remarks([2, 5, 6]))
    page 2: 3 pages are pictures (2, 5, 6), whose text is read with --ocr alone
    """
    if not numbers:
        return
    several = f"{len(numbers)} pages are pictures ({named(numbers)})"
    what = several if len(numbers) > 1 else "is a picture"
    yield Remark(
        "scan", f"{what}, whose text is read with --ocr alone", len(numbers), f"page {numbers[0]}"
    )


def find_scans(data: bytes, shown: str) -> list[int]:
    """Return the numbers of the pages of a PDF that are pictures, or have fonts that do not tell
    which characters they show.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        Its name in messages.

    Raises
    ------
    UnreadableError
        If it is damaged or asks for a password.
    """
    found: list[int] = []
    reader = PageReader(data)
    with open_pdf(data, shown) as document:
        for number in counted("page", range(1, len(document) + 1)):
            page = load_page(document, number, shown)
            textpage = page.get_textpage()
            if is_scan(page, textpage.get_text_range()) or _is_untold(
                reader, number, page, textpage
            ):
                found.append(number)
            textpage.close()
            page.close()
    return found


def _is_untold(
    reader: PageReader, number: int, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage
) -> bool:
    # Most pages need not be read for it.
    codes = "".join(chr(min(code, 0x10FFFF)) for _, code in PageChars(textpage).codes())
    return is_suspicious(codes) and reader.read(number, page, 0).untold > 0


def draw_pages(data: bytes, shown: str, numbers: Sequence[int], folder: Path) -> list[Picture]:
    """Draw pages of a PDF in grey, each into a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        Its name in messages.
    numbers : sequence of int
        The pages.
    folder : Path
        Where the files are written.

    Returns
    -------
    list of Picture
        With 300 pixels an inch, fewer on a page that would have more than 40 million.
    """
    drawn: list[Picture] = []
    with open_pdf(data, shown) as document:
        for number in counted("page", numbers):
            page = load_page(document, number, shown)
            width, height = page.get_size()
            dpi = min(_DPI, 72 * (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            path = folder / f"{number}.pgm"
            _write(bitmap, path)
            drawn.append(Picture(number, path, dpi))
            bitmap.close()
            page.close()
    return drawn


def _write(bitmap: pdfium.PdfBitmap, path: Path) -> None:
    pixels = memoryview(bitmap.buffer).cast("B")
    with path.open("wb") as file:
        file.write(f"P5 {bitmap.width} {bitmap.height} 255\n".encode("ascii"))
        for row in range(bitmap.height):
            begin = row * bitmap.stride
            file.write(pixels[begin : begin + bitmap.width])

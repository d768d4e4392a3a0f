"""PDF: the text of each page in the order of its content, with what the layout shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box, Layout, LineBox, Link, Page, Source
from annotate.errors import EncryptedError, NoTextError, UnreadableError
from annotate.progress import counted
from annotate.text.reading.pdf_fonts import Weight
from annotate.text.reading.pdf_lines import PageReader
from annotate.text.reading.pdf_links import links_of

_PAGE_BREAK = "\f"
_MOST_PAGES, _MOST_CHARACTERS = 20_000, 50_000_000
"""What no book has."""
_BAR, _BAR_HEIGHT = 5.0, 20.0
"""A drawn line at most so wide and at least so high, in points, may border a boxed text."""


def read_pdf(data: bytes, identity: str, shown: str) -> Source:
    """Read a PDF.

    Parameters
    ----------
    data : bytes
        The whole file.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.

    Returns
    -------
    Source
        Pages parted by a form feed; `layout` holds line boxes, raised characters and frames.

    Raises
    ------
    EncryptedError
        If it asks for a password.
    UnreadableError
        If it is damaged.
    NoTextError
        If no page has a text layer (a scan).
    """
    document = _open(data, shown)
    if len(document) > _MOST_PAGES:
        raise _too_much(f"says that it has {len(document)} pages; {_MOST_PAGES} are read", shown)
    try:
        texts: list[str] = []
        pages: list[Page] = []
        lines: list[LineBox] = []
        weights: list[Weight] = []
        links: list[Link] = []
        reader = PageReader()
        raised: set[int] = set()
        frames: list[tuple[int, Box]] = []
        offset = 0
        for number in counted("page", range(1, len(document) + 1)):
            page = _load(document, number, shown)
            found = reader.read(page, offset)
            text = found.text
            if number < len(document):
                text += _PAGE_BREAK
            links.extend(links_of(document, page, found.lines, text, offset))
            frames.extend((number, frame) for frame in _frames(page))
            page.close()
            texts.append(text)
            pages.append(Page(number, offset, offset + len(text)))
            lines.extend(found.lines)
            weights.extend(found.weights)
            raised |= found.raised
            offset += len(text)
            if offset > _MOST_CHARACTERS:
                raise _too_much(f"holds more than {_MOST_CHARACTERS} characters", shown)
    finally:
        document.close()
    if not lines:
        raise NoTextError(
            f"its {len(pages)} pages hold pictures and no text",
            path=shown,
            remedy="run optical character recognition on it first",
        )
    heavy = tuple(_with_weight(lines, weights))
    layout = Layout(heavy, frozenset(raised), tuple(frames), tuple(links))
    return Source(identity, shown, "".join(texts), tuple(pages), layout)


def _with_weight(lines: Sequence[LineBox], weights: Sequence[Weight]) -> Iterator[LineBox]:
    """Yield the lines, and whether they are bolder than what the document is usually set in."""
    letters: Counter[Weight] = Counter()
    for line, weight in zip(lines, weights, strict=True):
        letters[weight] += line.end - line.start
    usual = letters.most_common(1)[0][0] if letters else Weight()
    for line, weight in zip(lines, weights, strict=True):
        yield replace(line, bold=True) if weight.exceeds(usual) else line


def _too_much(what: str, shown: str) -> UnreadableError:
    return UnreadableError(what, path=shown, remedy="cut it into several files")


def _open(data: bytes, shown: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        if len(document):
            return document
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedError(
                "is encrypted and asks for a password",
                path=shown,
                remedy="save a copy without a password",
            ) from error
        raise UnreadableError(
            "is damaged: it cannot be opened as a PDF",
            path=shown,
            remedy="export or download it again",
        ) from error
    raise UnreadableError("has no pages", path=shown, remedy="export or download it again")


def _load(document: pdfium.PdfDocument, number: int, shown: str) -> pdfium.PdfPage:
    try:
        return document[number - 1]
    except pdfium.PdfiumError as error:
        raise UnreadableError(
            "this page is damaged",
            path=shown,
            place=f"page {number}",
            remedy="export or download the file again",
        ) from error


def _frames(page: pdfium.PdfPage) -> Iterator[Box]:
    """Yield drawn rectangles large enough to hold a text and smaller than the page, and bars."""
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        wide, high = right - left, top - bottom
        framed = wide > 60 and high > 30 and wide * high < 0.85 * width * height
        if framed or (wide < _BAR and high > _BAR_HEIGHT):
            yield (left, bottom, right, top)

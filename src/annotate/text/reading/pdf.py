"""PDF: the text of each page in the order of its content, with what the layout shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from statistics import median

import pypdfium2 as pdfium

from annotate.document.source import Box, Layout, LineBox, Link, Page, Recognised, Source
from annotate.errors import NoTextError, UnreadableError
from annotate.progress import counted
from annotate.text.reading.hocr import ScannedPage, in_step
from annotate.text.reading.ocr_programs import how_to_recognise
from annotate.text.reading.pdf_ciphers import check_told, cipher_remarks
from annotate.text.reading.pdf_fonts import Weight
from annotate.text.reading.pdf_graphics import drawn_on
from annotate.text.reading.pdf_hyphens import PlacedHyphen, told_hyphens
from annotate.text.reading.pdf_lines import PageReader
from annotate.text.reading.pdf_links import links_of
from annotate.text.reading.pdf_pages import load_page, open_pdf
from annotate.text.reading.scans import is_scan, scan_remarks

_PAGE_BREAK = "\f"
_LEAST_JITTER, _MOST_JITTER = 0.88, 1.25
"""Sizes of text laid under a scan, between these shares of the usual one, are that."""
_MOST_PAGES, _MOST_CHARACTERS = 20_000, 50_000_000
"""What no book has."""


def read_pdf(
    data: bytes, identity: str, shown: str, recognised: Mapping[int, ScannedPage] | None = None
) -> Source:
    """Read a PDF.

    Parameters
    ----------
    data : bytes
        The whole file.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.
    recognised : mapping of int to ScannedPage, optional
        What was recognised in the pictures of some pages, by their numbers.

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
        If no page has a text layer (a scan), or fonts do not tell which characters they show.
    """
    document = open_pdf(data, shown)
    if len(document) > _MOST_PAGES:
        raise _too_much(f"says that it has {len(document)} pages; {_MOST_PAGES} are read", shown)
    read = _Pages(document, recognised or {}, data)
    try:
        for number in counted("page", range(1, len(document) + 1)):
            page = load_page(document, number, shown)
            read.add(number, page)
            page.close()
            if read.length > _MOST_CHARACTERS:
                raise _too_much(f"holds more than {_MOST_CHARACTERS} characters", shown)
    finally:
        document.close()
    check_told(read.untold, read.told, shown)
    if not read.lines:
        pages = (
            f"its {len(read.pages)} pages hold" if len(read.pages) > 1 else "its only page holds"
        )
        raise NoTextError(
            f"{pages} pictures and no text",
            path=shown,
            remedy=how_to_recognise(),
        )
    return Source(
        identity,
        shown,
        "".join(read.texts),
        tuple(read.pages),
        read.layout(),
        remarks=(*scan_remarks(read.scans), *cipher_remarks(read.untold)),
    )


class _Pages:
    """Collects what the pages of a document say, one after the other.

    Parameters
    ----------
    document : PdfDocument
        The document.
    recognised : mapping of int to ScannedPage
        See :func:`read_pdf`.
    data : bytes
        The whole file.
    """

    def __init__(
        self,
        document: pdfium.PdfDocument,
        recognised: Mapping[int, ScannedPage],
        data: bytes,
    ) -> None:
        self.length = 0
        self.texts: list[str] = []
        self.pages: list[Page] = []
        self.lines: list[LineBox] = []
        self._weights: list[Weight] = []
        self._raised: set[int] = set()
        self._frames: list[tuple[int, Box]] = []
        self._rules: list[tuple[int, Box]] = []
        self._links: list[Link] = []
        self._words: list[Recognised] = []
        self._laid_under: set[int] = set()
        self._hyphens: list[PlacedHyphen] = []
        self.scans: list[int] = []
        self.untold: dict[int, int] = {}
        self.told = 0
        said = document.get_metadata_dict()
        self._maker = f"{said.get('Creator', '')} {said.get('Producer', '')}"
        self._document = document
        self._count = len(document)
        self._recognised = recognised
        self._reader = PageReader(data, self._maker)

    def add(self, number: int, page: pdfium.PdfPage) -> None:
        """Read the next page."""
        offset = self.length
        scanned = self._recognised.get(number)
        drawn = drawn_on(page)
        if scanned:
            found = scanned.text(offset)
            self._words.extend(scanned.recognised(offset))
        else:
            found = self._reader.read(number, page, offset, drawn)
            if found.untold:
                self.untold[number] = found.untold
            elif is_scan(page, found.text):
                self.scans.append(number)
        self.told += sum(line.end - line.start for line in found.lines)
        text = found.text + (_PAGE_BREAK if number < self._count else "")
        self._links.extend(links_of(self._document, page, found.lines, text, offset))
        self._frames.extend((number, frame) for frame in drawn.frames)
        self._rules.extend((number, rule) for rule in drawn.rules)
        self.texts.append(text)
        self.pages.append(Page(number, offset, offset + len(text)))
        self.lines.extend(found.lines)
        self._weights.extend(found.weights)
        self._raised |= found.raised
        self._hyphens.extend(found.hyphens)
        if found.scanned:
            self._laid_under.update(line.start for line in found.lines)
        self.length += len(text)

    def layout(self) -> Layout:
        """Return what the pages show."""
        lines = in_step(self.lines, self._words) if self._words else self.lines
        if self._laid_under:
            lines = list(_steadied(lines, self._laid_under))
        return Layout(
            tuple(_with_weight(lines, self._weights)),
            frozenset(self._raised),
            tuple(self._frames),
            tuple(self._links),
            tuple(self._words),
            tuple(self._rules),
            told_hyphens(self._hyphens, self._maker),
        )


def _with_weight(lines: Sequence[LineBox], weights: Sequence[Weight]) -> Iterator[LineBox]:
    """Yield the lines, and whether they are bolder than what the document is usually set in."""
    letters: Counter[Weight] = Counter()
    for line, weight in zip(lines, weights, strict=True):
        letters[weight] += line.end - line.start
    usual = letters.most_common(1)[0][0] if letters else Weight()
    for line, weight in zip(lines, weights, strict=True):
        yield replace(line, bold=True) if weight.exceeds(usual) else line


def _steadied(lines: Sequence[LineBox], laid_under: Set[int]) -> Iterator[LineBox]:
    """Yield the lines; those of text laid under a scan, whose size whoever recognised it took from
    the height of each line, have the usual size of such lines if they come near it.
    """
    under = [line for line in lines if line.start in laid_under]
    usual = median(line.size for line in under)
    for line in lines:
        near = _LEAST_JITTER * usual < line.size < _MOST_JITTER * usual
        yield replace(line, size=usual) if near and line.start in laid_under else line


def _too_much(what: str, shown: str) -> UnreadableError:
    return UnreadableError(what, path=shown, remedy="cut it into several files")

"""Text recognised in pictures of pages by Tesseract, page by page.

Each page is drawn in a child process with limits, as it is read; Tesseract reads the picture in a
process of its own, some pages at a time. What it tells of a page is kept in the user's cache
folder, so that the next run over the same scan takes no longer than any other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from annotate.cache import kept
from annotate.document.source import Layout, LineBox, Page, Recognised, Source
from annotate.errors import NoTextError, UnreadableError
from annotate.progress import tell, unwatched, watched
from annotate.text.reading.hocr import ScannedPage, read_hocr, with_steady_sizes
from annotate.text.reading.ocr_programs import find_tesseract
from annotate.text.reading.programs import Done, run_program, seconds_of
from annotate.text.reading.sandbox import guarded, read_guarded
from annotate.text.reading.scans import Picture, draw_pages, find_scans

SECONDS = "ANNOTATE_OCR_SECONDS"
"""The environment variable that says how long the recognition of a page may take."""
_USUAL = 300.0
_AT_A_TIME = 8
"""Pages that are drawn before they are recognised: one takes nine megabytes."""
_MOST_WORKERS = 8
_PAGE_BREAK = "\f"
_FORM = b"1"
"""What is kept is made anew when this changes."""


def read_scanned_pdf(data: bytes, identity: str, shown: str) -> Source:
    """Read a PDF, and recognise the text of those of its pages that are pictures.

    Parameters
    ----------
    data : bytes
        The whole file.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.

    Raises
    ------
    UsageError
        If Tesseract or its French is not installed.
    UnreadableError
        If a page takes too long or Tesseract fails on it; else as
        :func:`annotate.text.reading.pdf.read_pdf`.
    """
    with watched(unwatched):
        numbers: list[int] = guarded(find_scans, (data, shown), shown)
    if not numbers:
        return read_guarded(data, identity, shown)
    pages = dict(zip(numbers, with_steady_sizes(_recognised(data, shown, numbers)), strict=True))
    with watched(unwatched):
        return read_guarded(data, identity, shown, recognised=pages)


def read_picture(data: bytes, identity: str, shown: str) -> Source:
    """Read a picture of one page or more (PNG, JPEG, TIFF).

    Parameters
    ----------
    data, identity, shown
        As for :func:`read_scanned_pdf`.

    Raises
    ------
    UsageError
        If Tesseract or its French is not installed.
    NoTextError
        If it finds no text.
    UnreadableError
        If it takes too long or fails.
    """
    with _folder() as folder:
        path = folder / "picture"
        path.write_bytes(data)
        pages = with_steady_sizes(_Recogniser(shown).pages(path, None, None))
    if not any(page.lines for page in pages):
        raise NoTextError(
            "Tesseract finds no text in this picture",
            path=shown,
            remedy="scan it again with 300 dots an inch, upright",
        )
    return _composed(pages, identity, shown)


def _composed(pages: Sequence[ScannedPage], identity: str, shown: str) -> Source:
    parts: list[str] = []
    spans: list[Page] = []
    lines: list[LineBox] = []
    raised: set[int] = set()
    words: list[Recognised] = []
    offset = 0
    for number, page in enumerate(pages, start=1):
        found = page.text(offset)
        text = found.text + (_PAGE_BREAK if number < len(pages) else "")
        lines.extend(found.lines)
        raised |= found.raised
        words.extend(page.recognised(offset))
        spans.append(Page(number, offset, offset + len(text)))
        parts.append(text)
        offset += len(text)
    layout = Layout(tuple(lines), frozenset(raised), recognised=tuple(words))
    return Source(identity, shown, "".join(parts), tuple(spans), layout)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="annotate-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _recognised(data: bytes, shown: str, numbers: Sequence[int]) -> Iterator[ScannedPage]:
    recogniser = _Recogniser(shown)
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    with _folder() as folder, ThreadPoolExecutor(workers) as pool:
        try:
            for begin in range(0, len(numbers), _AT_A_TIME):
                some = numbers[begin : begin + _AT_A_TIME]
                with watched(unwatched):
                    pictures = guarded(draw_pages, (data, shown, some, folder), shown)
                for done, page in enumerate(pool.map(recogniser.page, pictures), start=begin):
                    tell("scanned page", done, len(numbers))
                    yield page
                for picture in pictures:
                    picture.path.unlink()
        except BaseException:
            recogniser.break_off()
            pool.shutdown(cancel_futures=True)
            raise


class _BrokenOffError(Exception):
    """Another page has failed, or the user has had enough."""


class _Recogniser:
    """Recognises pages of one document.

    Parameters
    ----------
    shown : str
        The document's name in messages.
    """

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._tesseract = find_tesseract()
        self._seconds = seconds_of(SECONDS, _USUAL)
        self._broken_off = Event()

    def break_off(self) -> None:
        """End what runs."""
        self._broken_off.set()

    def page(self, picture: Picture) -> ScannedPage:
        """Recognise one page."""
        pages = self.pages(picture.path, picture.dpi, f"page {picture.number}")
        return pages[0] if pages else ScannedPage(())

    def pages(self, picture: Path, dpi: float | None, place: str | None) -> list[ScannedPage]:
        """Recognise the pages of a picture."""
        told = (self._tesseract.version, repr(dpi))
        sources = [picture.read_bytes(), *(one.encode() for one in told), _FORM]
        data = kept("scan", sources, lambda: self._hocr(picture, dpi, place))
        return read_hocr(data, self._shown, dpi)

    def _hocr(self, picture: Path, dpi: float | None, place: str | None) -> bytes:
        folder = picture.with_suffix(".recognised")
        folder.mkdir()
        resolution = ["--dpi", f"{dpi:.0f}"] if dpi else []
        command = [self._tesseract.path, str(picture), "page", "-l", "fra", *resolution]
        command += ["--psm", "1" if self._tesseract.turns else "3"]
        command += ["-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1"]
        # Its threads work on one line and wait for each other; here pages are done side by side.
        done = run_program(
            command,
            folder,
            self._seconds,
            environment={"OMP_THREAD_LIMIT": "1"},
            watch=self._look,
        )
        made = folder / "page.hocr"
        if done.code == 0 and made.is_file():
            return made.read_bytes()
        raise self._failed(done, place)

    def _look(self) -> None:
        if self._broken_off.is_set():
            raise _BrokenOffError

    def _failed(self, done: Done, place: str | None) -> UnreadableError:
        if done.code is None:
            return UnreadableError(
                f"its recognition takes longer than {self._seconds:g} seconds",
                path=self._shown,
                place=place,
                remedy=f"set the environment variable {SECONDS} to more seconds",
            )
        said = done.told.splitlines()[-1] if done.told else f"exit status {done.code}"
        return UnreadableError(
            f"Tesseract fails on it ({said})",
            path=self._shown,
            place=place,
            remedy="scan it again, or leave it out",
        )

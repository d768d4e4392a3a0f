"""Plain text: decoding, and the pages of text that was extracted from a PDF."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from annotate.document.source import Page, Source
from annotate.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_INDENTED = re.compile(r"(?m)^ (?=\S)")


def read_plain(data: bytes, identity: str, shown: str) -> Source:
    """Decode a text file.

    A byte-order mark decides the encoding; without one it is UTF-8, or else Windows-1252.
    (Guessers were measured and are worse: they took 6 French blocks in 100 for something else.)

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
    UnreadableError
        If the bytes are no text in any of these encodings.
    """
    text = _decode(data, shown)
    return Source(identity, shown, text, pages_of(text))


def _decode(data: bytes, shown: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return _textual(data[len(mark) :].decode(encoding), shown)
            except UnicodeDecodeError as error:
                raise _no_text(shown, f"is not the {encoding.upper()} it claims to be") from error
    if b"\0" in data:
        raise _no_text(shown, "is binary, not a text")
    for encoding in ("utf-8", "cp1252"):
        try:
            return _textual(data.decode(encoding), shown)
        except UnicodeDecodeError:
            continue
    raise _no_text(shown, "is neither UTF-8 nor Windows-1252 text")


def _textual(text: str, shown: str) -> str:
    if _CONTROL.search(text):
        raise _no_text(shown, "is binary, not a text")
    return text


def _no_text(shown: str, what: str) -> UnreadableError:
    return UnreadableError(what, path=shown, remedy="save it as plain text in UTF-8")


def pages_of(text: str) -> tuple[Page, ...]:
    r"""Find the pages of extracted text.

    Extractors part pages with a form feed, or with a single space at the head of the next page's
    first line. The second is believed only when the text itself begins so and few lines do.

    Returns
    -------
    tuple of Page
        They cover the text; a single one when nothing parts it.

    Examples
    --------
    >>> [(page.start, page.end) for page in pages_of("un\n\fdeux\n")]
    [(0, 3), (3, 9)]
    >>> [(page.start, page.end) for page in pages_of(" un\ndeux\n trois\n")]
    [(0, 9), (9, 16)]
    """
    starts = [0, *(match.start() for match in re.finditer("\f", text))]
    if len(starts) == 1:
        indented = [match.start() for match in _INDENTED.finditer(text)]
        lines = text.count("\n") + 1
        if indented and indented[0] == 0 and len(indented) <= 2 + lines / 15:
            starts = indented
    starts = sorted({start for start in starts if text[start:].strip()} | {0})
    bounds = [*starts, len(text)]
    return tuple(
        Page(number, start, end) for number, (start, end) in enumerate(pairwise(bounds), start=1)
    )

"""Plain text: decoding, and the pages of text that was extracted from a PDF."""

from __future__ import annotations

import re
from itertools import pairwise

from annotate.document.source import Page, Source
from annotate.errors import UnreadableError
from annotate.text.reading.decoding import decode
from annotate.text.tex_codes import tex_codes

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Those of ASCII; what is above is a letter in some encoding."""
_PADDING = "\0\x1a"
"""What old programs fill a file up with."""
_BINARY = 0.15
"""A file with so many control characters is no text; TeX fonts leave six in a hundred at most."""
_DOUBTFUL, _FOREIGN = 0.02, 0.3
"""Nor is one with so many whose other characters are beyond ASCII so often: bytes at random."""
MAX_TEXT = 32 << 20
"""Bytes of the largest text: ten long books. The memory for one that is larger is not there, and
working on it takes hours."""
_INDENTED = re.compile(r"(?m)^ (?=\S)")


def read_plain(data: bytes, identity: str, shown: str) -> Source:
    """Read a text file; :func:`~annotate.text.reading.decoding.decode` tells how it is decoded.

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
        With what was wrong with the bytes as remarks. Control characters are part of its text.

    Raises
    ------
    UnreadableError
        If it has more than :data:`MAX_TEXT` bytes, or so many of its characters are control
        characters that it is no text.
    """
    if len(data) > MAX_TEXT:
        raise UnreadableError(
            f"is a text of more than {MAX_TEXT >> 20} MB",
            path=shown,
            remedy="part it into smaller files",
        )
    found = decode(data)
    if _is_binary(found.text.strip(_PADDING)):
        raise UnreadableError(
            "is binary, not a text", path=shown, remedy="save it as plain text in UTF-8"
        )
    return Source(identity, shown, found.text, pages_of(found.text), remarks=found.remarks)


def _is_binary(text: str) -> bool:
    share = len(_CONTROLS.findall(text)) / max(len(text), 1)
    if share <= _DOUBTFUL:
        return False
    foreign = sum(not char.isascii() for char in text) / len(text)
    return share > _BINARY or foreign > _FOREIGN


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
    inside = tex_codes(text).breaks
    starts = [0, *(m.start() for m in re.finditer("\f", text) if m.start() not in inside)]
    if len(starts) == 1:
        indented = [match.start() for match in _INDENTED.finditer(text)]
        lines = text.count("\n") + 1
        if indented and indented[0] == 0 and len(indented) <= 2 + lines / 15:
            starts = indented
    written = len(text.rstrip())
    starts = sorted({start for start in starts if start < written} | {0})
    bounds = [*starts, len(text)]
    return tuple(
        Page(number, start, end) for number, (start, end) in enumerate(pairwise(bounds), start=1)
    )

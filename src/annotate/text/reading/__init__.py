"""Readers: one file in, one :class:`~annotate.text.source.Source` out.

What a file is, its first bytes decide, not its name.
"""

from __future__ import annotations

from pathlib import Path

from annotate.errors import NoTextError, UnreadableError
from annotate.text.reading.plain import read_plain
from annotate.text.source import Source

SUFFIXES = frozenset({".txt", ".text", ".pdf"})
"""File name endings that a folder is searched for."""


def read_source(path: Path, identity: str, shown: str | None = None) -> Source:
    """Read a file of any kind that can be read.

    Parameters
    ----------
    path : Path
        The file.
    identity : str
        The document's id.
    shown : str, optional
        The path as the user gave it, for messages and outputs; `path` by default.

    Returns
    -------
    Source
        With at least one character that is not white space.

    Raises
    ------
    UnreadableError
        The file cannot be opened, is damaged, binary, encrypted or holds no text; subclasses tell
        these apart.
    """
    shown = str(path) if shown is None else shown
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"cannot be opened ({error.strerror or error})",
            path=shown,
            remedy="check the name and the right to read it",
        ) from error
    return read_bytes(data, identity, shown)


def read_bytes(data: bytes, identity: str, shown: str) -> Source:
    """Read the content of a file; see :func:`read_source`.

    Examples
    --------
    >>> read_bytes("Loos\\n".encode(), "loos", "loos.txt").text
    'Loos\\n'
    """
    if not data:
        raise NoTextError("the file is empty", path=shown, remedy="give a file that holds a text")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        from annotate.text.reading.guard import read_guarded

        source = read_guarded(data, identity, shown)
    elif shown.lower().endswith(".pdf"):
        raise UnreadableError(
            "is named .pdf but is no PDF", path=shown, remedy="export or download it again"
        )
    else:
        source = read_plain(data, identity, shown)
    if not source.text.strip():
        raise NoTextError(
            "holds nothing but white space", path=shown, remedy="give a file that holds a text"
        )
    return source

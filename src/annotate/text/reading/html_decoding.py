"""The encoding of an HTML file: its byte-order mark, what it says, what its bytes say."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from annotate.document.source import Remark
from annotate.errors import UnreadableError
from annotate.text.reading.decoding import BOMS, Decoded, decode

_SAID = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_HEAD = 4096
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_NOT_HERE = ("utf-16", "utf-32")
"""What a file that says so in single bytes cannot be; browsers take it for UTF-8."""
_BINARY = 0.01


def decode_html(data: bytes, shown: str) -> Decoded:
    """Decode an HTML file.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        The file's name in messages.

    Returns
    -------
    Decoded
        In the encoding that the file says, unless its bytes are none of that, or are UTF-8 beyond
        ASCII while it says another.

    Raises
    ------
    UnreadableError
        If it holds as many NULs as no text does.

    Examples
    --------
    >>> decode_html("<meta charset=iso-8859-1><p>œuvre".encode("cp1252"), "a.html").text
    '<meta charset=iso-8859-1><p>œuvre'
    """
    found = decode(data)
    said = None if data.startswith(tuple(mark for mark, _ in BOMS)) else _said(data)
    if said not in (None, "utf-8") and not data.isascii():
        found = _as_said(data, said or "", found)
    elif said == "utf-8" and found.encoding not in ("utf-8", "utf-16-le", "utf-16-be"):
        told = Remark("encoding", f"says that it is UTF-8 and is {found.named}")
        found = replace(found, remarks=(told,))
    nulls = found.text.count("\0")
    if nulls > _BINARY * len(found.text):
        raise UnreadableError(
            "is in no encoding that HTML is written in",
            path=shown,
            remedy="save it again in UTF-8",
        )
    return replace(found, text=found.text.replace("\0", "")) if nulls else found


def _as_said(data: bytes, said: str, found: Decoded) -> Decoded:
    """Decode as the file says, if that can be."""
    if found.encoding == "utf-8" and not found.remarks:
        return replace(found, remarks=(Remark("encoding", f"says that it is {said} and is UTF-8"),))
    try:
        return Decoded(data.decode(said), said)
    except (UnicodeDecodeError, LookupError):
        return found


def _said(data: bytes) -> str | None:
    match = _SAID.search(data[:_HEAD])
    if match is None:
        return None
    try:
        name = codecs.lookup((match.group(1) or match.group(2)).decode("ascii")).name
    except LookupError:
        return None
    if name.startswith(_NOT_HERE):
        return "utf-8"
    return _AS_BROWSERS_DO.get(name, name)

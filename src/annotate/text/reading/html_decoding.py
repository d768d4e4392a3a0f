"""The encoding of an HTML file: its byte-order mark, what it says, UTF-8, Windows-1252."""

from __future__ import annotations

import codecs
import re

from annotate.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAID = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_HEAD = 4096
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_NOT_HERE = ("utf-16", "utf-32")
"""What a file that says so in single bytes cannot be; browsers take it for UTF-8."""


def decode_html(data: bytes, shown: str) -> str:
    """Decode an HTML file.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        The file's name in messages.

    Raises
    ------
    UnreadableError
        If the bytes are no text in any encoding that comes into question.

    Examples
    --------
    >>> decode_html("<meta charset=iso-8859-1><p>œuvre".encode("cp1252"), "a.html")
    '<meta charset=iso-8859-1><p>œuvre'
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    for name in dict.fromkeys((_said(data), "utf-8", "cp1252")):
        try:
            text = data.decode(name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise UnreadableError(
        "is in no encoding that HTML is written in",
        path=shown,
        remedy="save it again in UTF-8",
    )


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

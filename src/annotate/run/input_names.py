"""What the documents of a run are called: ids that every file system takes, paths that print."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata

from annotate.document.source import Remark

LONGEST = 200
"""Bytes of the longest id. A file name has 255 at most, and what a run, a review or an export adds
to an id takes up to 50."""
_DIGITS = 8
_UNSAFE = re.compile(r'[\s/\\:*?"<>|\x00-\x1f\x7f-\x9f]+')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|\Z)")
"""Names that Windows keeps for devices, whatever ending follows."""
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def printable(path: str) -> str:
    r"""Return a path as it can be printed on one line and written.

    Bytes that are no text and control characters become escapes, so that the names of two files
    stay different.

    Examples
    --------
    >>> printable("Nœux.txt"), printable("a\nb.txt")
    ('Nœux.txt', 'a\\nb.txt')
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        char.encode("unicode_escape").decode("ascii")
        if unicodedata.category(char) in _UNPRINTABLE
        else char
        for char in text
    )


def identity_of(name: str) -> str:
    """Return a document id for a file name without its ending: what no file system refuses.

    Accents are composed, as most systems write them and macOS does not. A name of more than
    :data:`LONGEST` bytes is cut, and a hash of all of it keeps it apart from its neighbours.

    Examples
    --------
    >>> identity_of("Loos en Gohelle"), identity_of("a:b?"), identity_of("nul")
    ('Loos-en-Gohelle', 'a-b', 'nul_')
    >>> len(identity_of("é" * 200).encode())
    199
    """
    whole = _safe(name)
    data = whole.encode()
    if len(data) <= LONGEST:
        return whole
    digits = hashlib.sha256(data).hexdigest()[:_DIGITS]
    kept = data[: LONGEST - _DIGITS - 1].decode("utf-8", "ignore").rstrip(".-")
    return f"{kept}-{digits}"


def name_remarks(name: str) -> tuple[Remark, ...]:
    """Return what is to be told of the id of a file name: that it is a shorter one."""
    if len(_safe(name).encode()) <= LONGEST:
        return ()
    what = f"its name is too long for its results, which are named {identity_of(name)}"
    return (Remark("name", what),)


def _safe(name: str) -> str:
    text = os.fsencode(name).decode("utf-8", "replace").replace("\ufffd", "_")
    text = unicodedata.normalize("NFC", text)
    text = _UNSAFE.sub("-", text).strip(".-") or "document"
    return _RESERVED.sub(r"\g<0>_", text) if _RESERVED.match(text) else text

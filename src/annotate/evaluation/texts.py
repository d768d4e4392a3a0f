"""The source texts that lie beside predictions, for contexts and for telling white space."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from annotate.document.standoff import Standoff


def texts_beside(path: Path, standoffs: Iterable[Standoff]) -> dict[str, str]:
    """Return the source texts that a run wrote beside its annotations.

    Parameters
    ----------
    path : Path
        The folder of a run, its ``annotations`` folder, or one file of it.
    standoffs : iterable of Standoff
        What was read from there.

    Returns
    -------
    dict of str to str
        From the SHA-256 of a text to the text. A text that is not there, or is another one, is
        left out: everything that is scored can do without.
    """
    found: dict[str, str] = {}
    for standoff in standoffs:
        for folder in (path, path.parent, path.parent.parent):
            text = _text(folder / "text" / f"{standoff.document}.txt", standoff.sha256)
            if text is not None:
                found[standoff.sha256] = text
                break
    return found


def _text(file: Path, sha256: str) -> str | None:
    try:
        # Bytes, because reading as text would change line ends, which offsets count.
        data = file.read_bytes()
    except OSError:
        return None
    return data.decode("utf-8") if hashlib.sha256(data).hexdigest() == sha256 else None

"""The file of edits: how the mended text came from the source, so that both can be matched again.

Reviewers read mended text and annotations count code points of the source. With the two texts a run
writes the blocks and the edits between them, and whoever comes later replays these, without the
file that was read and whatever version of the rules mended it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.document.annotation import STRUCTURE
from annotate.document.mended import Mended
from annotate.document.offsets import Edit, replay
from annotate.document.source import Page, Source
from annotate.document.standoff import Standoff
from annotate.document.structure import Element, Structure
from annotate.errors import StandoffError
from annotate.files import Replacing, replacing, write_lines

FORMAT = 1
_REMEDY = "restore the file, or run annotate again"


def write_edits(
    path: Path, mended: Mended, file_sha256: str = "", by: Replacing = replacing
) -> None:
    """Write the blocks and the edits of a document, whole or not at all.

    Parameters
    ----------
    path : Path
        The file; replaced if it exists.
    mended : Mended
        The document.
    file_sha256 : str
        Hash of the bytes of the file that was read, if there is one.
    by : callable
        How the file takes the place of an earlier one.
    """
    write_lines(path, _lines(mended, file_sha256), by)


def file_hash_in(path: Path) -> str:
    """Return the hash of the file that a document was read from, as its edits have it; empty where
    they do not say it or cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            header = json.loads(lines.readline())
        return str(header.get("file_sha256", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _lines(mended: Mended, file_sha256: str) -> Iterator[str]:
    by_id = {element.id: element for element in mended.structure.elements}
    header = {
        "document": mended.source.id,
        "source": mended.source.path,
        "sha256": mended.source.sha256,
        **({"file_sha256": file_sha256} if file_sha256 else {}),
        "mended_sha256": hash_of(mended.text),
        "format": FORMAT,
        "pages": [[page.number, page.start, page.end] for page in mended.source.pages],
        "blocks": [[name, by_id[name].ranges] for name in mended.block_ids],
    }
    yield json.dumps(header, ensure_ascii=False) + "\n"
    for edit in mended.edits:
        row = [edit.start, edit.end, edit.replacement, edit.rule]
        yield json.dumps(row, ensure_ascii=False) + "\n"


def read_mended(path: Path, text: str, standoff: Standoff) -> Mended:
    """Build a mended document again from what a run wrote of it.

    Parameters
    ----------
    path : Path
        Its file of edits.
    text : str
        Its source text.
    standoff : Standoff
        Its annotations, whose layer `structure` has the elements.

    Returns
    -------
    Mended
        As it was written, without what layout and markup said.

    Raises
    ------
    StandoffError
        If the file is missing or malformed, belongs to another text, or does not give the mended
        text it was written with.
    """
    try:
        first, *lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StandoffError(f"cannot be read ({error})", path=path, remedy=_REMEDY) from error
    try:
        header: dict[str, Any] = json.loads(first)
        edits = [Edit(start, end, new, rule) for start, end, new, rule in map(json.loads, lines)]
        pages = tuple(Page(*page) for page in header["pages"])
        source = Source(header["document"], header["source"], text, pages)
        blocks = [(name, [(low, high) for low, high in own]) for name, own in header["blocks"]]
        if source.sha256 != header["sha256"]:
            raise StandoffError("belongs to another text", path=path, remedy=_REMEDY)
        mended, offsets = replay(text, [own for _, own in blocks], edits)
        if hash_of(mended) != header["mended_sha256"]:
            raise StandoffError("does not give the mended text", path=path, remedy=_REMEDY)
    except (ValueError, TypeError, KeyError) as error:
        raise StandoffError(f"is malformed ({error})", path=path, remedy=_REMEDY) from error
    structure = Structure(tuple(_elements(standoff)))
    known = {element.id for element in structure.elements}
    missing = [name for name, _ in blocks if name not in known]
    if missing:
        raise StandoffError(
            f"names the blocks {', '.join(missing[:3])}, which its annotations lack",
            path=path,
            remedy=_REMEDY,
        )
    return Mended(source, mended, tuple(edits), offsets, structure, tuple(n for n, _ in blocks))


def _elements(standoff: Standoff) -> Iterator[Element]:
    for one in standoff.layer(STRUCTURE).annotations:
        more = one.attributes
        yield Element(one.id, one.label, one.ranges, one.value, more.get("in"), more.get("kind"))


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

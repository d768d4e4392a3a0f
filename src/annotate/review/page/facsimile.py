"""The page of a PDF with the boxes of a span."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.edits_file import file_hash_in
from annotate.document.run_folder import RunFolder
from annotate.errors import UnreadableError
from annotate.review.reviewed import ReviewedDocument
from annotate.review.sources import source_path
from annotate.text.reading.pdf_pictures import SCALE, PageView


def source_file(run: RunFolder, reviewed: ReviewedDocument) -> Path:
    """Return the PDF that a document was read from.

    Parameters
    ----------
    run : RunFolder
        The run, which knows the path as it was given: from where the command ran then.
    reviewed : ReviewedDocument
        The document.

    Raises
    ------
    UnreadableError
        If it is no PDF, or is not there any more.
    """
    given = Path(reviewed.document.standoff.source)
    if given.suffix.lower() != ".pdf":
        raise UnreadableError("is no PDF and has no pages to show", path=given)
    found = source_path(run, given, file_hash_in(run.edits(reviewed.id)))
    if found is None:
        raise UnreadableError(
            "is not there any more",
            path=given,
            remedy="put the file back, or run `annotate review open` where `annotate run` ran",
        )
    return found


def place_row(path: Path, one: Annotation | None, page: int) -> dict[str, Any]:
    """Return the size of a page in pixels, and where the boxes of a span are on it.

    Parameters
    ----------
    path : Path
        The PDF.
    one : Annotation or None
        What the boxes are of; the page is that on which it begins.
    page : int
        The page without an annotation, from 1.

    Raises
    ------
    UnreadableError
        If the PDF cannot be opened or has no such page.
    """
    boxes = list(one.attributes.get("boxes", ())) if one is not None else []
    number = int(boxes[0][0]) if boxes else page
    with PageView(path, number, SCALE) as opened:
        own = [opened.placed(box[1:]) for box in boxes if box[0] == number]
        return {"page": number, "width": opened.width, "height": opened.height, "boxes": own}


def picture(path: Path, page: int) -> bytes:
    """Return a page as a BMP: what PDFium draws, with a head before it. Nothing is packed on the
    way to a browser on the same machine.

    Raises
    ------
    UnreadableError
        If the PDF cannot be opened or has no such page.
    """
    with PageView(path, page, SCALE) as opened:
        # Four bytes a pixel: rows of three need not end where those of a BMP do.
        bitmap = opened.page.render(scale=SCALE, prefer_bgrx=True)
        pixels = bytes(bitmap.buffer)
        depth = 32
        size = bitmap.width, -bitmap.height  # the first row is the uppermost
        head = struct.pack("<IiiHHIIiiII", 40, *size, 1, depth, 0, len(pixels), 0, 0, 0, 0)
        begin = 14 + len(head)
        return struct.pack("<2sIHHI", b"BM", begin + len(pixels), 0, 0, begin) + head + pixels

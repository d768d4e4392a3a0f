"""Scans made for tests: pages of a PDF drawn, and the drawings put into another."""

from __future__ import annotations

import io
from collections.abc import Collection

import pypdfium2 as pdfium

DPI = 200


def scanned(data: bytes, pages: int = 1, keep: Collection[int] = (), turned: int = 0) -> bytes:
    """A PDF whose first pages are pictures, but for those to keep; `turned` by some degrees."""
    given, made = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    for index in range(pages):
        if index + 1 in keep:
            made.import_pages(given, [index])
            continue
        bitmap = given[index].render(scale=DPI / 72, grayscale=True, rotation=turned)
        picture = pdfium.PdfImage.new(made)
        picture.set_bitmap(bitmap)
        width, height = bitmap.width * 72 / DPI, bitmap.height * 72 / DPI
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page = made.new_page(width, height)
        page.insert_obj(picture)
        page.gen_content()
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def drawn(data: bytes, page: int = 1) -> bytes:
    """A page of a PDF as a picture (TIFF without compression)."""
    bitmap = pdfium.PdfDocument(data)[page - 1].render(scale=DPI / 72, grayscale=True)
    pixels = memoryview(bitmap.buffer).cast("B")
    rows = [
        pixels[i * bitmap.stride : i * bitmap.stride + bitmap.width] for i in range(bitmap.height)
    ]
    content = b"".join(rows)
    # Width, height, bits, compression, black is 0, place of the pixels, one strip, its length,
    # resolution (behind the tags), in inches.
    behind = 8 + 2 + 11 * 12 + 4
    tags = [
        (256, 4, bitmap.width), (257, 4, bitmap.height), (258, 3, 8), (259, 3, 1), (262, 3, 1),
        (273, 4, behind + 8), (278, 4, bitmap.height), (279, 4, len(content)),
        (282, 5, behind), (283, 5, behind), (296, 3, 2),
    ]  # fmt: skip
    head = b"II*\0" + (8).to_bytes(4, "little") + len(tags).to_bytes(2, "little")
    for tag, kind, value in tags:
        head += tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + (1).to_bytes(4, "little")
        head += value.to_bytes(4, "little")
    head += (0).to_bytes(4, "little")
    return head + DPI.to_bytes(4, "little") + (1).to_bytes(4, "little") + content

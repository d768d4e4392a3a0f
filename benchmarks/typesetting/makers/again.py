"""Programs that write a PDF anew."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from typesetting.makers.maker import call


def _written(pdf: bytes, *command: str, codes: tuple[int, ...] = (0,)) -> bytes:
    """Run a command whose arguments ``IN`` and ``OUT`` are files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.pdf").write_bytes(pdf)
        names = {"IN": "in.pdf", "OUT": "out.pdf"}
        call(folder, *(names.get(word, word) for word in command), codes=codes)
        return (folder / "out.pdf").read_bytes()


def _ghostscript(pdf: bytes) -> bytes:
    options = ("-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pdfwrite", "-o", "OUT", "IN")
    return _written(pdf, "gs", *options)


def _qpdf(pdf: bytes) -> bytes:
    return _written(
        pdf,
        "qpdf",
        "--object-streams=generate",
        "--linearize",
        "--recompress-flate",
        "--compression-level=9",
        "IN",
        "OUT",
        codes=(0, 3),
    )


def _qdf(pdf: bytes) -> bytes:
    return _written(pdf, "qpdf", "--qdf", "--object-streams=disable", "IN", "OUT", codes=(0, 3))


AGAIN: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "Ghostscript": ("gs", _ghostscript),
    "qpdf": ("qpdf", _qpdf),
    "qpdf QDF": ("qpdf", _qdf),
}
"""The program of each way, and the way."""

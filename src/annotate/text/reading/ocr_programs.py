"""Tesseract: whether it is there with its French, and what to do when it is not."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from annotate.errors import UsageError
from annotate.text.reading.programs import find_program

_NAMES = ("tesseract",)
_PLACES = (
    "/opt/homebrew/bin/tesseract",
    "/usr/local/bin/tesseract",
    r"C:\Program Files\Tesseract-OCR\tesseract.exe",
)
_LANGUAGE = "fra"
_TURNED = "osd"
"""The data by which it knows a page that lies on its side."""
PACKAGES = "tesseract-ocr and tesseract-ocr-fra"
"""What Debian and Ubuntu call the program and its French."""


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract as it is installed.

    Attributes
    ----------
    path : str
        The program.
    version : str
        What it says of itself.
    turns : bool
        Whether it can tell a page that lies on its side.
    """

    path: str
    version: str
    turns: bool


def find_tesseract() -> Tesseract:
    """Find Tesseract with its French.

    Raises
    ------
    UsageError
        If one of them is not installed.
    """
    path = find_program(_NAMES, _PLACES)
    if path is None:
        raise UsageError(
            "--ocr needs Tesseract, which is not installed", remedy=f"install {PACKAGES}"
        )
    languages = _told(path, "--list-langs").split()
    if _LANGUAGE not in languages:
        raise UsageError(
            "--ocr needs the French of Tesseract, which is not installed",
            remedy="install tesseract-ocr-fra",
        )
    version = _told(path, "--version").partition("\n")[0]
    return Tesseract(path, version, _TURNED in languages)


def _told(path: str, question: str) -> str:
    done = subprocess.run(
        [path, question], stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True
    )
    return done.stdout or done.stderr


def how_to_recognise() -> str:
    """Return the remedy for a document whose pages are pictures."""
    try:
        find_tesseract()
    except UsageError:
        return (
            f"install the packages {PACKAGES} and give the option --ocr, or run "
            "`ocrmypdf -l fra` on it first"
        )
    return "give the option --ocr, which recognises the text with Tesseract"

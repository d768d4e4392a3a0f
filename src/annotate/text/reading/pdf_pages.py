"""Opening a PDF and its pages, with what is told when that fails."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2 as pdfium

from annotate.errors import EncryptedError, UnreadableError

_NAMED = 10
"""Pages that are named at most."""


def by_address(function: Any, result: Any, *arguments: Any) -> Callable[..., int]:
    """Return a function of PDFium that takes and returns addresses as numbers.

    To make an object of an address takes longer than most of what PDFium is asked.

    Parameters
    ----------
    function
        As ``pypdfium2.raw`` has it.
    result, arguments
        The types of ``ctypes`` that it returns and takes; ``c_void_p`` is that of an address.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    called: Callable[..., int] = ctypes.CFUNCTYPE(result, *arguments)(address)
    return called


def named(numbers: Sequence[int]) -> str:
    """Return the numbers of some pages as a message names them: the first ten.

    Examples
    --------
    >>> named([2, 5]), named(range(1, 100))
    ('2, 5', '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …')
    """
    return ", ".join(map(str, numbers[:_NAMED])) + (", …" if len(numbers) > _NAMED else "")


def open_pdf(data: bytes, shown: str) -> pdfium.PdfDocument:
    """Open a PDF.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        Its name in messages.

    Raises
    ------
    EncryptedError
        If it asks for a password.
    UnreadableError
        If it is damaged or has no pages.
    """
    try:
        document = pdfium.PdfDocument(data)
        if len(document):
            return document
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedError(
                "is encrypted and asks for a password",
                path=shown,
                remedy="save a copy without a password",
            ) from error
        raise UnreadableError(
            "is damaged: it cannot be opened as a PDF",
            path=shown,
            remedy="export or download it again",
        ) from error
    raise UnreadableError("has no pages", path=shown, remedy="export or download it again")


def load_page(document: pdfium.PdfDocument, number: int, shown: str) -> pdfium.PdfPage:
    """Return a page by its number, counted from 1.

    Raises
    ------
    UnreadableError
        If it is damaged.
    """
    try:
        return document[number - 1]
    except pdfium.PdfiumError as error:
        raise UnreadableError(
            "this page is damaged",
            path=shown,
            place=f"page {number}",
            remedy="export or download the file again",
        ) from error

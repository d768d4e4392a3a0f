"""Ligatures by the names of their glyphs, where a font of a PDF has no other table.

PDFium knows the names of single letters alone. A ligature has those of its letters: ``f_f_i``,
``Q_u``.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

_LIGATURE = re.compile(r"/([A-Za-z](?:_[A-Za-z])+)(?:\.\w+)?")
_SUBSET = re.compile(r"/(?:[A-Z]{6}\+)?")
_DEEPEST = 3
"""Forms inside forms whose fonts are looked at."""
_MOST = 500
"""Forms of a page that are looked at."""


class GlyphNames:
    """The ligatures of the fonts of one document.

    Parameters
    ----------
    data : bytes
        The whole file.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pages: dict[int, Mapping[str, Mapping[int, str]]] = {}

    def ligatures(self, page: int, font: str) -> Mapping[int, str]:
        """Return which codes of a font are ligatures, and of which letters.

        Parameters
        ----------
        page : int
            The number of a page that shows it, counted from 1.
        font : str
            Its name without the tag of a subset; two subsets of one font that differ tell nothing
            where they do.
        """
        if page not in self._pages:
            try:
                self._pages[page] = _ligatures(self._reader, page)
            except Exception:  # a damaged file, which PDFium reads none the less
                self._pages[page] = {}
        return self._pages[page].get(font, {})

    @cached_property
    def _reader(self) -> pypdf.PdfReader:
        # PDFium has read the file: what is damaged matters here no more.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        return pypdf.PdfReader(io.BytesIO(self._data))


def _ligatures(reader: pypdf.PdfReader, page: int) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for font in islice(_fonts(reader.pages[page - 1]["/Resources"].get_object()), _MOST):
        name = _SUBSET.sub("", str(font.get("/BaseFont", "")), count=1)
        own = found.setdefault(name, {})
        for code, letters in _named(font):
            own[code] = letters if own.get(code, letters) == letters else ""
    return found


def _fonts(resources: object, depth: int = 0) -> Iterator[DictionaryObject]:
    """Yield the fonts of a page, and of the forms on it."""
    if not isinstance(resources, DictionaryObject):
        return
    yield from _members(resources, "/Font")
    if depth < _DEEPEST:
        for form in islice(_members(resources, "/XObject"), _MOST):
            yield from _fonts(form.get("/Resources", NameObject()).get_object(), depth + 1)


def _members(resources: DictionaryObject, kind: str) -> Iterator[DictionaryObject]:
    members = resources.get(kind, NameObject()).get_object()
    if isinstance(members, DictionaryObject):
        for one in (each.get_object() for each in members.values()):
            if isinstance(one, DictionaryObject):
                yield one


def _named(font: DictionaryObject) -> Iterator[tuple[int, str]]:
    """Yield the codes of a font that have names of ligatures, with their letters."""
    encoding = font.get("/Encoding", NameObject()).get_object()
    if not isinstance(encoding, DictionaryObject):
        return
    names = encoding.get("/Differences", ArrayObject()).get_object()
    code = 0
    for one in names if isinstance(names, ArrayObject) else ():
        if isinstance(one, NumberObject):
            code = int(one)
            continue
        ligature = _LIGATURE.fullmatch(str(one))
        if ligature:
            yield code, ligature.group(1).replace("_", "")
        code += 1

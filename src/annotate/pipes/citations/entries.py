"""Entries of a bibliography: « Choay (Françoise), L'allégorie du patrimoine, Paris, Seuil, 1992. »

French bibliographies set the title in italics, which a text does not keep; but what stands behind
it is fixed: place, publisher, year, pages. So an entry is read from both ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.pipes.finding import Finding
from annotate.pipes.shapes import UPPER

_PART = rf"[{UPPER}][\w’'-]+"
_SURNAME = rf"(?:(?:de|du|d['’]|Le|La|Van|von)\s?)?{_PART}(?:\s(?:de\s)?{_PART})?"
_AUTHOR = rf"{_SURNAME}\s\([{UPPER}][\w.-]*(?:\s[{UPPER}][\w.-]*)?\)"
_ENTRY = re.compile(
    rf"(?:^|(?<=\n))[ \t]*(?:[•–—*-][ \t]*)?(?P<authors>{_AUTHOR}(?:(?:,\s|\set\s){_AUTHOR}){{0,3}}"
    rf"|[{UPPER}][^,.\n()«»]{{3,60}})(?:\s\((?:dirs?|éds?)\.\))?,\s(?P<rest>[^\n]{{8,400}})"
)
_BOOK = re.compile(
    rf"(?P<title>[^\n«»]{{3,200}}?),\s(?P<place>{_PART}(?:[ ][{UPPER}]?[\w’'-]+){{0,2}}),\s"
    rf"(?P<publisher>[{UPPER}][^,\n]{{1,60}}),\s(?P<year>\d{{4}})(?=[.,;\s]|$)"
)
_ARTICLE = re.compile(
    rf"[«“]\s?[^«»\n]{{3,200}}\s?[»”],\s(?:in\s|dans\s)?(?P<journal>[{UPPER}][^,\n«»]{{2,80}}),\s"
    r"(?:n[°o]\s?\d|vol\.|t\.|tome|\d{4})"
)
_NAME = re.compile(rf"{_SURNAME}(?=\s\()")


def find_entries(text: str) -> Iterator[Finding]:
    """Yield what the entries of a bibliography name: authors, titles, journals, publishers.

    Parameters
    ----------
    text : str
        A mended text; an entry is a line of it.

    Yields
    ------
    Finding
        ``CITATION`` over an entry, ``PER`` over a surname, ``MISC`` over the title of a book or the
        name of a journal, ``ORG`` over a publisher; rules ``rule:citations.entry`` and
        ``rule:citations.title``.

    Examples
    --------
    >>> text = "Rouault (Jeanne), Les puits du nord, 1850-1950, Lille, Éditions du Beffroi, 1987."
    >>> [(found.label, found.text(text)) for found in find_entries(text)][1:]
    [('PER', 'Rouault'), ('MISC', 'Les puits du nord, 1850-1950'), ('ORG', 'Éditions du Beffroi')]
    """
    inside = {"in_citation": True}
    for entry in _ENTRY.finditer(text):
        book = _BOOK.match(text, entry.start("rest"), entry.end())
        article = _ARTICLE.match(text, entry.start("rest"), entry.end())
        found = book or article
        names = list(_NAME.finditer(text, *entry.span("authors")))
        # Without an author's first name in brackets, only a whole reference is an entry.
        if found is None or not (names or book):
            continue
        yield Finding(entry.start("authors"), found.end(), "CITATION", "rule:citations.entry")
        for name in names:
            yield Finding(*name.span(), "PER", "rule:citations.entry", attributes=inside)
        if book is not None:
            yield Finding(*book.span("title"), "MISC", "rule:citations.title", attributes=inside)
            yield Finding(*book.span("publisher"), "ORG", "rule:citations.entry", attributes=inside)
        if article is not None:
            journal = article.span("journal")
            yield Finding(*journal, "MISC", "rule:citations.title", attributes=inside)

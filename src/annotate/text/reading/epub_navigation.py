"""The tables of contents and the lists of pages of an EPUB 3, and of an EPUB 2."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from annotate.text.reading.containers import Package
from annotate.text.reading.html import parse_page
from annotate.text.reading.xml import attribute, child, local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents.

    Attributes
    ----------
    place : str
        Where it leads: a file of the package, or ``file#id``.
    text : str
        What it says.
    level : int
        1 the highest.
    """

    place: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Navigation:
    """What a book says of its parts.

    Attributes
    ----------
    contents : tuple of Entry
        Its table of contents.
    pages : frozenset of str
        Places at which a page of the printed edition begins.
    """

    contents: tuple[Entry, ...]
    pages: frozenset[str]


def read_navigation(package: Package, navs: Iterable[str], tables: Iterable[str]) -> Navigation:
    """Read the navigation of a book.

    Parameters
    ----------
    package : Package
        The book.
    navs : iterable of str
        Navigation documents, of EPUB 3.
    tables : iterable of str
        Tables in the form of EPUB 2 (NCX); what they say counts where a navigation document says
        nothing.
    """
    contents: list[Entry] = []
    pages: set[str] = set()
    for path in navs:
        data = package.read(path)
        page = None if data is None else parse_page(data, package.shown, path)[0]
        for nav in () if page is None else page.iter("nav"):
            types = (nav.get("epub:type") or "").split()
            if "toc" in types:
                contents.extend(_listed(nav, path))
            elif "page-list" in types:
                pages.update(entry.place for entry in _listed(nav, path))
    for path in tables:
        root = package.xml(path)
        if root is None:
            continue
        if not contents:
            contents.extend(_points(root, path))
        pages.update(place for one in root.iter("{*}pageTarget") if (place := _aim(one, path)))
    return Navigation(tuple(contents), frozenset(pages))


def _listed(nav: _Element, path: str) -> Iterator[Entry]:
    for link in nav.iter("a"):
        level = sum(1 for one in link.iterancestors() if local(one) == "ol")
        yield Entry(resolved(path, link.get("href") or ""), plain_text(link), max(level, 1))


def _points(root: _Element, path: str) -> Iterator[Entry]:
    for point in root.iter("{*}navPoint"):
        level = sum(1 for one in point.iterancestors() if local(one) == "navPoint") + 1
        label, place = child(point, "navLabel"), _aim(point, path)
        if label is not None and place:
            yield Entry(place, plain_text(label), level)


def _aim(point: _Element, path: str) -> str:
    content = child(point, "content")
    return "" if content is None else resolved(path, attribute(content, "src") or "")


def resolved(base: str, href: str) -> str:
    """Return the place in the package that a link in one of its files leads to.

    Parameters
    ----------
    base : str
        The file.
    href : str
        The link.

    Examples
    --------
    >>> resolved("OEBPS/text/un.xhtml", "../notes%20a.xhtml#n1")
    'OEBPS/notes a.xhtml#n1'
    >>> resolved("OEBPS/un.xhtml", "#n1")
    'OEBPS/un.xhtml#n1'
    """
    file, mark, name = href.partition("#")
    path = posixpath.join(posixpath.dirname(base), unquote(file)) if file else base
    return posixpath.normpath(path) + (f"#{unquote(name)}" if mark else "")

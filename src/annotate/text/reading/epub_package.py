"""What the package document of an EPUB says: its chapters in order, its title and its authors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.errors import UnreadableError
from annotate.text.reading.containers import Package
from annotate.text.reading.epub_navigation import Entry, read_navigation, resolved
from annotate.text.reading.xml import attribute, child, local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_NCX = "application/x-dtbncx+xml"
_MADE = frozenset({"toc", "landmarks", "page-list", "loi", "lot", "loa", "lov", "cover"})
"""Kinds of parts that a program makes, or that hold a picture: no text of the book."""
_MADE_ROLES = frozenset({"doc-toc", "doc-pagelist", "doc-cover"})


@dataclass(frozen=True, slots=True)
class Opf:
    """The package document of a book.

    Attributes
    ----------
    path : str
        Its own name in the package.
    spine : tuple of str
        The files of the running text, in order.
    files : tuple of str
        Those, and behind them the others that hold HTML.
    left_out : frozenset of str
        Files of the spine that are no text: covers, contents.
    title : str
        May be empty.
    authors : tuple of str
        Those who wrote it, in order.
    pages : frozenset of str
        Places (``file#id``) at which a page of the printed edition begins.
    contents : tuple of Entry
        The table of contents, in order.
    """

    path: str
    spine: tuple[str, ...]
    files: tuple[str, ...]
    left_out: frozenset[str]
    title: str
    authors: tuple[str, ...]
    pages: frozenset[str]
    contents: tuple[Entry, ...]


def is_made(element: _Element) -> bool:
    """Return whether an element of a chapter is a table of contents, a list of pages or a cover.

    Examples
    --------
    >>> from lxml import html
    >>> is_made(html.fromstring("<section epub:type='toc'/>"))
    True
    """
    types = (element.get("epub:type") or "").split()
    return not _MADE.isdisjoint(types) or element.get("role") in _MADE_ROLES


def read_opf(package: Package) -> Opf:
    """Read the package document of an EPUB.

    Raises
    ------
    UnreadableError
        If there is none, or it names no chapters.
    """
    path = _path_of(package)
    root = package.needed(path)
    items = _items(root, path)
    spine: list[str] = []
    aside: list[str] = []
    for reference in _below(root, "spine", "itemref"):
        item = items.get(attribute(reference, "idref") or "")
        if item is not None and item.is_chapter:
            linear = attribute(reference, "linear") != "no"
            (spine if linear else aside).append(item.path)
    spine = list(dict.fromkeys(spine or aside))
    if not spine:
        raise UnreadableError(
            "is damaged: it names no chapters",
            path=package.shown,
            place=path,
            remedy="download it again",
        )
    others = (item.path for item in items.values() if item.is_chapter)
    title, authors = _credits(root)
    navs = [item.path for item in items.values() if item.is_nav]
    tables = [item.path for item in items.values() if item.kind == _NCX]
    navigation = read_navigation(package, navs, tables)
    return Opf(
        path,
        tuple(spine),
        tuple(dict.fromkeys((*spine, *aside, *others))),
        frozenset(_left_out(root, path, items)),
        title,
        authors,
        navigation.pages,
        navigation.contents,
    )


@dataclass(frozen=True, slots=True)
class _Item:
    path: str
    kind: str
    properties: tuple[str, ...]

    @property
    def is_chapter(self) -> bool:
        return self.kind in _CHAPTERS

    @property
    def is_nav(self) -> bool:
        return "nav" in self.properties


def _path_of(package: Package) -> str:
    container = package.xml(_CONTAINER)
    if container is not None:
        for root in container.iter("{*}rootfile"):
            if attribute(root, "full-path") in package:
                return str(attribute(root, "full-path"))
    found = [name for name in package.names if name.endswith(".opf")]
    if found:
        return found[0]
    raise UnreadableError(
        "is damaged: its package document (.opf) is missing",
        path=package.shown,
        remedy="download it again",
    )


def _below(root: _Element, *path: str) -> Iterator[_Element]:
    """Yield the elements along a path of names whose last one occurs often."""
    parent = child(root, *path[:-1])
    return (one for one in (() if parent is None else parent) if local(one) == path[-1])


def _items(root: _Element, path: str) -> dict[str, _Item]:
    return {
        attribute(item, "id") or "": _Item(
            resolved(path, attribute(item, "href") or ""),
            attribute(item, "media-type") or "",
            tuple((attribute(item, "properties") or "").split()),
        )
        for item in _below(root, "manifest", "item")
    }


def _left_out(root: _Element, path: str, items: dict[str, _Item]) -> Iterator[str]:
    """Yield the files that the package calls a cover or a table of contents."""
    for item in items.values():
        if item.is_nav:
            yield item.path
    if len(list(_below(root, "spine", "itemref"))) == 1:
        return  # a book of one file, which is not its contents alone
    for reference in _below(root, "guide", "reference"):
        if attribute(reference, "type") in ("cover", "toc", "loi", "lot"):
            file, mark, _ = (attribute(reference, "href") or "").partition("#")
            if not mark:  # else it is a part of a file that may hold more
                yield resolved(path, file)


def _credits(root: _Element) -> tuple[str, tuple[str, ...]]:
    metadata = child(root, "metadata")
    if metadata is None:
        return "", ()
    if child(metadata, "dc-metadata") is not None:  # of EPUB's forerunner
        metadata = child(metadata, "dc-metadata")
    assert metadata is not None
    said = {
        ((attribute(one, "refines") or "").removeprefix("#"), attribute(one, "property")): (
            plain_text(one)
        )
        for one in metadata
        if local(one) == "meta" and attribute(one, "refines")
    }
    titles: list[tuple[bool, str]] = []
    authors: list[str] = []
    for one in metadata:
        identity = attribute(one, "id") or ""
        if local(one) == "title":
            main = said.get((identity, "title-type"), "main") == "main"
            titles.append((not main, plain_text(one)))
        elif local(one) == "creator":
            role = attribute(one, "role") or said.get((identity, "role"), "aut")
            if role == "aut":
                authors.extend(name.strip() for name in plain_text(one).split(";"))
    first = min(titles, key=lambda title: title[0], default=(False, ""))
    return first[1], tuple(dict.fromkeys(name for name in authors if name))

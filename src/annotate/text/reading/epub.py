"""EPUB 2 and 3: the chapters of a book in their order, read as one page of HTML.

The chapters become sections of one tree, in which every name is that of its file and of its place,
so that links between files lead somewhere; a note may be in any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from annotate.document.source import Remark, Source
from annotate.errors import EncryptedError, UnreadableError
from annotate.text.reading.containers import Package
from annotate.text.reading.epub_navigation import Entry, resolved
from annotate.text.reading.epub_package import Opf, is_made, read_opf
from annotate.text.reading.html import parse_page, passages_of
from annotate.text.reading.html_page import is_page_break
from annotate.text.reading.markup_blocks import compose
from annotate.text.reading.style_names import named_by_properties
from annotate.text.reading.xml import attribute, check_size, check_tags, local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_FONTS_ALONE = frozenset(
    {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"},
)
"""Algorithms that make a font useless outside its book; the text is as it was."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINE = _HEADINGS | {"p", "div", "li"}
_HOLDS = _LINE | {"section", "ul", "ol", "table", "blockquote", "header", "article"}
"""What a block of one line does not hold."""
_STEPS = 30
"""Elements that are looked at for a heading: its lines (`Chapitre 2`, `Le fer`), and what is before
them.
"""


def read_epub(package: Package, identity: str, shown: str) -> Source:
    """Read an EPUB.

    Parameters
    ----------
    package : Package
        The file.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.

    Returns
    -------
    Source
        With marks. Covers, tables of contents and lists of pages are no part of its text; title and
        authors are those that the text shows, else those of the package. Pages are those of the
        printed edition where the book names them.

    Raises
    ------
    EncryptedError
        If its chapters are encrypted.
    UnreadableError
        If it is damaged or meets a limit; see :class:`Package`.
    """
    _check_open(package, shown)
    opf = read_opf(package)
    book, root, remarks = _one_page(package, opf, shown)
    passages = passages_of(book, root, 0.0)
    if any(not one.is_empty for one in passages):
        passages = named_by_properties(passages, opf.title, opf.authors, supply=True)
    return replace(compose(passages, identity, shown), remarks=remarks)


def _check_open(package: Package, shown: str) -> None:
    """Refuse a book whose chapters are encrypted, as those with DRM are."""
    root = package.xml("META-INF/encryption.xml")
    if root is None:
        return
    methods = [one for one in root.iter() if local(one) == "EncryptionMethod"]
    if all(attribute(one, "Algorithm") in _FONTS_ALONE for one in methods):
        return
    raise EncryptedError(
        "is protected against copying (DRM), its chapters are encrypted",
        path=shown,
        place="META-INF/encryption.xml",
        remedy="ask who sold it for a copy without protection",
    )


def _one_page(
    package: Package, opf: Opf, shown: str
) -> tuple[_Element, _Element, tuple[Remark, ...]]:
    """Return a tree of all chapters, the element in it that holds the running text, and what was
    wrong with their characters.
    """
    from lxml import etree

    book = etree.Element("html")
    root, aside = etree.SubElement(book, "body"), etree.SubElement(book, "div")
    size = 0
    markup: list[bytes] = []
    remarks: list[Remark] = []
    for path in opf.files:
        data = package.read(path)
        if data is None:
            continue
        size += len(data)
        check_size(size, shown, path)
        markup.append(data)
        in_text = path in opf.spine and path not in opf.left_out
        page, told = parse_page(data, shown, path)
        remarks += [replace(one, place=f"{path}, {one.place}".rstrip(", ")) for one in told]
        _add(page, path, root if in_text else aside, opf.pages)
    check_tags(b"".join(markup), shown)
    if not any(path in package for path in opf.spine):
        raise UnreadableError(
            "is damaged: none of its chapters is there",
            path=shown,
            place=opf.path,
            remedy="download it again",
        )
    _name_headings(root, opf.contents)
    return book, root, tuple(remarks)


def _add(page: _Element, path: str, parent: _Element, pages: frozenset[str]) -> None:
    """Put the body of a chapter below `parent`, its names and links made those of the book."""
    from lxml import etree

    section = etree.SubElement(parent, "section")
    section.set("id", path)
    body = next(page.iter("body"), None)
    if body is None:
        return
    made = is_made(body)
    body.tag = "section"
    names = list(body.iter())
    section.append(body)
    for element in names:
        _rename(element, path)
        if element is not body and is_made(element):
            element.set("hidden", "hidden")
        elif element.get("id") in pages:
            _break_before(element)
    if made:
        section.set("hidden", "hidden")


def _rename(element: _Element, path: str) -> None:
    for key in ("id", "name"):
        name = element.get(key)
        if name:
            element.set(key, f"{path}#{name}")
    href = element.get("href")
    if href and ":" not in href.split("/", maxsplit=1)[0]:
        element.set("href", "#" + quote(resolved(path, href)))


def _break_before(element: _Element) -> None:
    """Say before an element that a page begins, unless it says so itself."""
    if not is_page_break(element):
        element.addprevious(element.makeelement("span", {"role": "doc-pagebreak"}))


def _name_headings(root: _Element, contents: Iterable[Entry]) -> None:
    """Make headings of the paragraphs that the table of contents leads to and quotes: some
    programs write headings that only look like some.
    """
    places = {one.get("id"): one for one in root.iter() if one.get("id")}
    keys: dict[_Element, str] = {}
    for entry in contents:
        place = places.pop(entry.place, None)
        if place is None:
            continue
        rest, found = _key(entry.text), []
        for block in _lines_from(place):
            if block not in keys:
                keys[block] = _key(plain_text(block))
            key = keys[block]
            if not rest or not rest.startswith(key):
                break
            rest = rest.removeprefix(key)
            found += [block] if key else []
        if not rest:
            for block in found:
                if local(block) in ("p", "div"):
                    block.tag = f"h{min(entry.level, 6)}"


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _lines_from(place: _Element) -> Iterator[_Element]:
    """Yield the blocks of text at a place and behind it."""
    around = next((one for one in place.iterancestors() if local(one) in _LINE), None)
    element = place if around is None else around
    for _ in range(_STEPS):
        if element is None:
            return
        if local(element) in _LINE and not any(local(one) in _HOLDS for one in element):
            yield element
            element = _behind(element)
        else:
            element = element[0] if len(element) else _behind(element)


def _behind(element: _Element) -> _Element | None:
    """Return the element that begins after the end of another."""
    following = element.getnext()
    while following is None:
        element = element.getparent()
        if element is None:
            return None
        following = element.getnext()
    return following

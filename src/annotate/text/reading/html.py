"""HTML: the text of a page itself, without what surrounds it, and the structure of its markup."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from annotate.document.source import Place, Remark, Source
from annotate.errors import UnreadableError
from annotate.text.reading.building import Builder
from annotate.text.reading.html_decoding import decode_html
from annotate.text.reading.html_notes import PageNotes, cut_number, find_page_notes
from annotate.text.reading.html_page import (
    is_box,
    is_left_out,
    is_page_break,
    main_text_of,
    much_of,
    names_of,
)
from annotate.text.reading.html_tables import table_rows
from annotate.text.reading.markup_blocks import Passage, compose
from annotate.text.reading.style_names import named_by_properties
from annotate.text.reading.table_grid import Cell, caption_of, cell_of, holds_data, placed
from annotate.text.reading.xml import check_depth, check_size, check_tags, local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_BYTES = 24 << 20
"""Less than for XML: attributes without a value cannot be counted before they are parsed."""
_BOLD = 24
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = {
    "p": None,
    "li": "list_item",
    "dt": "list_item",
    "dd": "list_item",
    "figcaption": "caption",
    "caption": "caption",
    "legend": "caption",
    "pre": None,
    "address": None,
    "summary": None,
    "td": None,
    "th": None,
}
_LOOSE = frozenset(
    "div section article main body header footer blockquote ul ol dl thead tbody tfoot tr "
    "figure hr center details fieldset aside hgroup html menu multicol".split()
)
_NO_TABLE = ("presentation", "none")
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|authors?|auteure?s?|signature)(?:$|[\s_-])", re.I)
_ENTRIES = re.compile(r"(?:^|[\s_-])(?:biblio\w*|csl-entry|references?)(?:$|[\s_-])", re.I)
_ENTRY_ROLES = frozenset({"doc-biblioentry", "doc-bibliography"})


def read_html(data: bytes, identity: str, shown: str) -> Source:
    """Read an HTML page.

    Parameters
    ----------
    data : bytes
        The whole file.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.

    Returns
    -------
    Source
        With marks and one page. Menus, scripts, forms and what is hidden are no part of its text;
        title and authors are those that the page shows, else those of its head.

    Raises
    ------
    UnreadableError
        If it cannot be decoded or meets a limit.

    Examples
    --------
    >>> read_html(b"<nav>Accueil</nav><h1>Lens</h1><p>Le puits.</p>", "a", "a.html").text
    'Lens\\n\\nLe puits.\\n'
    """
    page, remarks = parse_page(data, shown)
    root = main_text_of(page)
    passages = passages_of(page, root, much_of(root))
    source = compose(_with_credits(passages, page), identity, shown)
    return replace(source, remarks=remarks)


def passages_of(page: _Element, root: _Element, much: float) -> list[Passage]:
    """Return the passages of a part of a page, and the notes that are called from it.

    Parameters
    ----------
    page : Element
        The whole page, in which the notes may be anywhere.
    root : Element
        The part that holds its text.
    much : float
        See :func:`annotate.text.reading.html_page.much_of`; with 0 the name of a class tells no
        menu.
    """
    walk = _Walk(root, find_page_notes(page, root), much)
    walk.element(root)
    walk.write_notes()
    return walk.build.passages()


def _with_credits(passages: list[Passage], page: _Element) -> list[Passage]:
    """Tell the title and the authors, by the markup of the text or by the head of the page."""
    tops = [
        index
        for index, one in enumerate(passages)
        if one.label == "heading" and one.value == "1" and one.box is None
    ]
    if len(tops) == 1 and not any(one.label == "title" for one in passages):
        passages[tops[0]] = replace(passages[tops[0]], label="title", value=None)
    title = "" if tops else _title(page)
    if _by_word_processor(page):  # which writes the name of an account for the author
        return named_by_properties(passages, title, _authors(page))
    return named_by_properties(passages, title, _authors(page), supply=bool(passages))


def _by_word_processor(page: _Element) -> bool:
    programs = [
        one.get("content") or ""
        for one in page.iter("meta")
        if (one.get("name") or "").lower() in ("generator", "progid")
    ]
    return any(re.match("LibreOffice|OpenOffice|Microsoft|Word", name) for name in programs)


def parse_page(
    data: bytes, shown: str, place: str | None = None
) -> tuple[_Element, tuple[Remark, ...]]:
    """Parse an HTML page as browsers do, whatever is wrong with its markup.

    Parameters
    ----------
    data : bytes
        The page.
    shown : str
        The file's name in messages.
    place : str, optional
        The part of the file, for messages.

    Returns
    -------
    root : Element
        Its root.
    remarks : tuple of Remark
        What was wrong with its characters.

    Raises
    ------
    UnreadableError
        If it cannot be decoded or meets a limit.

    Examples
    --------
    >>> parse_page(b"<p>Lens", "a.html")[0].tag
    'html'
    """
    from lxml import etree

    check_size(len(data), shown, place, limit=_MAX_BYTES)
    check_tags(data, shown, place)
    decoded = decode_html(data, shown)
    text = decoded.text.encode("utf-8", "replace")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        root = None
        if "depth" not in str(error).lower() and "empty" not in str(error).lower():
            raise UnreadableError(
                "is damaged: it cannot be read as HTML",
                path=shown,
                place=place,
                remedy="download it again",
            ) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise UnreadableError(
            "has too many elements inside each other",
            path=shown,
            place=place,
            remedy="download it again, or save its text as plain text",
        )
    if root is None:
        root = etree.fromstring(b"<html><body></body></html>", etree.HTMLParser())
    check_depth(root, shown, place)
    return root, decoded.remarks


def _title(page: _Element) -> str:
    for element in page.iter("meta"):
        if (element.get("property") or element.get("name")) in ("og:title", "dc.title", "DC.title"):
            return element.get("content") or ""
    title = next(page.iter("title"), None)
    return "" if title is None else plain_text(title)


def _authors(page: _Element) -> list[str]:
    said = [
        ((one.get("name") or "").lower(), one.get("content") or "") for one in page.iter("meta")
    ]
    for names in (("author",), ("citation_author",), ("dc.creator",)):
        found = [content for name, content in said if name in names and content.strip()]
        if found:
            return list(dict.fromkeys(found))
    return []


class _Walk:
    """Walks through the page's own text."""

    def __init__(self, root: _Element, notes: PageNotes, much: float) -> None:
        self.build = Builder()
        self._root = root
        self._much = much
        self._notes = notes
        self._kept = frozenset(
            ancestor for body in notes.bodies for ancestor in (body, *body.iterancestors())
        )
        self._cells: dict[_Element, tuple[Cell, Place]] = {}
        self._tables: dict[_Element | None, int] = {}
        self._entries = 0
        self._preformatted = 0
        self._text_begun = False

    def element(self, element: _Element) -> None:
        """Write an element."""
        name = local(element)
        if element in self._notes.bodies or element in self._notes.returns:
            return
        if element in self._notes.calls:
            self.build.call(self._notes.bodies[self._notes.calls[element]])
            return
        if element in self._notes.at_calls and not self.build.in_note:
            self._note_at_call(element, self._notes.at_calls[element])
            return
        if element is not self._root and is_left_out(element, self._root, self._kept, self._much):
            return
        if is_page_break(element):
            self.build.page_break()
        elif name == "br":
            self.build.line_break()
        elif name == "sup" and self._is_calls(element):
            for call in element.iter("a"):
                self.element(call)
        elif self._is_byline(element):
            with self.build.block("author"):
                self._inside(element)
        elif name in ("h1", "p") and "title" in (element.get("class") or "").lower().split():
            with self.build.block("title"):
                self._inside(element)
        elif name in _HEADINGS:
            with self.build.block("heading", name[1]):
                self._inside(element)
        elif element is not self._root and is_box(element):
            with self.build.anchored(), self.build.box():
                self._inside(element)
        else:
            self._block(element, name)

    def _note_at_call(self, note: _Element, label: str) -> None:
        self.build.call(label)
        for _ in range(2):  # LaTeXML has the number of a note twice before it
            cut_number(note, label, self._notes.returns)
        with self.build.note(label):
            self._inside(note)

    def _block(self, element: _Element, name: str) -> None:
        entries = bool(_ENTRIES.search(names_of(element))) or element.get("role") in _ENTRY_ROLES
        entries = entries and element is not self._root and name not in ("a", "span")
        self._entries += entries
        if element in self._cells:
            with cell_of(self.build, *self._cells[element]):
                self._inside(element)
        elif name == "caption" and element.getparent() in self._tables:
            with caption_of(self.build, self._tables[element.getparent()]):
                self._inside(element)
        elif name in _BLOCKS:
            kind = "bibliography" if self._entries and name in ("p", "li", "dd") else _BLOCKS[name]
            self._text_begun = self._text_begun or name == "p"
            with self.build.block("paragraph", None, kind or self.build.kind):
                self._preformatted += name == "pre"
                self._inside(element)
                self._preformatted -= name == "pre"
        elif name == "table":
            self._table(element)
        elif name in _LOOSE:
            with self.build.anchored() if name == "figure" else self.build.loose():
                self._inside(element)
        elif name in ("b", "strong"):
            with self.build.bold(_BOLD):
                self._inside(element)
        else:
            self._inside(element)
        self._entries -= entries

    def _table(self, table: _Element) -> None:
        """Write a table: cells if it holds data, else what is in it."""
        rows = table_rows(table) if table.get("role") not in _NO_TABLE else []
        said = any(local(one) in ("caption", "thead") for one in table)
        if self.build.in_lines or table in self._kept or not holds_data(rows, said=said):
            with self.build.loose():
                self._inside(table)
            return
        with self.build.table() as number:
            self._tables[table] = number
            cells = chain.from_iterable(placed(rows, number))
            self._cells.update((cell.element, (cell, place)) for cell, place in cells)
            self._inside(table)

    def _inside(self, parent: _Element) -> None:
        self._text(parent.text)
        for element in parent:
            self.element(element)
            self._text(element.tail)

    def _text(self, text: str | None) -> None:
        if text and self._preformatted:
            first, *others = text.split("\n")
            self.build.text(first)
            for line in others:
                self.build.line_break()
                self.build.text(line)
        else:
            self.build.text(text)

    def _is_calls(self, element: _Element) -> bool:
        """Return whether a raised element holds calls and nothing else but commas or brackets."""
        held = [one for one in element.iter("a") if one in self._notes.calls]
        rest = plain_text(element)
        for call in held:
            rest = rest.replace(plain_text(call), "", 1)
        return bool(held) and not rest.strip(" ,;-–[]()")

    def _is_byline(self, element: _Element) -> bool:
        """Return whether an element above the text names its authors."""
        if self._text_begun or self.build.in_block or self._entries:
            return False
        is_author = element.get("rel") == "author" or element.get("itemprop") == "author"
        if not is_author and not _BYLINE.search(element.get("class") or ""):
            return False
        if any(local(one) in _HEADINGS for one in element.iter()):
            return False
        return 0 < len(plain_text(element)) < 200

    def write_notes(self) -> None:
        """Write the notes, without the numbers and the links back that are in them."""
        for body, label in self._notes.bodies.items():
            cut_number(body, label, self._notes.returns)
            with self.build.note(label):
                self._inside(body)

"""TEI P5: the text as it was printed, with the structure of its markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from annotate.document.source import Place, Source
from annotate.errors import UnreadableError
from annotate.text.reading.building import Builder
from annotate.text.reading.markup_blocks import compose
from annotate.text.reading.style_names import named_by_properties
from annotate.text.reading.table_grid import (
    NESTED,
    Cell,
    caption_of,
    cell_of,
    count,
    holds_data,
    placed,
)
from annotate.text.reading.xml import attribute, child, local, parse_xml, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_ASIDE = frozenset(
    "teiHeader facsimile sourceDoc standOff expan corr reg del interp interpGrp index certainty "
    "precision respons spanGrp linkGrp joinGrp altGrp timeline desc divGen metamark graphic media "
    "binaryObject figDesc rdg rdgGrp witDetail listApp xenoData alt link join".split()
)
"""What was not printed, or is printed elsewhere. `figDesc` is taken in figures alone."""
_DIVISIONS = frozenset("div div1 div2 div3 div4 div5 div6 div7".split())
_PARAGRAPHS = frozenset(
    "p ab l byline docAuthor docEdition docImprint docDate imprimatur opener closer salute signed "
    "dateline argument epigraph trailer speaker stage postscript label titlePart quote bibl "
    "biblStruct biblFull q said cit".split()
)
"""Elements that are a block where they are not inside one."""
_ENTRIES = frozenset({"bibl", "biblStruct", "biblFull"})
_LABELS = {"titlePart": "title", "docAuthor": "author", "byline": "author"}
_PRINTED = ("sic", "orig", "abbr", "lem", "add")
_PAGE_NUMBERS = frozenset({"pageNum", "pageNumber", "pag", "folio", "fol"})


def read_tei(data: bytes, identity: str, shown: str) -> Source:
    """Read a TEI P5 document.

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
        With marks, and a page for each ``pb`` that text follows. Title and authors are
        those of the title page, else those of the header. Of a ``choice`` the text has what was
        printed (``abbr``, ``sic``, ``orig``). A note is called where it is, or where a
        ``ref`` or ``ptr`` points to it.

    Raises
    ------
    UnreadableError
        If it is no well-formed XML, meets a limit (see :func:`parse_xml`), or is a corpus of
        several documents.

    Examples
    --------
    >>> tei = (
    ...     "<TEI><text><body><p>Le puits<note n='1'>Fermé en 1968.</note> est "
    ...     "clas<lb break='no'/>sé.</p></body></text></TEI>"
    ... )
    >>> read_tei(tei.encode(), "a", "a.xml").text
    'Le puits1 est classé.\\n\\n1. Fermé en 1968.\\n'
    """
    root = parse_xml(data, shown)
    documents = [root] if local(root) == "TEI" else [one for one in root if local(one) == "TEI"]
    if len(documents) != 1:
        raise UnreadableError(
            f"is a corpus of {len(documents)} documents",
            path=shown,
            remedy="give each TEI element as a file of its own",
        )
    (document,) = documents
    walk = _Walk(document)
    text = child(document, "text")
    if text is not None:
        walk.inside(text)
    title, authors = _title_statement(document)
    passages = named_by_properties(walk.build.passages(), title, authors, supply=text is not None)
    return compose(passages, identity, shown)


def _title_statement(document: _Element) -> tuple[str, list[str]]:
    statement = child(document, "teiHeader", "fileDesc", "titleStmt")
    titles = [one for one in _children(statement, "title") if plain_text(one)]
    main = next((one for one in titles if attribute(one, "type") in (None, "main")), None)
    authors = [_name(author) for author in _children(statement, "author")]
    return "" if main is None else plain_text(main), [name for name in authors if name]


def _children(element: _Element | None, name: str) -> Iterator[_Element]:
    return (one for one in (() if element is None else element) if local(one) == name)


def _name(author: _Element) -> str:
    """Return a name whose parts may be in elements without white space between."""
    person = next((one for one in author.iter() if local(one) == "persName"), author)
    parts = [plain_text(one) for one in person if local(one) in ("forename", "surname", "nameLink")]
    return " ".join(parts) if len(parts) > 1 else plain_text(person)


class _Walk:
    """Walks through the text."""

    def __init__(self, document: _Element) -> None:
        self.build = Builder()
        self._cells: dict[_Element, tuple[Cell, Place]] = {}
        self._tables: dict[_Element | None, int] = {}
        self._level = 0
        self._count = 0
        self._labels: dict[_Element, str] = {}
        self._notes = {
            attribute(note, "id"): note
            for note in document.iter("{*}note")
            if attribute(note, "id")
        }
        self._called = {
            self._notes[target]
            for pointer in document.iter("{*}ref", "{*}ptr")
            if (target := (attribute(pointer, "target") or "").removeprefix("#")) in self._notes
        }
        self._anchors = {
            target.removeprefix("#"): note
            for note in document.iter("{*}note")
            if (target := attribute(note, "target") or "").startswith("#")
        }
        for anchor in document.iter("{*}anchor"):
            note = self._anchors.get(attribute(anchor, "id") or "")
            if note is not None:
                self._called.add(note)
        self._ways: dict[str, Callable[[_Element], None]] = {
            "head": self._head,
            "note": self._note,
            "ref": self._pointer,
            "ptr": self._pointer,
            "anchor": self._anchor,
            "pb": self._page,
            "lb": self._line,
            "fw": self._furniture,
            "list": self._loose,
            "item": self._item,
            "figure": self._figure,
            "floatingText": self._box,
            "listBibl": self._loose,
            "lg": self._verses,
            "table": self._table,
            "cell": self._cell,
            "choice": self._choice,
            "app": self._choice,
            "subst": self._choice,
            "gap": lambda _: None,
            "space": lambda _: self.build.text(" "),
        }

    def inside(self, parent: _Element) -> None:
        """Walk through what an element holds."""
        apart = local(parent) in ("biblStruct", "biblFull", "monogr", "analytic", "imprint")
        self.build.text(parent.text)
        for element in parent:
            self._element(element, local(element))
            self.build.text(" " if apart else element.tail)

    def _element(self, element: _Element, name: str) -> None:
        if name in self._ways:
            self._ways[name](element)
        elif name in _DIVISIONS:
            self._level += 1
            self._boxed_or_loose(element)
            self._level -= 1
        elif name in _ASIDE:
            return
        elif (name in _PARAGRAPHS and not self.build.in_block) or name in ("p", "ab"):
            kind = "bibliography" if name in _ENTRIES else None
            if kind is None and local(element.getparent()) == "figure":
                kind = "caption"
            self._block(element, _LABELS.get(name, "paragraph"), kind=kind)
        elif name in ("front", "body", "back", "group", "titlePage", "docTitle", "sp"):
            self._loose(element)
        else:
            self.inside(element)

    def _block(
        self, element: _Element, label: str, value: str | None = None, kind: str | None = None
    ) -> None:
        if any(local(one) in ("p", "l", "lg") for one in element):
            self._loose(element)  # a quotation of several paragraphs
            return
        with self.build.block(label, value, kind):
            self.inside(element)

    def _loose(self, element: _Element) -> None:
        with self.build.loose():
            self.inside(element)

    def _box(self, element: _Element) -> None:
        with self.build.anchored(), self.build.box():
            self.inside(element)

    def _boxed_or_loose(self, element: _Element) -> None:
        if (attribute(element, "type") or "").lower() in ("box", "encadre", "encadré", "sidebar"):
            self._box(element)
        else:
            self._loose(element)

    def _head(self, element: _Element) -> None:
        holder = local(element.getparent())
        if element.getparent() in self._tables:
            with caption_of(self.build, self._tables[element.getparent()]):
                self.inside(element)
        elif holder in ("figure", "table"):
            self._block(element, "paragraph", kind="caption")
        elif holder in ("list", "lg"):
            self._block(element, "paragraph")
        else:
            level = self._level + (holder == "listBibl")
            self._block(element, "heading", str(max(level, 1)))

    def _item(self, element: _Element) -> None:
        self._held(element, "list_item")

    def _table(self, table: _Element) -> None:
        rows = _rows(table)
        if self.build.in_lines or not holds_data(rows, said=True):
            self._loose(table)
            return
        with self.build.table() as number:
            self._tables[table] = number
            cells = chain.from_iterable(placed(rows, number))
            self._cells.update((cell.element, (cell, place)) for cell, place in cells)
            self.inside(table)

    def _cell(self, element: _Element) -> None:
        if element in self._cells:
            with cell_of(self.build, *self._cells[element]):
                self.inside(element)
        else:
            self._held(element, None)

    def _held(self, element: _Element, kind: str | None) -> None:
        """Write an item or a cell; its paragraphs are paragraphs of the same kind."""
        with self.build.block("paragraph", None, kind):
            self.build.text(element.text)
            for one in element:
                if local(one) in ("p", "ab"):
                    with self.build.block("paragraph", None, kind):
                        self.inside(one)
                else:
                    self._element(one, local(one))
                self.build.text(one.tail)

    def _figure(self, element: _Element) -> None:
        with self.build.anchored():
            for one in element:
                if local(one) == "figDesc":
                    self._block(one, "paragraph", kind="caption")
                else:
                    self._element(one, local(one))

    def _verses(self, element: _Element) -> None:
        with self.build.block("paragraph"):
            for one in element:
                self._element(one, local(one))
                self.build.line_break()

    def _label(self, note: _Element) -> str:
        """Return the number of a note: the one it has, or the next in the order of calls."""
        if note not in self._labels:
            self._count += 1
            self._labels[note] = " ".join((attribute(note, "n") or str(self._count)).split())
        return self._labels[note]

    def _note(self, note: _Element) -> None:
        label = self._label(note)
        if note not in self._called and self.build.in_block:
            self.build.call(label)
        with self.build.note(label):
            self.inside(note)

    def _anchor(self, anchor: _Element) -> None:
        note = self._anchors.get(attribute(anchor, "id") or "")
        if note is not None:
            self.build.call(self._label(note))
        self.inside(anchor)

    def _pointer(self, pointer: _Element) -> None:
        note = self._notes.get((attribute(pointer, "target") or "").removeprefix("#"))
        if note is None:
            self.inside(pointer)
        else:
            self.build.call(self._label(note))

    def _choice(self, element: _Element) -> None:
        """Write what was printed of several readings of the same."""
        names = [local(one) for one in element]
        printed = next((name for name in _PRINTED if name in names), names[0] if names else None)
        for one in element:
            if local(one) == printed:
                self.inside(one)
                break

    def _page(self, element: _Element) -> None:
        if attribute(element, "break") == "no":
            self.build.within_word()
        self.build.page_break()

    def _line(self, element: _Element) -> None:
        if attribute(element, "break") == "no":
            self.build.within_word()
        else:
            self.build.line_break()

    def _furniture(self, element: _Element) -> None:
        page_number = (attribute(element, "type") or "") in _PAGE_NUMBERS
        self.build.furniture("page_number" if page_number else "running_head", plain_text(element))


def _rows(table: _Element) -> list[list[Cell]]:
    """Return the cells of a table, row by row."""
    return [
        [_grid_cell(cell, row) for cell in _children(row, "cell")]
        for row in _children(table, "row")
    ]


def _grid_cell(element: _Element, row: _Element) -> Cell:
    texts = [plain_text(one) for one in element.iter("{*}p", "{*}ab", "{*}item", "{*}l")]
    text = "\n".join(filter(None, texts)) or plain_text(element)
    header = "label" in (attribute(element, "role"), attribute(row, "role"))
    nested = len(text) > NESTED and next(element.iter("{*}table"), None) is not None
    columns, rows = count(attribute(element, "cols")), count(attribute(element, "rows"))
    return Cell(element, text, columns, rows, header, nested)

"""ODT: the text that a word processor shows with all changes accepted, and what its styles say.

The parts are read as XML: the common library for the format builds a tree of its own with a parser
of its own, which knows no limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from annotate.document.source import Place, Source
from annotate.text.reading.building import Builder
from annotate.text.reading.containers import Package, encrypted
from annotate.text.reading.markup_blocks import Passage, compose
from annotate.text.reading.odt_styles import Styles
from annotate.text.reading.style_names import Role, named_by_properties
from annotate.text.reading.table_grid import NESTED, Cell, cell_of, count, holds_data, placed
from annotate.text.reading.xml import attribute, child, local, parse_xml, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_ASIDE = frozenset(
    "tracked-changes forms sequence-decls variable-decls user-field-decls dde-connection-decls "
    "table-of-content illustration-index table-index object-index user-index alphabetical-index "
    "annotation annotation-end index-source bibliography-source ruby-text hidden-text "
    "hidden-paragraph covered-table-cell title desc object object-ole binary-data image "
    "event-listeners alphabetical-index-auto-mark-file shapes".split()
)
"""What is no text of the document: deletions, comments, lists that the program makes, pictures."""
_SHAPES = frozenset("custom-shape rect ellipse circle polygon path connector line caption".split())


def read_odt(package: Package, identity: str, shown: str, *, laid_out: bool = True) -> Source:
    """Read an ODT.

    Parameters
    ----------
    package : Package
        The file.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.
    laid_out : bool
        Whether the program that wrote it knew where its pages end; one that only converted it laid
        out some pages at its head.

    Returns
    -------
    Source
        With marks. Tracked deletions, hidden text, comments, headers and footers and tables of
        contents are no part of its text. Pages are those that the program last laid out.

    Raises
    ------
    EncryptedError
        If it asks for a password.
    UnreadableError
        If it is damaged or meets a limit; see :class:`Package`.
    """
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise encrypted(shown)
    content = package.needed("content.xml")
    styles = Styles((package.xml("styles.xml"), content))
    passages = _passages(content, styles, package.xml("meta.xml"), laid_out=laid_out)
    return compose(passages, identity, shown)


def read_flat_odt(data: bytes, identity: str, shown: str) -> Source:
    """Read an ODT that is one XML file (``.fodt``).

    Parameters
    ----------
    data : bytes
        The whole file.
    identity, shown : str
        As for :func:`read_odt`.

    Raises
    ------
    UnreadableError
        If it is no well-formed XML or meets a limit; see :func:`parse_xml`.
    """
    root = parse_xml(data, shown)
    return compose(_passages(root, Styles((root,)), root, laid_out=True), identity, shown)


def _passages(
    content: _Element, styles: Styles, properties: _Element | None, *, laid_out: bool
) -> list[Passage]:
    walk = _Walk(styles, laid_out=laid_out)
    body = child(content, "body", "text")
    if body is not None:
        walk.blocks(body)
    title, author = _properties(properties)
    return named_by_properties(walk.build.passages(), title, author)


def _properties(root: _Element | None) -> tuple[str, list[str]]:
    meta = child(root, "meta")
    title = child(meta, "title")
    names = [child(meta, name) for name in ("initial-creator", "creator")]
    authors = list(dict.fromkeys(plain_text(name) for name in names if name is not None))
    return "" if title is None else plain_text(title), authors[:1]


class _Walk:
    """Walks through the text, and through notes where they are called."""

    def __init__(self, styles: Styles, *, laid_out: bool) -> None:
        self.build = Builder()
        self._laid_out = laid_out
        self._styles = styles
        self._cells: dict[_Element, tuple[Cell, Place]] = {}

    def blocks(self, parent: _Element, kind: str | None = None) -> None:
        """Walk through paragraphs, lists, tables and sections; `kind` is that of paragraphs."""
        with ExitStack() as box:
            boxed = False
            for element in parent:
                role = self._role(element, kind)
                within = boxed and local(element) == "soft-page-break"
                now = within if role is None else role.boxed
                if now != boxed:
                    box.close()
                    if now:
                        box.enter_context(self.build.box())
                    boxed = now
                if role is not None:
                    self._paragraph(element, role)
                else:
                    self._other(element, kind)

    def _role(self, element: _Element, kind: str | None) -> Role | None:
        """Return what a paragraph is, None for what is no paragraph."""
        name = local(element)
        if name not in ("p", "h"):
            return None
        role = self._styles.role(attribute(element, "style-name"))
        if name == "h" and role.label in ("paragraph", "heading"):
            level = attribute(element, "outline-level") or role.value or "1"
            return Role("heading", level, None, role.boxed)
        if kind is not None and role.label == "paragraph" and role.kind is None:
            return Role("paragraph", None, kind, role.boxed)
        return role

    def _other(self, element: _Element, kind: str | None) -> None:
        name = local(element)
        if name in _ASIDE or attribute(element, "display") == "none":
            return
        if name == "soft-page-break":
            self._page_end()
        elif name in ("list", "numbered-paragraph"):
            self.blocks(element, "list_item")
        elif name == "bibliography":
            self.blocks(element, "bibliography")
        elif name == "table":
            self._table(element)
        elif name in ("frame", "g", "a") or name in _SHAPES:
            self._drawing(element)
        else:
            self.blocks(element, kind)

    def _paragraph(self, element: _Element, role: Role) -> None:
        style = attribute(element, "style-name")
        if not role.label or self._styles.hides("paragraph", style):
            return
        before, after = self._styles.breaks(style)
        if before:
            self.build.page_break()
        bold = self._styles.bold("paragraph", style, 0)
        with self.build.block(role.label, role.value, role.kind), self.build.bold(bold):
            self._inline(element)
        if after:
            self.build.page_break()

    def _table(self, table: _Element) -> None:
        rows = table_rows(table)
        if not self.build.in_lines and holds_data(rows):
            with self.build.table() as number:
                cells = chain.from_iterable(placed(rows, number))
                self._cells.update((cell.element, (cell, place)) for cell, place in cells)
                self._rows(table)
            return
        # A table of one cell is how a box is drawn in a word processor.
        with self.build.box() if sum(map(len, rows)) == 1 else self.build.loose():
            self._rows(table)

    def _rows(self, parent: _Element) -> None:
        for element in parent:
            name = local(element)
            if element in self._cells:
                with cell_of(self.build, *self._cells[element]):
                    self.blocks(element)
            elif name == "table-cell":
                self.blocks(element)
            elif name == "soft-page-break":
                self._page_end()
            elif name.startswith("table-") and name not in ("table-columns", "table-column"):
                self._rows(element)

    def _page_end(self) -> None:
        if self._laid_out:
            self.build.page_break()

    def _inline(self, parent: _Element) -> None:
        self.build.text(parent.text)
        for element in parent:
            self._inside(element, local(element))
            self.build.text(element.tail)

    def _inside(self, element: _Element, name: str) -> None:
        if name in _ASIDE:
            return
        if name == "s":
            count = attribute(element, "c") or "1"
            self.build.text(" " * min(int(count) if count.isdigit() else 1, 1000))
        elif name == "tab":
            self.build.text("\t")
        elif name == "line-break":
            self.build.line_break()
        elif name == "soft-page-break":
            self._page_end()
        elif name == "note":
            self._note(element)
        elif name == "note-ref" and attribute(element, "reference-format") in (None, "text"):
            self.build.call(plain_text(element))
        elif name in ("frame", "g") or name in _SHAPES:
            self._drawing(element)
        elif name == "span":
            self._span(element)
        elif name in ("p", "h", "list", "table"):  # a list in a meta field, or the like
            self._other(element, None)
        else:
            self._inline(element)

    def _span(self, span: _Element) -> None:
        style = attribute(span, "style-name")
        if not self._styles.hides("text", style):
            with self.build.bold(self._styles.bold("text", style, self.build.boldness)):
                self._inline(span)

    def _note(self, note: _Element) -> None:
        citation, body = child(note, "note-citation"), child(note, "note-body")
        if citation is None or body is None:
            return
        label = attribute(citation, "label") or plain_text(citation)
        if not label:
            return
        self.build.call(label)
        with self.build.note(label):
            self.blocks(body)

    def _drawing(self, drawing: _Element) -> None:
        """Write the text boxes of a drawing after the paragraph that it is anchored in."""
        for element in drawing:
            name = local(element)
            if name in _ASIDE:
                continue
            if name == "text-box":
                with self.build.anchored(), self.build.box():
                    self.blocks(element)
            elif name == "p":
                with self.build.anchored(), self.build.box():
                    self.blocks(drawing)
                return
            elif len(element):
                self._drawing(element)


def table_rows(table: _Element) -> list[list[Cell]]:
    """Return the cells of a table, row by row; rows in groups and of headers too."""
    rows: list[list[Cell]] = []
    for element in table:
        name = local(element)
        if name == "table-row":
            rows.append(list(_cells(element)))
        elif name.startswith("table-"):
            header = name == "table-header-rows"
            inner = table_rows(element)
            rows.extend(
                [replace(cell, header=header or cell.header) for cell in row] for row in inner
            )
    return rows


def _cells(row: _Element) -> Iterator[Cell]:
    before = 0
    for element in row:
        if local(element) != "table-cell":
            continue
        texts = [plain_text(one) for one in element.iter("{*}p", "{*}h")]
        text = "\n".join(filter(None, texts))
        repeated = count(attribute(element, "number-columns-repeated"))
        if not text and repeated > 1:
            before += repeated
            continue
        headings = sum(bool(plain_text(one)) for one in element.iter("{*}h"))
        nested = len(text) > NESTED and next(element.iter("{*}table"), None) is not None
        yield Cell(
            element,
            text,
            count(attribute(element, "number-columns-spanned")),
            count(attribute(element, "number-rows-spanned")),
            structured=nested or 0 < headings < text.count("\n") + 1,
            before=before,
        )
        before = repeated - 1

"""DOCX: the text that Word shows with all changes accepted, and what its styles say of it.

The parts are read as XML: the common library for the format gives neither notes nor text boxes nor
tracked changes, and opens no document with a dangling link.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING

from annotate.document.source import Source
from annotate.text.reading.building import Builder
from annotate.text.reading.containers import Package
from annotate.text.reading.docx_body import flat, table_rows
from annotate.text.reading.docx_fields import MADE, NOTE_AGAIN, Fields, symbol_of
from annotate.text.reading.docx_notes import Notes, mark_of
from annotate.text.reading.docx_styles import Styles, switched, value_of
from annotate.text.reading.markup_blocks import compose
from annotate.text.reading.style_names import Role, named_by_properties
from annotate.text.reading.table_grid import cell_of, holds_data, placed
from annotate.text.reading.xml import attribute, child, local, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES = frozenset({"nextPage", "oddPage", "evenPage", ""})
_LOST = frozenset({"del", "moveFrom", "pPr", "rPr", "rt"})
"""What holds no text that shows: deletions, properties, pronunciations."""


def read_docx(package: Package, identity: str, shown: str) -> Source:
    """Read a DOCX.

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
        With marks. Tracked deletions, hidden text, comments, headers and footers and tables of
        contents are no part of its text. Pages are those that the program last laid out.

    Raises
    ------
    UnreadableError
        If it is damaged or meets a limit; see :class:`Package`.
    """
    main = main_part(package)
    body = child(package.needed(main), "body")
    related = _related(package, main)
    styles = Styles(_part(package, related, "styles"))
    notes = Notes(
        body,
        _part(package, related, "settings"),
        {kind: _part(package, related, kind + "s") for kind in ("footnote", "endnote")},
    )
    walk = _Walk(styles, notes)
    if body is not None:
        walk.blocks(body)
    title, author = _properties(package)
    return compose(named_by_properties(walk.build.passages(), title, author), identity, shown)


def main_part(package: Package) -> str:
    """Return the name of the part that holds the text."""
    return _related(package, "").get("officeDocument", "word/document.xml")


def _related(package: Package, part: str) -> dict[str, str]:
    """Return the parts that a part names, by the last word of the kind of their relation."""
    folder, name = posixpath.split(part)
    root = package.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    related: dict[str, str] = {}
    for relation in () if root is None else root:
        target, kind = attribute(relation, "Target"), attribute(relation, "Type")
        if target and kind and attribute(relation, "TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            related.setdefault(kind.rpartition("/")[2], path)
    return related


def _part(package: Package, related: dict[str, str], kind: str) -> _Element | None:
    return package.xml(related[kind]) if kind in related else None


def _properties(package: Package) -> tuple[str, list[str]]:
    root = _part(package, _related(package, ""), "core-properties")
    title, creator = child(root, "title"), child(root, "creator")
    authors = [] if creator is None else plain_text(creator).split(";")
    return "" if title is None else plain_text(title), authors


class _Walk:
    """Walks through the body, and through notes where they are called."""

    def __init__(self, styles: Styles, notes: Notes) -> None:
        self.build = Builder()
        self._styles = styles
        self._notes = notes
        self._joined: set[_Element] = set()
        self._fields = Fields()
        self._mark_due = False

    def blocks(self, parent: _Element) -> None:
        """Walk through paragraphs and tables."""
        with ExitStack() as box:
            boxed = False
            for element in flat(parent):
                name = local(element)
                if name == "p" and element not in self._joined:
                    chain = _run_together(element)
                    self._joined.update(chain[1:])
                    role = self._styles.role(child(chain[-1], "pPr"))
                    if role.boxed != boxed:
                        box.close()
                        if role.boxed:
                            box.enter_context(self.build.box())
                        boxed = role.boxed
                    self._paragraph(chain, role)
                elif name == "tbl":
                    box.close()
                    boxed = False
                    self._table(element)

    def _paragraph(self, chain: list[_Element], role: Role) -> None:
        """Write a paragraph, or several that run together since the mark between is deleted."""
        if not role.label:
            return
        if switched(child(chain[0], "pPr"), "pageBreakBefore"):
            self.build.page_break()
        with self.build.block(role.label, role.value, role.kind):
            for paragraph in chain:
                self._inline(paragraph, child(paragraph, "pPr"))
        section = child(chain[-1], "pPr", "sectPr")
        if section is not None:
            self._notes.section_ends()
        if section is not None and (value_of(section, "type") or "") in _PAGES:
            self.build.page_break()

    def _table(self, table: _Element) -> None:
        rows = table_rows(table, self._styles)
        cells = [cell.element for row in rows for cell in row]
        if not self.build.in_lines and holds_data(rows):
            with self.build.table() as number:
                for cell, place in chain.from_iterable(placed(rows, number)):
                    with cell_of(self.build, cell, place):
                        self.blocks(cell.element)
            return
        # A table of one cell is how a box is drawn in a word processor.
        with self.build.box() if len(cells) == 1 else self.build.loose():
            for element in cells:
                self.blocks(element)

    def _inline(self, parent: _Element, properties: _Element | None) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, properties)
            elif name == "sdt":
                content = child(element, "sdtContent")
                if content is not None and child(element, "sdtPr", "showingPlcHdr") is None:
                    self._inline(content, properties)
            elif name == "fldSimple":
                self._fields.at("begin")
                self._fields.instruct(attribute(element, "instr"))
                self._inline(element, properties)
                self._fields.at("end")
            elif name == "t":  # of a formula
                self.build.text(element.text)
            elif name not in _LOST:
                self._inline(element, properties)

    def _run(self, run: _Element, paragraph: _Element | None) -> None:
        properties = child(run, "rPr")
        if self._styles.hides(properties, paragraph):
            return
        with self.build.bold(self._styles.bold(properties, paragraph)):
            self._held(run, paragraph)

    def _held(self, run: _Element, paragraph: _Element | None) -> None:
        custom, self._mark_due = self._mark_due, False
        for element in run:
            name = local(element)
            if name in ("footnoteReference", "endnoteReference"):
                custom = self._call(element, run) or custom
            elif name == "fldChar":
                self._fields.at(attribute(element, "fldCharType"))
            elif name == "instrText":
                self._fields.instruct(element.text)
            elif name == "t":
                self._text("" if custom else element.text or "")
            elif name in ("tab", "ptab"):
                self.build.text("\t")
            elif name in ("br", "cr"):
                self._break(attribute(element, "type"))
            elif name == "lastRenderedPageBreak":
                self.build.page_break()
                self._notes.page_ends()
            elif name == "noBreakHyphen":
                self.build.text("-")
            elif name == "softHyphen":
                self.build.text("\u00ad")
            elif name == "sym":
                self.build.text("" if custom else symbol_of(element))
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._drawing(element)
            elif name == "ruby":
                self._inline(element, paragraph)

    def _break(self, kind: str | None) -> None:
        if kind == "page":
            self.build.page_break()
        elif kind == "column":
            self.build.text(" ")
        else:
            self.build.line_break()

    def _text(self, text: str) -> None:
        """Write text, unless a field shows it that is no text, or the number of a note again."""
        kind = self._fields.kind
        if kind == NOTE_AGAIN and text.strip():
            self.build.call(text.strip())
        elif kind != MADE:
            self.build.text(text)

    def _call(self, reference: _Element, run: _Element) -> bool:
        """Write a note and its call; return whether the run's text is the call."""
        kind = local(reference).removesuffix("Reference")
        custom = attribute(reference, "customMarkFollows") in ("1", "true", "on")
        shown = mark_of(run)
        due = custom and not shown and bool(mark_of(run.getnext()))
        if due:
            shown = mark_of(run.getnext())
        body = self._notes.body(kind, attribute(reference, "id"))
        if body is not None:
            again = self._notes.label_of(body)
            label = again or self._notes.called(body, kind, shown if custom else "")
            self.build.call(label)
            if not again:
                with self.build.note(label), self._fields.apart():
                    self.blocks(body)
        self._mark_due = due
        return custom

    def _drawing(self, element: _Element) -> None:
        """Write the text boxes of a drawing; of two ways to draw the same only the first."""
        for content in _text_boxes(element):
            with self.build.anchored(), self.build.box():
                self.blocks(content)


def _text_boxes(element: _Element) -> Iterator[_Element]:
    for part in element:
        name = local(part)
        if name == "txbxContent":
            yield part
        elif name == "AlternateContent" or name != "Fallback" or not _chosen(element):
            yield from _text_boxes(part)


def _chosen(alternatives: _Element) -> bool:
    choice = child(alternatives, "Choice")
    return choice is not None and any(local(one) == "txbxContent" for one in choice.iter())


def _run_together(paragraph: _Element) -> list[_Element]:
    """Return a paragraph with those after it from which only deleted marks part it."""
    chain = [paragraph]
    while child(chain[-1], "pPr", "rPr", "del") is not None:
        following = chain[-1].getnext()
        if following is None or local(following) != "p":
            break
        chain.append(following)
    return chain

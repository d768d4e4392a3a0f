"""XSL-FO, set by Apache FOP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from typesetting.flow import Note, Part, Run, flow, written
from typesetting.layouts import Layout
from typesetting.makers.maker import Maker, Sheet, call
from typesetting.makers.odt import paragraphs
from typesetting.makers.office_styles import Style, styles
from typesetting.makers.typst_maker import fonts
from typesetting.sheet import running_head

_FAMILIES = (
    "Times", "Helvetica", "Liberation Serif", "DejaVu Serif", "DejaVu Sans", "Carlito", "Caladea",
    "Open Sans",
)  # fmt: skip
"""Two that every PDF reader brings along, and are not embedded; and those of the system of which FOP
finds every face.
"""
_BUILT_IN = _FAMILIES[:2]
_WITH_SQUARES = ("Liberation Serif", "DejaVu Serif", "DejaVu Sans")
"""Those that have the square marker."""
_BOXES = {
    "fill": 'background-color="#e6e6e6" padding="8pt"',
    "frame": 'border="0.6pt solid black" padding="8pt"',
    "fill-frame": 'background-color="#eeeeee" border="0.5pt solid black" padding="10pt"',
    "bar": 'border-left="2pt solid black" padding-left="8pt"',
}
_CONFIGURATION = """<fop version="1.0"><renderers><renderer mime="application/pdf"><fonts>
<auto-detect/></fonts></renderer></renderers></fop>
"""


class _Writer:
    """Writes one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.layout = sheet, sheet.layout
        self.styles = styles(sheet.layout)
        # FOP prints notes over the text where there are columns
        self.foot = sheet.layout.notes == "foot" and sheet.layout.columns == 1

    def document(self) -> str:
        layout, truth = self.layout, self.sheet.truth
        parts = flow(truth, layout)
        names = (
            "par " + " et ".join(truth.authors)
            if layout.byline == "par"
            else ", ".join(truth.authors)
        )
        title = self._block("Titre", escape(truth.title)) + self._block("Auteur", escape(names))
        span = ' span="all"' if layout.title_wide else ""
        body = f"<fo:block{span}>{title}</fo:block>\n{self._parts(parts)}"
        if not self.foot:
            notes = [note for part in parts for note in part.notes()]
            body += self._block("Intertitre1", "Notes") + "".join(map(self._end_note, notes))
        family = layout.one_of(self._families(parts))
        rule = '<fo:leader leader-pattern="rule" leader-length="30%" rule-thickness="0.4pt"/>'
        separator = f"<fo:block>{rule if layout.separator else ''}</fo:block>"
        number = ' format="i"' if layout.number_style == "i" else ""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<fo:root xmlns:fo="http://www.w3.org/1999/XSL/Format" '
            f'font-family="{family}, serif" language="fr" country="FR">{self._pages()}'
            f'<fo:page-sequence master-reference="pages" id="all"{number}>{self._heads()}'
            f'<fo:static-content flow-name="xsl-footnote-separator">{separator}</fo:static-content>'
            f'<fo:flow flow-name="xsl-region-body">{body}</fo:flow></fo:page-sequence></fo:root>\n'
        )

    def _families(self, parts: Sequence[Part]) -> Sequence[str]:
        """Return the families that are there and have every sign: FOP prints `#` for a sign that one
        has not, and takes Times for a family that is not installed.
        """
        western = all(ord(char) < 0x100 or char in _WESTERN for char in repr(parts))
        wanted = _WITH_SQUARES if self.layout.marker == "▪" else _FAMILIES
        known = {*fonts().families(), *(_BUILT_IN if western else ())}
        return [family for family in wanted if family in known]

    def _pages(self) -> str:
        layout = self.layout
        width, height = layout.sheet_size
        top, bottom, left, right = layout.margins
        masters = "".join(
            f'<fo:simple-page-master master-name="{name}" page-width="{width}mm" page-height="{height}mm" '
            f'margin-left="{left}mm" margin-right="{right}mm" margin-top="8mm" margin-bottom="8mm">'
            f'<fo:region-body margin-top="{top - 8}mm" margin-bottom="{bottom - 8}mm" '
            f'column-count="{layout.columns}" column-gap="{layout.gutter}mm"/>'
            f'<fo:region-before region-name="{head}" extent="8mm"/>'
            '<fo:region-after region-name="foot" extent="6mm" display-align="after"/></fo:simple-page-master>'
            for name, head in (
                ("first", "odd" if layout.first_head else "bare"),
                ("right", "odd"),
                ("left", "even"),
            )
        )
        choices = "".join(
            f'<fo:conditional-page-master-reference master-reference="{name}" {condition}/>'
            for name, condition in (
                ("first", 'page-position="first"'), ("right", 'odd-or-even="odd"'), ("left", 'odd-or-even="even"'),
            )
        )  # fmt: skip
        return (
            f'<fo:layout-master-set>{masters}<fo:page-sequence-master master-name="pages">'
            f"<fo:repeatable-page-master-alternatives>{choices}</fo:repeatable-page-master-alternatives>"
            "</fo:page-sequence-master></fo:layout-master-set>"
        )

    def _heads(self) -> str:
        layout = self.layout
        page = "<fo:page-number/>"
        number = {
            "1": page, "i": page, "1 / 1": f'{page} / <fo:page-number-citation-last ref-id="all"/>',
            "– 1 –": f"– {page} –", "p. 1": f"p. {page}",
        }[layout.number_style]  # fmt: skip
        found = ""
        rule = ' border-bottom="0.4pt solid black"' if layout.header == "title-rule" else ""
        stretch = '<fo:leader leader-pattern="space" leader-length.optimum="100%"/>'
        for name, text in zip(("odd", "even"), running_head(self.sheet.truth, layout), strict=True):
            head = escape(text)
            if layout.number_place == "head-right":
                head = f"{head}{stretch}{number}"
            elif layout.number_place == "head-left":
                head = f"{number}{stretch}{head}"
            found += (
                f'<fo:static-content flow-name="{name}"><fo:block font-size="{0.8 * layout.size}pt" '
                f'text-align-last="justify"{rule}>{head}</fo:block></fo:static-content>'
                if layout.number_place.startswith("head")
                else f'<fo:static-content flow-name="{name}"><fo:block font-size="{0.8 * layout.size}pt"{rule}>{head}</fo:block></fo:static-content>'
            )
        align = {"foot-center": "center", "foot-outer": "right"}.get(layout.number_place)
        foot = (
            f'<fo:block text-align="{align}" font-size="{0.85 * layout.size}pt">{number}</fo:block>'
            if align
            else "<fo:block/>"
        )
        return f'{found}<fo:static-content flow-name="foot">{foot}</fo:static-content>'

    def _parts(self, parts: Sequence[Part]) -> str:
        found = ""
        boxed = ""
        for name, part, lead in paragraphs(parts, self.layout):
            made = self._part(name, part, lead)
            if name.startswith("Encadre"):
                boxed += made
                continue
            found += self._box(boxed) + made
            boxed = ""
        return found + self._box(boxed)

    def _box(self, inner: str) -> str:
        if not inner:
            return ""
        return (
            f'<fo:block {_BOXES[self.layout.box_style]} space-before="1.2em" space-after="1.2em" '
            f'start-indent="10pt" end-indent="10pt">{inner}</fo:block>\n'
        )

    def _part(self, name: str, part: Part, lead: str) -> str:
        if part.kind == "table":
            return self._block("Legende", self._runs(part.runs)) + self._table(part)
        if part.kind == "figure":
            plate = '<fo:block space-before="1em" background-color="#cccccc" start-indent="15%" end-indent="15%"><fo:leader leader-pattern="space"/><fo:block-container height="22mm"><fo:block/></fo:block-container></fo:block>'
            return plate + self._block("Legende", self._runs(part.runs))
        if lead:
            item = self._block(name, self._runs(part.runs))
            return (
                '<fo:list-block provisional-distance-between-starts="18pt" provisional-label-separation="4pt">'
                f'<fo:list-item><fo:list-item-label end-indent="label-end()"><fo:block font-size="{self.styles[name].size}pt">{escape(lead.strip())}'
                f'</fo:block></fo:list-item-label><fo:list-item-body start-indent="body-start()">{item}'
                "</fo:list-item-body></fo:list-item></fo:list-block>\n"
            )
        return self._block(name, self._runs(part.runs))

    def _table(self, part: Part) -> str:
        layout = self.layout
        grid = 'border="0.5pt solid black"' if layout.table_rules == "grid" else ""
        frame = (
            'border-top="0.6pt solid black" border-bottom="0.6pt solid black"'
            if layout.table_rules == "rules"
            else ""
        )
        rows = ""
        for index, row in enumerate(part.rows):
            below = (
                'border-bottom="0.6pt solid black"'
                if layout.table_rules == "rules" and not index
                else ""
            )
            rows += (
                f'<fo:table-row keep-together.within-page="always" {below}>'
                + "".join(
                    f'<fo:table-cell padding="2pt 4pt" {grid}>{self._block("Cellule", escape(cell))}</fo:table-cell>'
                    for cell in row
                )
                + "</fo:table-row>"
            )
        # FOP gives every column the same width unless it is told
        columns = "".join(
            f'<fo:table-column column-width="proportional-column-width({max(12, *map(len, cells))})"/>'
            for cells in zip(*part.rows, strict=True)
        )
        return (
            '<fo:table table-layout="fixed" width="96%" keep-together.within-column="always" '
            f'{frame} space-after="1em">{columns}'
            f"<fo:table-body>{rows}</fo:table-body></fo:table>\n"
        )

    def _runs(self, runs: Sequence[Run]) -> str:
        return written(runs, escape, _HIGH, self._call)

    def _call(self, note: Note) -> str:
        call = _HIGH.format(note.number)
        if not self.foot:
            return call
        body = self._block("Note", self._note_head(note) + self._runs(note.runs))
        return f"<fo:footnote><fo:inline>{call}</fo:inline><fo:footnote-body>{body}</fo:footnote-body></fo:footnote>"

    def _note_head(self, note: Note) -> str:
        number = note.number
        return {
            "super": f"{_HIGH.format(number)} ", "dot": f"{number}. ", "plain": f"{number} ",
            "bracket": f"{number}) ",
        }[self.layout.note_head]  # fmt: skip

    def _end_note(self, note: Note) -> str:
        return self._block("Note", self._note_head(note) + self._runs(note.runs))

    def _block(self, name: str, content: str) -> str:
        return f"<fo:block {_properties(self.styles[name], self.layout)}>{content}</fo:block>\n"


_HIGH = '<fo:inline baseline-shift="super" font-size="65%">{}</fo:inline>'


def _properties(style: Style, layout: Layout) -> str:
    first = 0.0 if style.first < 0 else style.first
    # in a list the item is indented by its body
    parts = [
        f'font-size="{style.size:.2f}pt" text-align="{style.align}" text-indent="{first:.1f}pt"',
        f'line-height="{1.15 * style.line * style.size:.2f}pt"',
        f'space-before="{style.before:.1f}pt" space-after="{style.after:.1f}pt"',
        f'hyphenate="{str(style.hyphenated and layout.hyphenate).lower()}"',
    ]
    if style.bold:
        parts.append('font-weight="bold"')
    if style.italic:
        parts.append('font-style="italic"')
    if style.caps:
        parts.append('text-transform="uppercase"')
    if style.keep:
        parts.append('keep-with-next.within-column="always"')
    return " ".join(parts)


_WESTERN = frozenset("œŒŸ€’‘“”«»–—…•\u202f")
"""What Windows-1252 has beyond Latin-1."""


def _write(sheet: Sheet) -> str:
    return _Writer(sheet).document()


def _make(folder: Path, paths: Sequence[Path]) -> None:
    (folder / "fop.xconf").write_text(_CONFIGURATION, "utf-8")
    for path in paths:
        call(folder, "fop", "-q", "-c", "fop.xconf", path.name, f"{path.stem}.pdf")


MAKERS = (Maker("Apache FOP", ("fop",), "fo", _write, _make),)

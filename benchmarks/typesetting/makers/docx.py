"""WordprocessingML, set by LibreOffice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from typesetting.flow import Note, Part, Raised, Run, flow
from typesetting.layouts import Layout
from typesetting.makers.maker import Maker, Sheet
from typesetting.makers.odt import by_libreoffice, paragraphs
from typesetting.makers.office_styles import Style, font, styles
from typesetting.sheet import running_head

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = ("styles", "settings", "footnotes", "header1", "header2", "header3", "footer1")
_SIDE = '{}="single" w:sz="6" w:space="6" w:color="000000"'
_BORDERS = {
    "fill": '<w:shd w:val="clear" w:color="auto" w:fill="E6E6E6"/>',
    "frame": "<w:pBdr>{}</w:pBdr>".format(
        "".join(
            f'<w:{side} w:val="single" w:sz="6" w:space="6" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right")
        )
    ),
    "bar": '<w:pBdr><w:left w:val="single" w:sz="16" w:space="6" w:color="000000"/></w:pBdr>',
}
_BORDERS["fill-frame"] = _BORDERS["frame"] + _BORDERS["fill"]


class _Writer:
    """Writes one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.layout = sheet, sheet.layout

    def package(self) -> bytes:
        parts = flow(self.sheet.truth, self.layout)
        notes = [note for part in parts for note in part.notes()]
        files = {
            "[Content_Types].xml": _types(),
            "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
            "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in _PARTS}),
            "word/document.xml": self._document(parts, notes),
            "word/styles.xml": self._styles(),
            "word/settings.xml": self._settings(),
            "word/footnotes.xml": self._footnotes(notes),
            **self._heads(),
        }
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in files.items():
                package.writestr(zipfile.ZipInfo(name), _XML + content)
        return held.getvalue()

    def _document(self, parts: Sequence[Part], notes: Sequence[Note]) -> str:
        layout, truth = self.layout, self.sheet.truth
        names = (
            "par " + " et ".join(truth.authors)
            if layout.byline == "par"
            else ", ".join(truth.authors)
        )
        title = _paragraph("Titre", _run(truth.title)) + _paragraph("Auteur", _run(names))
        if layout.columns > 1 and layout.title_wide:
            title += f"<w:p><w:pPr>{self._section(1, first=True)}</w:pPr></w:p>"
        body = "".join(self._part(*one) for one in paragraphs(parts, layout))
        if layout.notes == "end":
            body += _paragraph("Intertitre1", _run("Notes")) + "".join(map(self._end_note, notes))
        section = self._section(layout.columns, first=layout.columns == 1 or not layout.title_wide)
        return f"<w:document {_W} {_R}><w:body>{title}{body}{section}</w:body></w:document>"

    def _section(self, columns: int, *, first: bool) -> str:
        layout = self.layout
        width, height = layout.sheet_size
        top, bottom, left, right = layout.margins
        different = "" if layout.first_head else "<w:titlePg/>"
        kind = "nextPage" if first else "continuous"
        references = (
            f'<w:headerReference w:type="default" r:id="{_id("header1")}"/>'
            f'<w:headerReference w:type="even" r:id="{_id("header2")}"/>'
            f'<w:headerReference w:type="first" r:id="{_id("header3")}"/>'
            + "".join(
                f'<w:footerReference w:type="{name}" r:id="{_id("footer1")}"/>'
                for name in ("default", "even", "first")
            )
        )
        numbers = '<w:pgNumType w:fmt="lowerRoman"/>' if layout.number_style == "i" else ""
        return (
            f'<w:sectPr>{references if first else ""}<w:type w:val="{kind}"/>'
            f'<w:pgSz w:w="{_twips(width)}" w:h="{_twips(height)}"/>'
            f'<w:pgMar w:top="{_twips(top)}" w:right="{_twips(right)}" w:bottom="{_twips(bottom)}" '
            f'w:left="{_twips(left)}" w:header="{_twips(9)}" w:footer="{_twips(9)}" w:gutter="0"/>'
            f'{numbers}<w:cols w:num="{columns}" w:space="{_twips(layout.gutter)}"/>{different if first else ""}</w:sectPr>'
        )

    def _part(self, name: str, part: Part, lead: str) -> str:
        if part.kind == "table":
            return _paragraph("Legende", self._runs(part.runs)) + self._table(part)
        if part.kind == "figure":
            # a picture has no text: an empty paragraph of its height stands for it
            blank = '<w:p><w:pPr><w:shd w:val="clear" w:fill="CCCCCC"/><w:spacing w:before="1200"/></w:pPr></w:p>'
            return blank + _paragraph("Legende", self._runs(part.runs))
        marker = f"<w:r><w:t>{escape(lead.strip())}</w:t><w:tab/></w:r>" if lead else ""
        return _paragraph(name, marker + self._runs(part.runs))

    def _table(self, part: Part) -> str:
        rules = self.layout.table_rules
        sides = (
            ("top", "left", "bottom", "right", "insideH", "insideV")
            if rules == "grid"
            else ("top", "bottom")
        )
        borders = (
            ""
            if rules == "none"
            else "<w:tblBorders>{}</w:tblBorders>".format(
                "".join(
                    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                    for side in sides
                )
            )
        )
        rows = []
        for index, row in enumerate(part.rows):
            below = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
            props = below if rules == "rules" and not index else ""
            cells = "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{5000 // len(row)}" w:type="pct"/>{props}</w:tcPr>{_paragraph("Cellule", _run(cell))}</w:tc>'
                for cell in row
            )
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        grid = "<w:gridCol/>" * len(part.rows[0])
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="4800" w:type="pct"/><w:jc w:val="center"/>{borders}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{_paragraph('Cellule', '')}"
        )

    def _runs(self, runs: Sequence[Run]) -> str:
        return "".join(
            self._call(run)
            if isinstance(run, Note)
            else _run(run.text, _SUPER)
            if isinstance(run, Raised)
            else _run(run)
            for run in runs
        )

    def _call(self, note: Note) -> str:
        if self.layout.notes == "end":
            return _run(str(note.number), _SUPER)
        return f'<w:r><w:rPr>{_SUPER}</w:rPr><w:footnoteReference w:id="{note.number + 1}"/></w:r>'

    def _footnotes(self, notes: Sequence[Note]) -> str:
        layout = self.layout
        style = {"super": _SUPER}.get(layout.note_head, "")
        behind = {"dot": ". ", "bracket": ") "}.get(layout.note_head, " ")
        shown = "".join(
            f'<w:footnote w:id="{note.number + 1}">'
            + _paragraph(
                "Note",
                f"<w:r><w:rPr>{style}</w:rPr><w:footnoteRef/></w:r>{_run(behind)}{self._runs(note.runs)}",
            )
            + "</w:footnote>"
            for note in (notes if layout.notes == "foot" else ())
        )
        rule = "<w:separator/>" if layout.separator else ""
        return (
            f'<w:footnotes {_W}><w:footnote w:type="separator" w:id="0"><w:p><w:r>{rule}</w:r></w:p></w:footnote>'
            f'<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r>{rule}</w:r></w:p></w:footnote>{shown}</w:footnotes>'
        )

    def _end_note(self, note: Note) -> str:
        number = str(note.number)
        head = {
            "super": _run(number, _SUPER) + _run(" "), "dot": _run(f"{number}. "),
            "plain": _run(f"{number} "), "bracket": _run(f"{number}) "),
        }[self.layout.note_head]  # fmt: skip
        return _paragraph("Note", head + self._runs(note.runs))

    def _styles(self) -> str:
        layout = self.layout
        name = quoteattr(font(layout))
        default = (
            f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii={name} w:hAnsi={name} w:cs={name}/>"
            '<w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault></w:docDefaults>'
        )
        every = "".join(_style(name, style, layout) for name, style in styles(layout).items())
        return f"<w:styles {_W}>{default}{every}</w:styles>"

    def _settings(self) -> str:
        hyphens = "<w:autoHyphenation/>" if self.layout.hyphenate else ""
        even = "<w:evenAndOddHeaders/>" if self.layout.header == "author-title" else ""
        return f"<w:settings {_W}>{hyphens}{even}</w:settings>"

    def _heads(self) -> dict[str, str]:
        layout = self.layout
        odd, even = running_head(self.sheet.truth, layout)
        page = _field("PAGE")
        number = {
            "1": page, "i": page, "1 / 1": page + _run(" / ") + _field("NUMPAGES"),
            "– 1 –": _run("– ") + page + _run(" –"), "p. 1": _run("p. ") + page,
        }[layout.number_style]  # fmt: skip
        tab = "<w:r><w:tab/></w:r>"
        found = {}
        for name, text in (("header1", odd), ("header2", even), ("header3", "")):
            head = _run(text)
            if name != "header3" and layout.number_place == "head-right":
                head += tab + number
            elif name != "header3" and layout.number_place == "head-left":
                head = number + tab + head
            found[f"word/{name}.xml"] = f"<w:hdr {_W}>{_paragraph('Courante', head)}</w:hdr>"
        foot = number if layout.number_place.startswith("foot") else ""
        side = "center" if layout.number_place == "foot-center" else "right"
        found["word/footer1.xml"] = f"<w:ftr {_W}>{_paragraph('Courante', foot, side)}</w:ftr>"
        return found


_SUPER = '<w:vertAlign w:val="superscript"/>'


def _paragraph(name: str, runs: str, align: str = "") -> str:
    side = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{side}</w:pPr>{runs}</w:p>'


def _run(text: str, properties: str = "") -> str:
    props = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{props}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _style(name: str, style: Style, layout: Layout) -> str:
    """Return a paragraph style as XML."""
    align = "both" if style.align == "justify" else style.align
    first = (
        f'w:firstLine="{_points(style.first)}"'
        if style.first >= 0
        else f'w:hanging="{_points(-style.first)}"'
    )
    tabs = ""
    borders = _BORDERS[layout.box_style] if style.boxed else ""
    if name == "Courante":
        width = layout.sheet_size[0] - layout.margins[2] - layout.margins[3]
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{_twips(width)}"/></w:tabs>'
    hyphens = "" if style.hyphenated else "<w:suppressAutoHyphens/>"
    outline = f'<w:outlineLvl w:val="{style.level - 1}"/>' if style.level else ""
    look = "".join(
        tag
        for tag, wanted in (
            ("<w:b/>", style.bold), ("<w:i/>", style.italic), ("<w:caps/>", style.caps),
            ("<w:smallCaps/>", style.small_caps),
        )
        if wanted
    )  # fmt: skip
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/><w:pPr>'
        f"{'<w:keepNext/>' if style.keep else ''}<w:widowControl/>{borders}{tabs}{hyphens}"
        f'<w:spacing w:before="{_points(style.before)}" w:after="{_points(style.after)}" '
        f'w:line="{240 * style.line:.0f}" w:lineRule="auto"/>'
        f'<w:ind w:left="{_points(style.left)}" {first}/><w:jc w:val="{align}"/>{outline}</w:pPr>'
        f'<w:rPr>{look}<w:sz w:val="{2 * style.size:.0f}"/></w:rPr></w:style>'
    )


def _points(length: float) -> int:
    return round(20 * length)


def _twips(millimetres: float) -> int:
    return round(1440 * millimetres / 25.4)


def _id(name: str) -> str:
    return f"r{_PARTS.index(name) + 1}"


def _relations(targets: dict[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{target}"/>'
        for number, (name, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _types() -> str:
    every = {"document": "document.main", **{name: name.rstrip("0123456789") for name in _PARTS}}
    inner = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>'
        for name, kind in every.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inner}</Types>'
    )


def _write(sheet: Sheet) -> bytes:
    return _Writer(sheet).package()


MAKERS = (Maker("LibreOffice, DOCX", ("soffice",), "docx", _write, by_libreoffice),)

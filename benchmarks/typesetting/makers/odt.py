"""OpenDocument text, in its flat form, set by LibreOffice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from typesetting.flow import Note, Part, Run, flow, written
from typesetting.layouts import Layout
from typesetting.makers.maker import Maker, Sheet, call
from typesetting.makers.office_styles import Style, font, styles
from typesetting.sheet import running_head

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{where}:1.0"'
    for name, where in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("draw", "drawing"),
    )
)  # fmt: skip
_BORDERS = {
    "fill": 'fo:background-color="#e6e6e6" fo:padding="0.1in"',
    "frame": 'fo:border="0.6pt solid #000000" fo:padding="0.1in"',
    "fill-frame": 'fo:background-color="#eeeeee" fo:border="0.5pt solid #000000" fo:padding="0.12in"',
    "bar": 'fo:border-left="2pt solid #000000" fo:padding-left="0.1in"',
}


class _Writer:
    """Writes one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.layout = sheet, sheet.layout
        self.tables = 0

    def document(self) -> str:
        layout, truth = self.layout, self.sheet.truth
        parts = flow(truth, layout)
        body = "\n".join(_flow(parts, layout, self._part))
        if layout.notes == "end":
            notes = [note for part in parts for note in part.notes()]
            body += self._paragraph("Intertitre1", "Notes") + "".join(map(self._end_note, notes))
        names = (
            "par " + " et ".join(truth.authors)
            if layout.byline == "par"
            else ", ".join(truth.authors)
        )
        title = self._paragraph("Titre", escape(truth.title)) + self._paragraph(
            "Auteur", escape(names)
        )
        if layout.columns > 1 and layout.title_wide:
            body = f'{title}<text:section text:style-name="Colonnes" text:name="s">{body}</text:section>'
        else:
            body = title + body
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_NAMESPACES} office:version="1.2" '
            'office:mimetype="application/vnd.oasis.opendocument.text">\n'
            f"<office:styles>{self._styles()}{self._notes()}</office:styles>\n"
            f"<office:automatic-styles>{self._automatic()}</office:automatic-styles>\n"
            f"<office:master-styles>{self._masters()}</office:master-styles>\n"
            f"<office:body><office:text>{body}</office:text></office:body></office:document>\n"
        )

    def _styles(self) -> str:
        layout = self.layout
        common = (
            f'fo:language="fr" fo:country="FR" style:font-name={quoteattr(font(layout))} '
            f"fo:font-family={quoteattr(font(layout))}"
        )
        default = (
            f'<style:default-style style:family="paragraph"><style:text-properties {common}/>'
            "</style:default-style>"
        )
        return default + "".join(
            _style(name, style, layout) for name, style in styles(layout).items()
        )

    def _notes(self) -> str:
        head = {"dot": ("", ". "), "bracket": ("", ") ")}.get(self.layout.note_head, ("", ""))
        return (
            '<style:style style:name="Appel" style:family="text"><style:text-properties '
            f'style:text-position="super {_CALL_SIZES[self.layout.call_style]}%"/></style:style>'
            '<style:style style:name="Haut" style:family="text"><style:text-properties '
            'style:text-position="super 58%"/></style:style>'
            '<text:notes-configuration text:note-class="footnote" style:num-format="1" '
            'text:citation-body-style-name="Appel" '
            + ('text:citation-style-name="Appel" ' if self.layout.note_head == "super" else "")
            + f'style:num-suffix="{head[1]}" text:default-style-name="Note" text:start-numbering-at="document"/>'
        )

    def _automatic(self) -> str:
        layout = self.layout
        width, height = layout.sheet_size
        top, bottom, left, right = layout.margins
        columns = _columns(layout)
        inside = "" if layout.title_wide else columns
        line = "0.5pt" if layout.separator else "0pt"
        page = (
            f'<style:page-layout-properties fo:page-width="{width}mm" fo:page-height="{height}mm" '
            f'fo:margin-top="{top - 8}mm" fo:margin-bottom="{bottom - 8}mm" fo:margin-left="{left}mm" '
            f'fo:margin-right="{right}mm" style:num-format="{"i" if layout.number_style == "i" else "1"}">'
            f'{inside}<style:footnote-sep style:width="{line}" style:rel-width="25%" '
            'style:distance-before-sep="2mm" style:distance-after-sep="1mm" style:line-style="solid"/>'
            "</style:page-layout-properties>"
            '<style:header-style><style:header-footer-properties fo:min-height="8mm" fo:margin-bottom="3mm"/></style:header-style>'
            '<style:footer-style><style:header-footer-properties fo:min-height="8mm" fo:margin-top="3mm"/></style:footer-style>'
        )
        cell = {"grid": 'fo:border="0.5pt solid #000000"', "rules": "", "none": ""}[
            layout.table_rules
        ]
        rule = ' fo:border-bottom="0.6pt solid #000000"' if layout.table_rules == "rules" else ""
        return (
            f'<style:page-layout style:name="Page">{page}</style:page-layout>'
            f'<style:style style:name="Colonnes" style:family="section"><style:section-properties>{columns}'
            "</style:section-properties></style:style>"
            '<style:style style:name="Tab" style:family="table"><style:table-properties table:align="center" '
            'style:rel-width="96%" table:border-model="collapsing" style:may-break-between-rows="false"/></style:style>'
            f'<style:style style:name="Case" style:family="table-cell"><style:table-cell-properties {cell} fo:padding="1mm"/></style:style>'
            f'<style:style style:name="Tete" style:family="table-cell"><style:table-cell-properties {cell}{rule} fo:padding="1mm"/></style:style>'
            '<style:style style:name="Cliche" style:family="graphic"><style:graphic-properties draw:fill="solid" draw:fill-color="#cccccc" draw:stroke="none" style:wrap="none" style:horizontal-pos="center" style:horizontal-rel="paragraph"/></style:style>'
            '<style:style style:name="Debut" style:family="paragraph" style:parent-style-name="Titre" style:master-page-name="First"/>'
        )

    def _masters(self) -> str:
        layout = self.layout
        odd, even = running_head(self.sheet.truth, layout)
        page = '<text:page-number text:select-page="current"/>'
        number = {
            "1": page, "i": page, "1 / 1": f"{page} / <text:page-count/>", "– 1 –": f"– {page} –",
            "p. 1": f"p. {page}",
        }[layout.number_style]  # fmt: skip
        heads, foot = [], ""
        for text in (odd, even):
            head = escape(text)
            if layout.number_place == "head-right":
                head = f"{head}<text:tab/>{number}"
            elif layout.number_place == "head-left":
                head = f"{number}<text:tab/>{head}"
            heads.append(f'<text:p text:style-name="Courante">{head}</text:p>' if head else "")
        if layout.number_place.startswith("foot"):
            name = "PiedCentre" if layout.number_place == "foot-center" else "Pied"
            foot = (
                f'<style:footer><text:p text:style-name="{name}">{number}</text:p></style:footer>'
            )
        header = f"<style:header>{heads[0]}</style:header>" if heads[0] else ""
        if heads[0] and heads[1] != heads[0]:
            header += f"<style:header-left>{heads[1]}</style:header-left>"
        first = header if layout.first_head else ""
        return (
            f'<style:master-page style:name="Standard" style:page-layout-name="Page">{header}{foot}</style:master-page>'
            f'<style:master-page style:name="First" style:page-layout-name="Page" style:next-style-name="Standard">{first}{foot}</style:master-page>'
        )

    def _paragraph(self, name: str, content: str) -> str:
        if name == "Titre":
            name = "Debut"
        tag = "h" if name.startswith("Intertitre") else "p"
        level = f' text:outline-level="{name[-1]}"' if tag == "h" else ""
        return f'<text:{tag} text:style-name="{name}"{level}>{content}</text:{tag}>\n'

    def _part(self, name: str, part: Part, lead: str) -> str:
        if part.kind == "table":
            return self._paragraph("Legende", self._runs(part.runs)) + self._table(part)
        if part.kind == "figure":
            picture = '<draw:rect text:anchor-type="as-char" draw:style-name="Cliche" svg:width="45mm" svg:height="22mm"/>'
            return self._paragraph("Legende", picture) + self._paragraph(
                "Legende", self._runs(part.runs)
            )
        return self._paragraph(
            name, escape(lead).replace("\t", "<text:tab/>") + self._runs(part.runs)
        )

    def _table(self, part: Part) -> str:
        self.tables += 1
        rows = []
        for index, row in enumerate(part.rows):
            style = "Case" if index else "Tete"
            cells = "".join(
                f'<table:table-cell table:style-name="{style}">{self._paragraph("Cellule", escape(cell))}</table:table-cell>'
                for cell in row
            )
            rows.append(f"<table:table-row>{cells}</table:table-row>")
        columns = f'<table:table-column table:number-columns-repeated="{len(part.rows[0])}"/>'
        return (
            f'<table:table table:name="t{self.tables}" table:style-name="Tab">{columns}{"".join(rows)}</table:table>'
            + self._paragraph("Cellule", "")
        )

    def _runs(self, runs: Sequence[Run]) -> str:
        return written(runs, escape, '<text:span text:style-name="Haut">{}</text:span>', self._call)

    def _call(self, note: Note) -> str:
        number = note.number
        if self.layout.notes == "end":
            return f'<text:span text:style-name="Appel">{number}</text:span>'
        body = self._paragraph("Note", self._runs(note.runs))
        return (
            f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>{number}'
            f"</text:note-citation><text:note-body>{body}</text:note-body></text:note>"
        )

    def _end_note(self, note: Note) -> str:
        number = note.number
        head = {
            "super": f'<text:span text:style-name="Appel">{number}</text:span> ', "dot": f"{number}. ",
            "plain": f"{number} ", "bracket": f"{number}) ",
        }[self.layout.note_head]  # fmt: skip
        return self._paragraph("Note", head + self._runs(note.runs))


_CALL_SIZES = {"typographic": 58, "raised": 65, "raised-small": 55, "raised-big": 80}


def _flow(
    parts: Sequence[Part], layout: Layout, write: Callable[[str, Part, str], str]
) -> list[str]:
    return [write(name, part, lead) for name, part, lead in paragraphs(parts, layout)]


def paragraphs(
    parts: Sequence[Part], layout: Layout, *, boxed: bool = False
) -> list[tuple[str, Part, str]]:
    """Return the style of each paragraph, what it holds, and what comes before (a list's marker)."""
    found: list[tuple[str, Part, str]] = []
    quiet = layout.quotes
    for part in parts:
        if part.kind == "heading":
            found.append((f"Intertitre{part.level}", part, ""))
        elif part.kind == "list":
            for number, item in enumerate(part.items, start=1):
                marker = f"{number}." if layout.marker == "1." else layout.marker
                name = "EncadreListe" if boxed else "Liste"
                found.append((name, Part("paragraph", item), f"{marker}\t"))
        elif part.kind == "box":
            found.append(("EncadreTitre", Part("paragraph", part.runs), ""))
            found.extend(paragraphs(part.parts, layout, boxed=True))
        elif part.kind == "paragraph":
            after = found and found[-1][0].startswith("Intertitre")
            plain = "TexteSansRetrait" if quiet and (after or not found) else "Texte"
            found.append(("Encadre" if boxed else plain, part, ""))
        else:
            found.append(("Legende", part, ""))
    return found


def _columns(layout: Layout) -> str:
    if layout.columns == 1:
        return ""
    return f'<style:columns fo:column-count="{layout.columns}" fo:column-gap="{layout.gutter}mm"/>'


def _style(name: str, style: Style, layout: Layout) -> str:
    """Return a paragraph style as XML."""
    align = {"left": "start", "right": "end"}.get(style.align, style.align)
    box = f'{_BORDERS[layout.box_style]} style:join-border="true"' if style.boxed else ""
    tab = (
        f'<style:tab-stops><style:tab-stop style:position="{-style.first}pt"/></style:tab-stops>'
        if style.first < 0
        else ""
    )
    if name == "Courante":
        width = layout.sheet_size[0] - layout.margins[2] - layout.margins[3]
        tab = f'<style:tab-stops><style:tab-stop style:position="{width}mm" style:type="right"/></style:tab-stops>'
        if layout.header == "title-rule":
            box = 'fo:border-bottom="0.4pt solid #000000" fo:padding-bottom="1mm"'
    keep = 'fo:keep-with-next="always"' if style.keep else ""
    text = (
        f'fo:font-size="{style.size:.2f}pt" '
        + ('fo:font-weight="bold" ' if style.bold else "")
        + ('fo:font-style="italic" ' if style.italic else "")
        + ('fo:text-transform="uppercase" ' if style.caps else "")
        + ('fo:font-variant="small-caps" ' if style.small_caps else "")
        + f'fo:hyphenate="{str(style.hyphenated and layout.hyphenate).lower()}" '
        'fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="2"'
    )
    outline = f' style:default-outline-level="{style.level}"' if style.level else ""
    made = (
        f'<style:style style:name="{name}" style:family="paragraph"{outline}>'
        f'<style:paragraph-properties fo:text-align="{align}" fo:text-indent="{style.first:.1f}pt" '
        f'fo:margin-left="{style.left:.1f}pt" fo:margin-top="{style.before:.1f}pt" '
        f'fo:margin-bottom="{style.after:.1f}pt" fo:line-height="{100 * style.line:.0f}%" '
        f'fo:orphans="2" fo:widows="2" {keep} {box}>{tab}</style:paragraph-properties>'
        f"<style:text-properties {text}/></style:style>"
    )
    if name == "Courante":
        for other, side in (("Pied", "end"), ("PiedCentre", "center")):
            made += (
                f'<style:style style:name="{other}" style:family="paragraph"><style:paragraph-properties '
                f'fo:text-align="{side}"/><style:text-properties fo:font-size="{style.size:.2f}pt"/></style:style>'
            )
    return made


def _write(sheet: Sheet) -> str:
    return _Writer(sheet).document()


def by_libreoffice(folder: Path, paths: Sequence[Path]) -> None:
    """Set files with LibreOffice, all in one call."""
    if paths:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        names = [path.name for path in paths]
        call(
            folder, "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", ".", *names
        )


MAKERS = (Maker("LibreOffice, ODT", ("soffice",), "fodt", _write, by_libreoffice),)

"""HTML, printed by Chromium and by WeasyPrint."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from typesetting.flow import Note, Part, Run, flow, written
from typesetting.layouts import Layout
from typesetting.makers.maker import Maker, Sheet, call
from typesetting.sheet import running_head

FAMILIES = (
    "Liberation Serif", "Liberation Sans", "EB Garamond", "Lato", "DejaVu Serif", "DejaVu Sans",
    "GFS Didot", "Linux Libertine O", "Carlito", "Caladea", "Open Sans",
)  # fmt: skip
"""Fonts of the system; a program that does not find one takes its own."""


def _text(text: str) -> str:
    return html.escape(text, quote=False)


class _Writer:
    """Writes one sheet; `foot` says whether the program sets notes at the foot of the page."""

    def __init__(self, sheet: Sheet, *, foot: bool) -> None:
        self.sheet, self.layout = sheet, sheet.layout
        self.foot = foot and sheet.layout.notes == "foot"

    def document(self) -> str:
        layout, truth = self.layout, self.sheet.truth
        parts = flow(truth, layout)
        body = "\n".join(map(self._part, parts))
        if not self.foot:
            notes = [note for part in parts for note in part.notes()]
            body += "\n<h2>Notes</h2>\n" + "\n".join(map(self._end_note, notes))
        names = ", ".join(truth.authors)
        if layout.byline == "par":
            names = "par " + " et ".join(truth.authors)
        title = (
            f"<header><h1>{_text(truth.title)}</h1>\n<p class=byline>{_text(names)}</p></header>"
        )
        inner = (
            f"{title}\n<main>{body}</main>"
            if layout.title_wide
            else f"<main>{title}\n{body}</main>"
        )
        return (
            f"<!DOCTYPE html>\n<html lang=fr><head><meta charset=utf-8>"
            f"<title>{_text(truth.title)}</title>\n<style>{self._style()}</style></head>\n"
            f"<body>{inner}</body></html>\n"
        )

    def _part(self, part: Part) -> str:
        runs = self._runs(part.runs)
        match part.kind:
            case "heading":
                return f"<h{part.level + 1}>{runs}</h{part.level + 1}>"
            case "list":
                name = "ol" if self.layout.marker == "1." else "ul"
                items = "".join(f"<li>{self._runs(item)}</li>\n" for item in part.items)
                return f"<{name}>\n{items}</{name}>"
            case "figure":
                return f"<figure><div class=plate></div><figcaption>{runs}</figcaption></figure>"
            case "table":
                return f"<figure><figcaption>{runs}</figcaption>{self._table(part)}</figure>"
            case "box":
                inner = "\n".join(map(self._part, part.parts))
                return f"<aside><p class=head>{runs}</p>\n{inner}</aside>"
        return f"<p>{runs}</p>"

    def _table(self, part: Part) -> str:
        head = "".join(f"<th>{_text(cell)}</th>" for cell in part.rows[0])
        rows = "\n".join(
            "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"
            for row in part.rows[1:]
        )
        return f"<table><tr>{head}</tr>\n{rows}</table>"

    def _runs(self, runs: Sequence[Run]) -> str:
        return written(runs, _text, "<sup>{}</sup>", self._call)

    def _call(self, note: Note) -> str:
        if self.foot:
            # WeasyPrint itself raises a call only where the font has raised figures
            return f"<sup><span class=note>{self._runs(note.runs)}</span></sup>"
        link = f'<a id="c{note.number}" href="#n{note.number}">{note.number}</a>'
        return f"<sup>{link}</sup>"

    def _end_note(self, note: Note) -> str:
        number = note.number
        head = {
            "super": f"<sup>{number}</sup> ", "dot": f"{number}. ",
            "plain": f"{number} ", "bracket": f"{number}) ",
        }[self.layout.note_head]  # fmt: skip
        return f'<p class=endnote id="n{number}">{head}{self._runs(note.runs)}</p>'

    def _style(self) -> str:
        layout = self.layout
        width, height = layout.sheet_size
        top, bottom, left, right = layout.margins
        return f"""
@page {{ size: {width}mm {height}mm; margin: {top}mm {right}mm {bottom}mm {left}mm;
{_margins(self.sheet)} @footnote {{ {"border-top: 0.5pt solid;" if layout.separator else ""}
 padding-top: 0.4em }} }}
{"" if layout.first_head else "@page :first { " + _EMPTY + " }"}
body {{ font-family: "{layout.one_of(FAMILIES)}"; font-size: {layout.size}pt; margin: 0;
 line-height: {layout.line:.2f}; font-weight: {layout.weight};
 text-align: {"justify" if layout.justify else "left"};
 hyphens: {"auto" if layout.hyphenate else "manual"};
 font-variant-ligatures: {"normal" if layout.ligatures else "none"} }}
main {{ columns: {layout.columns}; column-gap: {layout.gutter}mm }}
p {{ margin: 0 0 {layout.gap:.2f}em; text-indent: {layout.indent}em; orphans: 2; widows: 2 }}
h1, h2, h3 {{ hyphens: manual; font-weight: {layout.bold}; text-align: {layout.heading_align};
 break-after: avoid; line-height: 1.25 }}
h1 {{ font-size: {layout.title_size}em; text-align: {layout.title_align}; margin: 0 0 0.8em }}
h2 {{ {_HEADINGS[layout.heading_style[0]]}; margin: 1.5em 0 0.8em }}
h3 {{ {_HEADINGS[layout.heading_style[1]]}; margin: 1.3em 0 0.6em }}
{_QUIET if layout.quotes else ""}
.byline {{ text-indent: 0; text-align: {layout.title_align}; margin: 0 0 2em; {_BYLINES[layout.byline]} }}
sup {{ {_CALLS[layout.call_style]} }}
a {{ color: inherit; text-decoration: none }}
.note {{ float: footnote; font-size: {layout.note_size * layout.size:.1f}pt; line-height: 1.25;
 vertical-align: baseline }}
.endnote {{ font-size: {layout.note_size}em; text-indent: 0; margin: 0 0 0.3em }}
figure {{ margin: 1.2em 0; text-align: center; break-inside: avoid }}
.plate {{ width: 70%; height: 22mm; background: #ccc; margin: 0 auto 0.6em }}
figcaption {{ font-size: {layout.caption_size}em; margin: 0.4em 0 }}
table {{ margin: 0 auto; border-collapse: collapse; font-size: {layout.caption_size}em; text-align: left;
 hyphens: manual }}
th, td {{ padding: 0.25em 0.6em; vertical-align: top; {_cell(layout)} }}
{_RULES if layout.table_rules == "rules" else ""}
aside {{ {_BOXES[layout.box_style]}; font-size: {layout.box_size}em; margin: 1.2em 0;
 {"break-inside: avoid" if layout.box_floats else ""} }}
.head {{ font-weight: {layout.bold}; text-indent: 0; margin: 0 0 0.6em; text-align: left }}
ul {{ list-style-type: "{layout.marker} " }}
ul, ol {{ margin: {layout.gap:.2f}em 0; padding-left: 1.6em }}
"""


_QUIET = "h1 + p, h2 + p, h3 + p { text-indent: 0 }"
_RULES = "table { border-top: 0.6pt solid; border-bottom: 0.6pt solid } th { border-bottom: 0.6pt solid }"
_EMPTY = " ".join(
    f"@{edge}-{place} {{ content: none }}"
    for edge in ("top", "bottom")
    for place in ("left", "center", "right")
)
_HEADINGS = {
    "bold": "font-size: 1em",
    "bold-large": "font-size: 1.2em",
    "large": "font-size: 1.25em; font-weight: inherit",
    "caps": "font-size: 1em; text-transform: uppercase",
    "smallcaps-large": "font-size: 1.2em; font-weight: inherit; font-variant: small-caps",
    "italic": "font-size: 1em; font-weight: inherit; font-style: italic",
    "italic-large": "font-size: 1.1em; font-weight: inherit; font-style: italic",
    "bold-italic": "font-size: 1em; font-style: italic",
}
_BYLINES = {
    "plain": "", "par": "", "italic": "font-style: italic", "smallcaps": "font-variant: small-caps",
    "bold": "font-weight: bold",
}  # fmt: skip
_CALLS = {
    "typographic": "vertical-align: super; font-size: 65%; line-height: 0",
    "raised": "vertical-align: super; font-size: smaller; line-height: 0",
    "raised-small": "vertical-align: 0.5em; font-size: 55%; line-height: 0",
    "raised-big": "vertical-align: 0.35em; font-size: 80%; line-height: 0",
}
_BOXES = {
    "fill": "background: #e6e6e6; padding: 8pt",
    "frame": "border: 0.6pt solid; padding: 8pt",
    "fill-frame": "background: #eee; border: 0.5pt solid; padding: 10pt",
    "bar": "border-left: 2pt solid; padding: 2pt 0 2pt 8pt",
}


def _cell(layout: Layout) -> str:
    return "border: 0.5pt solid" if layout.table_rules == "grid" else ""


def _margins(sheet: Sheet) -> str:
    """Return the running heads and page numbers, as boxes in the margins of the page."""
    layout = sheet.layout
    number = {
        "1": "counter(page)",
        "i": "counter(page, lower-roman)",
        "1 / 1": 'counter(page) " / " counter(pages)',
        "– 1 –": '"– " counter(page) " –"',
        "p. 1": '"p. " counter(page)',
    }[layout.number_style]
    place = {
        "foot-center": "bottom-center", "foot-outer": "bottom-right", "head-right": "top-right",
        "head-left": "top-left", "none": "",
    }[layout.number_place]  # fmt: skip
    text, _ = running_head(sheet.truth, layout)
    side = (
        "top-right"
        if place == "top-left"
        else "top-center"
        if layout.header == "journal"
        else "top-left"
    )
    boxes = [f"@{place} {{ content: {number}; font-size: 0.85em }}"] if place else []
    if text:
        rule = "border-bottom: 0.4pt solid;" if layout.header == "title-rule" else ""
        boxes.append(
            f'@{side} {{ content: "{text}"; font-size: 0.8em; white-space: nowrap; {rule} }}'
        )
    return "\n".join(boxes)


def _for_chromium(sheet: Sheet) -> str:
    return _Writer(sheet, foot=False).document()


def _for_weasyprint(sheet: Sheet) -> str:
    return _Writer(sheet, foot=True).document()


def _by_chromium(folder: Path, paths: Sequence[Path]) -> None:
    for path in paths:
        call(
            folder, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-default-apps", "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={path.with_suffix('.pdf')}", path.as_uri(),
        )  # fmt: skip


def _by_weasyprint(folder: Path, paths: Sequence[Path]) -> None:
    for path in paths:
        call(folder, "weasyprint", "-q", path.name, f"{path.stem}.pdf")


MAKERS = (
    Maker("Chromium", ("chromium",), "html", _for_chromium, _by_chromium),
    Maker("WeasyPrint", ("weasyprint",), "html", _for_weasyprint, _by_weasyprint),
)

"""Paragraph styles of a layout, for the two formats that LibreOffice sets."""

from __future__ import annotations

from dataclasses import dataclass

from typesetting.layouts import Layout
from typesetting.makers.html import FAMILIES


@dataclass(frozen=True)
class Style:
    """A paragraph style; lengths in points, `line` a share of the font's own height."""

    size: float
    align: str = "left"
    bold: bool = False
    italic: bool = False
    caps: bool = False
    small_caps: bool = False
    first: float = 0.0
    left: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    keep: bool = False
    level: int = 0
    boxed: bool = False
    hyphenated: bool = True


def font(layout: Layout) -> str:
    """Return the family of a layout; one of medium weight is a family of its own here."""
    name = layout.one_of(FAMILIES)
    medium = {500: "Lato Medium", 600: "Lato Semibold"}
    return medium.get(layout.weight, name)


def styles(layout: Layout) -> dict[str, Style]:
    """Return the styles that the writers use, by name."""
    size = layout.size
    # the fonts' own line is some 1.15 of their size
    line = layout.line / 1.15
    text = "justify" if layout.justify else "left"
    gap = layout.gap * size
    indent = layout.indent * size
    box = layout.box_size * size
    note = layout.note_size * size
    byline = {"italic": layout.byline == "italic", "bold": layout.byline == "bold"}
    return {
        "Texte": Style(size, text, first=indent, after=gap, line=line),
        "TexteSansRetrait": Style(size, text, after=gap, line=line),
        "Titre": Style(
            layout.title_size * size, layout.title_align, bold=True, after=12, hyphenated=False
        ),
        "Auteur": Style(
            size,
            layout.title_align,
            small_caps=layout.byline == "smallcaps",
            after=2 * size,
            **byline,
        ),
        "Intertitre1": _heading(layout, 1),
        "Intertitre2": _heading(layout, 2),
        "Liste": Style(size, text, first=-14, left=20, line=line, after=gap / 2),
        "Legende": Style(layout.caption_size * size, "center", before=6, after=6, hyphenated=False),
        "Cellule": Style(layout.caption_size * size, hyphenated=False),
        "Note": Style(
            note, text, first=layout.note_indent * size, after=0 if layout.note_indent else 2
        ),
        "Encadre": Style(box, "left", first=indent, after=gap, line=line, boxed=True),
        "EncadreTitre": Style(
            box, "left", bold=True, after=6, keep=True, boxed=True, hyphenated=False
        ),
        "EncadreListe": Style(box, "left", first=-14, left=20, line=line, boxed=True),
        "Courante": Style(0.8 * size, hyphenated=False),
    }


def _heading(layout: Layout, level: int) -> Style:
    style = layout.heading_style[level - 1]
    scale = (
        1.2 if style.startswith(("bold-large", "smallcaps")) else 1.25 if style == "large" else 1.0
    )
    return Style(
        layout.size * (1.1 if style == "italic-large" else scale),
        layout.heading_align,
        bold="bold" in style or style == "caps",
        italic="italic" in style,
        caps=style == "caps",
        small_caps=style.startswith("smallcaps"),
        before=1.4 * layout.size,
        after=0.7 * layout.size,
        keep=True,
        level=level,
        hyphenated=False,
    )

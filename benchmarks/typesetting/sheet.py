"""From a layout and a text to a typst document."""

from __future__ import annotations

import re
from random import Random

from typesetting.layouts import Layout
from typesetting.truth import Truth, body_of


def sheet(source: str, truth: Truth, layout: Layout) -> str:
    """Return a typst document that sets a source in a layout.

    Parameters
    ----------
    source : str
        One of the corpus' typst sources.
    truth : Truth
        Of the same source.
    layout : Layout
        How to set it.
    """
    parts = [
        _page(truth, layout),
        _text(layout),
        _headings(layout),
        _notes(layout),
        _box(layout),
        _illustration(layout),
        _title(truth, layout),
        _items(_figures(body_of(source), layout), layout),
    ]
    if layout.notes == "end":
        parts.append(
            _END_NOTES.replace("NOTE_SIZE", str(layout.note_size)).replace(
                "NOTE_HEAD", _note_head(layout, "i")
            )
        )
    return "\n".join(parts)


CAPTIONS = (
    "Le carreau vu du sud, au printemps, avant que les bâtiments ne fussent démolis.",
    "Les rivages et les canaux entre la Deûle et l’Escaut",
    "Une famille devant sa maison, cliché d’amateur, collection privée. On devine, à droite, la "
    "margelle du puits et le jardin du voisin.",
)
"""Texts of captions, in the project's own words."""


def caption(layout: Layout, number: int) -> str:
    """Return the text of the caption of a figure, as it is printed."""
    supplement, separator = layout.caption_style
    return f"{supplement} {number}{separator}{CAPTIONS[number % len(CAPTIONS)]}"


def captions(source: str, layout: Layout) -> list[str]:
    """Return the captions that a source set in a layout has."""
    return [caption(layout, number + 1) for number, _ in enumerate(_places(source, layout))]


def _figures(body: str, layout: Layout) -> str:
    """Put figures after paragraphs of the main text."""
    lines = body.splitlines()
    places = _places(body, layout)
    for number, place in zip(range(len(places), 0, -1), reversed(places), strict=True):
        lines.insert(place + 1, f"\n#illustration[{caption(layout, number)}]\n")
    return "\n".join(lines)


def _places(text: str, layout: Layout) -> list[int]:
    """Return the lines of a source, or of its body, after which figures stand."""
    lines = text.splitlines()
    depth, free = 0, []
    for index, line in enumerate(lines):
        depth += line.startswith("#encadre") - (line == "]")
        following = next((one for one in lines[index + 1 :] if one.strip()), "")
        if not depth and line[:1].isalpha() and following[:1].isalpha():
            free.append(index)
    return sorted(Random(layout.seed).sample(free, min(layout.figures, len(free))))


def _illustration(layout: Layout) -> str:
    inner = (
        "block(width: 100%, breakable: false, above: 1.4em, below: 1.4em, align(center, {\n"
        "  rect(width: 70%, height: 22mm, fill: luma(200))\n"
        f"  set text(size: {layout.caption_size}em); set par(first-line-indent: 0em)\n"
        "  block(above: 0.7em, caption)\n}))"
    )
    placed = f"place(auto, float: true, clearance: 1.4em, {inner})"
    return f"#let illustration(caption) = {placed if layout.figure_floats else inner}"


def _items(body: str, layout: Layout) -> str:
    if layout.marker != "1.":
        return body
    return re.sub(r"(?m)^- ", "+ ", body)


def _page(truth: Truth, layout: Layout) -> str:
    top, bottom, left, right = layout.margins
    paper, flipped = layout.paper.removesuffix("-landscape"), layout.paper.endswith("-landscape")
    first = "true" if layout.first_head else "here().page() > 1"
    head = f"context if {first} {{ set text(size: 0.8em); {_head(truth, layout)} }}"
    foot = f"context {{ set text(size: 0.85em); {_foot(layout)} }}"
    return f"""
#set page(paper: "{paper}", flipped: {str(flipped).lower()}, columns: {layout.columns},
  margin: (top: {top}mm, bottom: {bottom}mm, left: {left}mm, right: {right}mm),
  header: {head}, footer: {foot})
#set columns(gutter: {layout.gutter}mm)"""


def _number(layout: Layout) -> str:
    shown = 'counter(page).display("i")' if layout.number_style == "i" else "here().page()"
    style = layout.number_style
    if style == "1 / 1":
        return "[#here().page() / #counter(page).final().first()]"
    if style in ("1", "i"):
        return f"[#{shown}]"
    before, after = style.split("1")
    return f"[{before}#{shown}{after}]"


def _head(truth: Truth, layout: Layout) -> str:
    title, author = _short(truth.title), truth.authors[0]
    texts = {
        "none": '""',
        "title": f"[{title}]",
        "title-rule": f"[{title} #line(length: 100%, stroke: 0.4pt)]",
        "author-title": f"if calc.odd(here().page()) [{title}] else [{author}]",
        "journal": "[Cahiers du Bassin minier, n° 12, 2019, pp. 31-44]",
    }
    text = texts[layout.header]
    if layout.number_place == "head-right":
        return f"{text}; h(1fr); {_number(layout)}"
    if layout.number_place == "head-left":
        return f"{_number(layout)}; h(1fr); {text}"
    return f"align(center, {{{text}}})" if layout.header == "journal" else text


def _short(title: str) -> str:
    """Return what a running head shows of a title: its first part, or its first words."""
    part = re.split(r"[:,.] ?", title)[0]
    return " ".join(part.split()[:6])


def _foot(layout: Layout) -> str:
    if layout.number_place == "foot-center":
        return f"align(center, {_number(layout)})"
    if layout.number_place == "foot-outer":
        return f"align(if calc.odd(here().page()) {{ right }} else {{ left }}, {_number(layout)})"
    return '""'


def _text(layout: Layout) -> str:
    yes = {True: "true", False: "false"}
    marker = "" if layout.marker == "1." else f"#set list(marker: [{layout.marker}], indent: 0.4em)"
    return f"""
#set text(font: "{layout.font}", size: {layout.size}pt, lang: "fr", region: "fr",
  hyphenate: {yes[layout.hyphenate]}, ligatures: {yes[layout.ligatures]})
#set smartquote(enabled: false)
#set par(justify: {yes[layout.justify]}, leading: {layout.leading}em, spacing: {layout.spacing}em,
  first-line-indent: (amount: {layout.indent}em, all: {yes[layout.quotes]}))
{marker}"""


def _headings(layout: Layout) -> str:
    styles = {
        "bold": 'text(size: 1em, weight: "bold", it.body)',
        "bold-large": 'text(size: 1.2em, weight: "bold", it.body)',
        "large": 'text(size: 1.25em, weight: "regular", it.body)',
        "caps": 'text(size: 1em, weight: "bold", upper(it.body))',
        "smallcaps-large": 'text(size: 1.2em, weight: "regular", smallcaps(it.body))',
        "italic": 'text(size: 1em, style: "italic", weight: "regular", it.body)',
        "italic-large": 'text(size: 1.1em, style: "italic", weight: "regular", it.body)',
        "bold-italic": 'text(size: 1em, style: "italic", weight: "bold", it.body)',
    }
    number = 'counter(heading).display("1.1."); h(0.4em);' if layout.heading_numbers else ""
    rules = []
    for level, style in enumerate(layout.heading_style, start=1):
        rules.append(
            f"#show heading.where(level: {level}): it => block(above: 1.5em, below: 0.9em, "
            f"sticky: true, width: 100%, align({layout.heading_align}, "
            f"{{ set par(justify: false); set text(hyphenate: false); {number} {styles[style]} }}))"
        )
    numbering = '#set heading(numbering: "1.1.")' if layout.heading_numbers else ""
    return "\n".join([numbering, *rules])


def _call(layout: Layout) -> str:
    return {
        "typographic": "#set super(typographic: true)",
        "raised": "#set super(typographic: false, size: 0.65em, baseline: -0.4em)",
        "raised-small": "#set super(typographic: false, size: 0.55em, baseline: -0.5em)",
        "raised-big": "#set super(typographic: false, size: 0.8em, baseline: -0.35em)",
    }[layout.call_style]


def _note_head(layout: Layout, number: str) -> str:
    return {
        "super": f"super[#{number}]; h(0.15em)",
        "dot": f"[#{number}. ]",
        "plain": f"[#{number}]; h(0.5em)",
        "bracket": f"[#{number}) ]",
    }[layout.note_head]


def _notes(layout: Layout) -> str:
    call = _call(layout)
    if layout.notes == "end":
        return (
            call
            + """
#let gathered = state("gathered", ())
#let footnote(body) = {
  gathered.update(all => all + (body,))
  context super(str(gathered.get().len()))
}"""
        )
    separator = "line(length: 30%, stroke: 0.4pt)" if layout.separator else "v(0.6em)"
    head = _note_head(layout, "number")
    return f"""{call}
#set footnote.entry(separator: {separator}, gap: 0.35em, indent: {layout.note_indent}em)
#show footnote.entry: it => {{
  set text(size: {layout.note_size * layout.size}pt)
  set par(leading: 0.5em, first-line-indent: 0em)
  let number = counter(footnote).at(it.note.location()).first()
  h({layout.note_indent}em); {head}; it.note.body
}}"""


_END_NOTES = """
#heading(level: 1, numbering: none)[Notes]
#context {
  set text(size: NOTE_SIZEem)
  set par(first-line-indent: 0em)
  for (index, body) in gathered.final().enumerate() {
    let i = index + 1
    block({NOTE_HEAD; body})
  }
}"""


def _box(layout: Layout) -> str:
    style = {
        "fill": "fill: luma(230), inset: 8pt",
        "frame": "stroke: 0.6pt, inset: 8pt",
        "fill-frame": "fill: luma(240), stroke: 0.5pt, inset: 10pt",
        "bar": "stroke: (left: 2pt), inset: (left: 8pt, rest: 2pt)",
    }[layout.box_style]
    block = (
        f"block(width: 100%, {style}, above: 1.3em, below: 1.3em, "
        f"breakable: {str(not layout.box_floats).lower()}, {{\n"
        f"  set text(size: {layout.box_size}em)\n"
        "  set align(left)\n"
        '  block(below: 0.8em, sticky: true, text(weight: "bold", title))\n  body\n}})'
    ).replace("}})", "})")
    if layout.box_floats:
        block = f"place(auto, float: true, {block})"
    return f"#let encadre(title, body) = {block}"


def _title(truth: Truth, layout: Layout) -> str:
    names = ", ".join(truth.authors)
    byline = {
        "plain": f"[{names}]",
        "italic": f'text(style: "italic")[{names}]',
        "smallcaps": f"smallcaps[{names}]",
        "par": f"[par {' et '.join(truth.authors)}]",
        "bold": f'text(weight: "bold")[{names}]',
    }[layout.byline]
    wide = layout.title_wide and layout.columns > 1
    body = f"""align({layout.title_align}, {{
  set par(justify: false, first-line-indent: 0em, leading: 0.5em)
  block(below: 1.2em, {{
    set text(size: {layout.title_size}em, weight: "bold", hyphenate: false)
    [{truth.title}]
  }})
  block(below: 2em, {byline})
}})"""
    if wide:
        placed = 'place(top + left, scope: "parent", float: true, clearance: 1.5em'
        return f"#{placed}, block(width: 100%, {body}))"
    return f"#{body}"

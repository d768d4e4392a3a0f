"""From a layout and a text to a typst document."""

from __future__ import annotations

import re

from typesetting.layouts import Layout
from typesetting.truth import TABLE, Truth, body_of, cells


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
        _tableau(layout),
        _title(truth, layout),
        _items(_tables(body_of(source)), layout),
    ]
    if layout.notes == "end":
        parts.append(
            _END_NOTES.replace("NOTE_SIZE", str(layout.note_size)).replace(
                "NOTE_HEAD", _note_head(layout, "i")
            )
        )
    return "\n".join(parts)


def _illustration(layout: Layout) -> str:
    inner = (
        "block(width: 100%, breakable: false, above: 1.4em, below: 1.4em, align(center, {\n"
        "  rect(width: 70%, height: 22mm, fill: luma(200))\n"
        f"  set text(size: {layout.caption_size}em); set par(first-line-indent: 0em)\n"
        "  block(above: 0.7em, caption)\n}))"
    )
    placed = f"place(auto, float: true, clearance: 1.4em, {inner})"
    return f"#let illustration(caption) = {placed if layout.figure_floats else inner}"


def _tableau(layout: Layout) -> str:
    stroke = {"grid": "0.5pt", "rules": "none", "none": "none"}[layout.table_rules]
    rule = "table.hline(stroke: 0.6pt)," if layout.table_rules == "rules" else ""
    return f"""#let tableau(caption, columns, ..cells) = block(
  width: 100%, breakable: false, above: 1.4em, below: 1.4em, align(center, {{
  set par(first-line-indent: 0em, justify: false)
  set text(size: {layout.caption_size}em, hyphenate: false)
  block(below: 0.8em, caption)
  table(columns: columns, stroke: {stroke}, align: left, {rule} ..cells.pos().slice(0, columns),
    {rule} ..cells.pos().slice(columns), {rule})
}}))"""


def _tables(body: str) -> str:
    """Turn the rows of tables into arguments."""

    def called(match: re.Match[str]) -> str:
        rows = [cells(row) for row in match.group(2).split("\n")]
        every = ", ".join(f"[{cell}]" for row in rows for cell in row)
        return f"#tableau([{match.group(1)}], {len(rows[0])}, {every})"

    return TABLE.sub(called, body)


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


def running_head(truth: Truth, layout: Layout) -> tuple[str, str]:
    """Return what stands above odd and even pages, without the page number."""
    title = _short(truth.title)
    return {
        "none": ("", ""),
        "author-title": (title, truth.authors[0]),
        "journal": (_JOURNAL, _JOURNAL),
    }.get(layout.header, (title, title))


_JOURNAL = "Cahiers du Bassin minier, n° 12, 2019, pp. 31-44"


def _head(truth: Truth, layout: Layout) -> str:
    odd, even = running_head(truth, layout)
    rule = " #line(length: 100%, stroke: 0.4pt)" if layout.header == "title-rule" else ""
    text = f"if calc.odd(here().page()) [{odd}{rule}] else [{even}{rule}]" if odd else '""'
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
  weight: {layout.weight}, hyphenate: {yes[layout.hyphenate]}, ligatures: {yes[layout.ligatures]})
#set smartquote(enabled: false)
#set par(justify: {yes[layout.justify]}, leading: {layout.leading}em, spacing: {layout.spacing}em,
  first-line-indent: (amount: {layout.indent}em, all: {yes[layout.quotes]}))
{marker}"""


def _headings(layout: Layout) -> str:
    styles = {
        "bold": "text(size: 1em, weight: BOLD, it.body)",
        "bold-large": "text(size: 1.2em, weight: BOLD, it.body)",
        "large": 'text(size: 1.25em, weight: "regular", it.body)',
        "caps": "text(size: 1em, weight: BOLD, upper(it.body))",
        "smallcaps-large": 'text(size: 1.2em, weight: "regular", smallcaps(it.body))',
        "italic": 'text(size: 1em, style: "italic", weight: "regular", it.body)',
        "italic-large": 'text(size: 1.1em, style: "italic", weight: "regular", it.body)',
        "bold-italic": 'text(size: 1em, style: "italic", weight: BOLD, it.body)',
    }
    number = 'counter(heading).display("1.1."); h(0.4em);' if layout.heading_numbers else ""
    rules = []
    for level, style in enumerate(layout.heading_style, start=1):
        rules.append(
            f"#show heading.where(level: {level}): it => block(above: 1.5em, below: 0.9em, "
            f"sticky: true, width: 100%, align({layout.heading_align}, "
            "{ set par(justify: false); set text(hyphenate: false); "
            f"{number} {styles[style].replace('BOLD', str(layout.bold))} }}))"
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
        (
            f"block(width: 100%, {style}, above: 1.3em, below: 1.3em, "
            f"breakable: {str(not layout.box_floats).lower()}, {{\n"
            f"  set text(size: {layout.box_size}em)\n"
            "  set align(left)\n"
            "  block(below: 0.8em, sticky: true, text(weight: BOLD, title))\n  body\n}})"
        )
        .replace("}})", "})")
        .replace("BOLD", str(layout.bold))
    )
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
    set text(size: {layout.title_size}em, weight: {layout.bold}, hyphenate: false)
    [{truth.title}]
  }})
  block(below: 2em, {byline})
}})"""
    if wide:
        placed = 'place(top + left, scope: "parent", float: true, clearance: 1.5em'
        return f"#{placed}, block(width: 100%, {body}))"
    return f"#{body}"

"""Set the article of `tests/text/golden/pdf` with each maker: files that tests can read without it.

python benchmarks/golden_pdfs.py                   all makers that are installed
python benchmarks/golden_pdfs.py "pdfLaTeX;groff"  these
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from typesetting.layouts import Layout, draw
from typesetting.makers.again import AGAIN
from typesetting.makers.every import MAKERS
from typesetting.makers.maker import Sheet
from typesetting.truth import Truth

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "text" / "golden" / "pdf"
_TWICE = {"groff, ps2pdf": "qpdf", "LibreOffice, ODT": "Ghostscript"}
"""Makers whose files are written anew by another program."""


def layout() -> Layout:
    """Return the layout of the article: small pages with a running head, notes at the foot."""
    return replace(
        draw(1, ["Libertinus Serif"]),
        paper="a5", margins=(22, 20, 18, 18), columns=1, size=10.0, leading=0.58, justify=True,
        hyphenate=True, indent=1.5, spacing=0.58, title_align="left", byline="italic",
        heading_style=("bold-large", "italic"), heading_numbers=False, notes="foot",
        note_head="super", header="title", number_place="foot-center", number_style="1",
        box_style="frame", box_floats=False, box_size=0.9, marker="–", quotes=False, figures=0,
        tables=0, lists=0, raised_ordinals=True, call_style="raised", figure_floats=False,
        rotation=1,
    )  # fmt: skip


def expected(truth: Truth) -> str:
    """Return the text that a reader would want of the article."""
    blocks = [f"– {block.text}" if block.item else block.text for block in truth.blocks]
    notes = [f"{number}. {note}" for number, note in enumerate(truth.notes, start=1)]
    return "\n\n".join([truth.title, ", ".join(truth.authors), *blocks, *notes]) + "\n"


def main() -> int:
    """Write the files."""
    source = (FOLDER / "article.typ").read_text("utf-8")
    sheet = Sheet.of(source, layout())
    (FOLDER / "article.txt").write_text(expected(sheet.truth), "utf-8")
    for name in sys.argv[1].split(";") if len(sys.argv) > 1 else MAKERS:
        if MAKERS[name].missing():
            print(f"{name}: left out, {', '.join(MAKERS[name].missing())} not installed")
            continue
        (pdf,) = MAKERS[name].set([sheet])
        if name in _TWICE:
            pdf = AGAIN[_TWICE[name]][1](pdf)
            name = f"{name}, {_TWICE[name]}"
        path = FOLDER / f"{re.sub('[ ,]+', '-', name).lower()}.pdf"
        path.write_bytes(pdf)
        print(f"{path.name}: {len(pdf)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

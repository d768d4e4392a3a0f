"""Proof by typesetting: typeset texts in random layouts, read them back, compare with the truth.

python benchmarks/text.py                              200 layouts that no rule was written on
python benchmarks/text.py --seeds 0:50 --show 30       those for writing rules, with faults
python benchmarks/text.py --readers pdftotext,pypdf    as plain text from other extractors
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import typst

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from typesetting.layouts import EMBEDDED, OTHERS, UNSEEN, Layout, draw
from typesetting.score import Score, kept_in_order, score
from typesetting.sheet import captions, sheet
from typesetting.truth import truth_of

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "corpus" / "source").glob("*.typ"))


def fonts() -> typst.Fonts:
    """Return the fonts of the ``typst`` package and of the system."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def typeset(source: str, layout: Layout) -> bytes:
    """Set a source in a layout; the PDF as bytes."""
    text = sheet(source, truth_of(source), layout)
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "main.typ"
        main.write_text(text, "utf-8")
        compiler = typst.Compiler(main, font_paths=fonts())
        pdf = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
    assert isinstance(pdf, bytes)
    return pdf


def by_pdftotext(pdf: bytes, *options: str) -> bytes:
    """Flatten a PDF with poppler's ``pdftotext``."""
    command = ["pdftotext", *options, "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def by_pdftotext_raw(pdf: bytes) -> bytes:
    """Flatten a PDF in the order in which it was written, without guessing at columns."""
    return by_pdftotext(pdf, "-raw")


def by_pypdf(pdf: bytes) -> bytes:
    """Flatten a PDF with ``pypdf``, pages parted by form feeds."""
    from pypdf import PdfReader

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return "\n\f".join(pages).encode()


READERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "annotate": ("pdf", bytes),
    "pdftotext": ("txt", by_pdftotext),
    "pdftotext -raw": ("txt", by_pdftotext_raw),
    "pypdf": ("txt", by_pypdf),
}


def one(job: tuple[int, str]) -> tuple[int, str, bool, Score]:
    """Typeset, read back and score one seed with one reader; and whether the order was kept."""
    seed, reader = job
    families = fonts().families()
    layout = draw(seed, [name for name in (*EMBEDDED, *OTHERS) if name in families])
    source = SOURCES[seed % len(SOURCES)].read_text("utf-8")
    suffix, extract = READERS[reader]
    data = extract(typeset(source, layout))
    read = read_bytes(data, f"s{seed}", f"s{seed}.{suffix}")
    truth = truth_of(source)
    truth.captions = captions(source, layout)
    kept = suffix == "pdf" or kept_in_order(read.text, truth)
    return seed, reader, kept, score(mend(read), truth)


def share(part: int, whole: int) -> str:
    """Return a share in per cent."""
    return f"{100 * part / whole:.2f}" if whole else "–"


def row(reader: str, found: Score) -> list[str]:
    """Return a row of the table."""
    return [
        reader,
        str(found.documents),
        share(found.paragraphs_exact, found.paragraphs),
        share(found.calls_found, found.calls),
        str(found.calls_false),
        share(found.hyphens_right, found.hyphens),
        share(found.notes_exact, found.notes),
        share(found.captions_exact, found.captions),
        share(found.headings_exact, found.headings),
        str(found.headings_false),
        share(found.titles, found.documents),
        share(found.pairs_ordered, found.pairs),
    ]


ABOUT = """# The text layer, by typesetting

Written by `make bench-text`; do not edit. {} layouts drawn at random from seed {} on, on which no
rule was written: papers, one to three columns, fonts, sizes, ragged and justified lines with and
without hyphenation, indents or white between paragraphs, notes at the foot or at the end in several
styles, running heads, page numbers, boxes framed, filled or barred, figures with captions, lists,
headings. In per cent but for the false ones, which are counted.

`annotate` reads the PDF; `pdftotext` and `pypdf` flatten it first, so that calls, columns, headings
and indents have no hints left. Where `pdftotext` runs two columns together line by line no reader
can part them again: the row `order kept` leaves those texts out. It also drops the hyphens of words
that a line end cuts, indents, and most blank lines: a paragraph whose last line is full then ends
without a trace. `pdftotext -raw` keeps the order that a page was written in, and drops the same."""
"""What the table is of."""
HEADER = [
    "read by", "layouts", "paragraphs exact", "calls found", "calls false", "hyphens right",
    "notes exact", "captions exact", "headings exact", "headings false", "title and authors",
    "order",
]  # fmt: skip


def table(rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [HEADER, ["---"] * len(HEADER), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> int:
    """Run the benchmark; the exit code is 0 unless a layout could not be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default=f"{UNSEEN}:{UNSEEN + 200}")
    parser.add_argument("--readers", default="annotate,pdftotext,pdftotext -raw,pypdf")
    parser.add_argument("--show", type=int, default=0, help="documents whose faults are shown")
    parser.add_argument("--write", type=Path, help="a Markdown file for the table")
    args = parser.parse_args()
    low, high = map(int, args.seeds.split(":"))
    readers = args.readers.split(",")
    if shutil.which("pdftotext") is None:
        print("pdftotext is not installed (Debian: poppler-utils): left out", file=sys.stderr)
        readers = [reader for reader in readers if not reader.startswith("pdftotext")]
    jobs = [(seed, reader) for reader in readers for seed in range(low, high)]
    totals = {reader: Score() for reader in readers}
    in_order = {reader: Score() for reader in readers}
    shown = 0
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for seed, reader, kept, found in pool.map(one, jobs, chunksize=4):
            totals[reader] += found
            if kept:
                in_order[reader] += found
            if found.faults and shown < args.show:
                shown += 1
                lost = "" if kept else ", columns run together by the extractor"
                print(f"## {seed}, {reader}, {SOURCES[seed % len(SOURCES)].stem}{lost}")
                print("\n".join(f"   {fault[:230]}" for fault in found.faults))
    rows = []
    for reader, found in totals.items():
        rows.append(row(reader, found))
        if in_order[reader].documents < found.documents:
            rows.append(row(f"{reader}, order kept", in_order[reader]))
    print(table(rows))
    if args.write:
        args.write.write_text(f"{ABOUT.format(high - low, low)}\n\n{table(rows)}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

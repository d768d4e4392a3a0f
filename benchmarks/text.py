"""Proof by typesetting: typeset texts in random layouts, read them back, compare with the truth.

python benchmarks/text.py                              layouts that no rule was written on
python benchmarks/text.py --seeds 0:30 --show 30       those for writing rules, with faults
python benchmarks/text.py "--makers=typst;LuaLaTeX"    by these makers only
python benchmarks/text.py --readers pdftotext,pypdf    as plain text from other extractors
python benchmarks/text.py --keep FOLDER                PDFs are kept there, and taken from there
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from typesetting.layouts import UNSEEN, draw
from typesetting.makers.again import AGAIN
from typesetting.makers.every import MAKERS
from typesetting.makers.maker import Maker, Sheet
from typesetting.makers.typst_maker import families
from typesetting.score import Score, kept_in_order, score

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "corpus" / "source").glob("*.typ"))


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


READERS: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "annotate": ("", "pdf", bytes),
    **{f"through {name}": (program, "pdf", way) for name, (program, way) in AGAIN.items()},
    "pdftotext": ("pdftotext", "txt", by_pdftotext),
    "pdftotext -raw": ("pdftotext", "txt", by_pdftotext_raw),
    "pypdf": ("", "txt", by_pypdf),
}
"""For each way to read a PDF back, the program that it needs, the kind of file that it gives, and
the way.
"""


@dataclass(frozen=True)
class Job:
    """Some seeds to be set by a maker and read back."""

    maker: str
    seeds: tuple[int, ...]
    readers: tuple[str, ...]
    keep: Path | None


@dataclass(frozen=True)
class Found:
    """What a reader gave for one seed."""

    maker: str
    seed: int
    reader: str
    kept: bool
    score: Score


def sheet_of(seed: int) -> Sheet:
    """Return the text and layout of a seed."""
    source = SOURCES[seed % len(SOURCES)].read_text("utf-8")
    return Sheet.of(source, draw(seed, families()))


def set_all(maker: Maker, sheets: Sequence[Sheet], keep: Path | None) -> list[bytes]:
    """Set sheets; those that are kept and written as before are not set again."""
    if keep is None:
        return maker.set(sheets)
    folder = keep / maker.name
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for sheet in sheets:
        content = maker.write(sheet)
        digest = hashlib.sha256(content.encode() if isinstance(content, str) else content)
        paths.append(folder / f"{sheet.layout.seed}-{digest.hexdigest()[:12]}.pdf")
    new = [(path, sheet) for path, sheet in zip(paths, sheets, strict=True) if not path.exists()]
    for (path, _), pdf in zip(new, maker.set([sheet for _, sheet in new]), strict=True):
        path.write_bytes(pdf)
    return [path.read_bytes() for path in paths]


def do(job: Job) -> list[Found]:
    """Set, read back and score some seeds."""
    sheets = [sheet_of(seed) for seed in job.seeds]
    pdfs = set_all(MAKERS[job.maker], sheets, job.keep)
    return [
        one(job.maker, sheet, pdf, reader)
        for sheet, pdf in zip(sheets, pdfs, strict=True)
        for reader in job.readers
    ]


def one(maker: str, sheet: Sheet, pdf: bytes, reader: str) -> Found:
    """Read back and score one PDF with one reader; and whether the order was kept."""
    _, suffix, extract = READERS[reader]
    seed = sheet.layout.seed
    try:
        read = read_bytes(extract(pdf), f"s{seed}", f"s{seed}.{suffix}")
        kept = suffix == "pdf" or kept_in_order(read.text, sheet.truth)
        return Found(maker, seed, reader, kept, score(mend(read), sheet.truth))
    except Exception as error:  # the table counts them, and nothing of the text was found
        found = score(mend(read_bytes(b"-", "none", "none.txt")), sheet.truth)
        found.crashes, found.faults = 1, [f"crash: {error!r}"]
        return Found(maker, seed, reader, True, found)


def share(part: int, whole: int) -> str:
    """Return a share in per cent."""
    return f"{100 * part / whole:.2f}" if whole else "–"


def row(reader: str, found: Score) -> list[str]:
    """Return a row of the table."""
    return [
        reader,
        str(found.documents),
        str(found.crashes),
        share(found.paragraphs_exact, found.paragraphs),
        share(found.calls_found, found.calls),
        str(found.calls_false),
        share(found.hyphens_right, found.hyphens),
        share(found.notes_exact, found.notes),
        share(found.captions_exact, found.captions),
        share(found.rows_exact, found.rows),
        share(found.headings_exact, found.headings),
        str(found.headings_false),
        share(found.titles, found.documents),
        share(found.pairs_ordered, found.pairs),
    ]


ABOUT = """# The text layer, by typesetting

Written by `make bench-text`; do not edit. {} layouts drawn at random from seed {} on, on which no
rule was written: papers, one to three columns, fonts, sizes, ragged and justified lines with and
without hyphenation, indents or white between paragraphs, notes at the foot or at the end in several
styles, running heads, page numbers, boxes framed, filled or barred, figures with captions, tables
with and without rules, lists, headings. Each is set by every maker, which does of it what it can.
In per cent but for the false ones, which are counted.

`annotate` reads the PDF, also as Ghostscript and qpdf write it anew; `pdftotext` and `pypdf`
flatten it first, so that calls, columns, headings and indents have no hints left. Where `pdftotext`
runs two columns together line by line no reader can part them again: the row `order kept` leaves
those texts out. It also drops the hyphens of words that a line end cuts, indents, and most blank
lines: a paragraph whose last line is full then ends without a trace. `pdftotext -raw` keeps the
order that a page was written in, and drops the same."""
"""What the tables are of."""
HEADER = [
    "read by", "layouts", "crashes", "paragraphs exact", "calls found", "calls false",
    "hyphens right", "notes exact", "captions exact", "table rows exact", "headings exact",
    "headings false", "title and authors", "order",
]  # fmt: skip


def table(rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [HEADER, ["---"] * len(HEADER), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", default=f"{UNSEEN}:{UNSEEN + 40}")
    parser.add_argument("--makers", default=";".join(MAKERS), help="parted by semicolons")
    parser.add_argument("--readers", default=",".join(READERS))
    parser.add_argument("--show", type=int, default=0, help="documents whose faults are shown")
    parser.add_argument("--keep", type=Path, help="a folder for the PDFs")
    parser.add_argument("--write", type=Path, help="a Markdown file for the tables")
    return parser.parse_args()


def installed(wanted: Sequence[str], needs: Callable[[str], Sequence[str]]) -> list[str]:
    """Leave out what needs a program that is not installed, and say so."""
    found = []
    for name in wanted:
        missing = [program for program in needs(name) if program and shutil.which(program) is None]
        if missing:
            print(f"{name}: left out, {', '.join(missing)} is not installed", file=sys.stderr)
        else:
            found.append(name)
    return found


_TOGETHER = 4
"""Seeds that a maker sets in one call."""


def jobs_of(
    makers: Sequence[str], readers: Sequence[str], seeds: range, keep: Path | None
) -> list[Job]:
    """Return the work, in pieces."""
    return [
        Job(maker, tuple(seeds[low : low + _TOGETHER]), tuple(readers), keep)
        for maker in makers
        for low in range(0, len(seeds), _TOGETHER)
    ]


def run(jobs: Sequence[Job], show: int) -> Iterator[Found]:
    """Do the work; faults are printed as they come."""
    shown = 0
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for found in (one for several in pool.map(do, jobs) for one in several):
            if found.score.faults and shown < show:
                shown += 1
                lost = "" if found.kept else ", columns run together by the extractor"
                text = SOURCES[found.seed % len(SOURCES)].stem
                print(f"## {found.seed}, {found.maker}, {found.reader}, {text}{lost}")
                print("\n".join(f"   {fault[:230]}" for fault in found.score.faults), flush=True)
            yield found


def rows_of(every: Sequence[Found], readers: Sequence[str]) -> list[list[str]]:
    """Return the rows of a maker's table."""
    rows = []
    for reader in readers:
        here = [found for found in every if found.reader == reader]
        kept = [found for found in here if found.kept]
        rows.append(row(reader, sum((found.score for found in here), Score())))
        if 0 < len(kept) < len(here):
            rows.append(row(f"{reader}, order kept", sum((one.score for one in kept), Score())))
    return rows


def main() -> int:
    """Run the benchmark; the exit code is 0 unless a layout could not be set or read."""
    args = arguments()
    low, high = map(int, args.seeds.split(":"))
    makers = installed(args.makers.split(";"), lambda name: MAKERS[name].programs)
    readers = installed(args.readers.split(","), lambda name: READERS[name][:1])
    every = list(run(jobs_of(makers, readers, range(low, high), args.keep), args.show))
    parts = []
    for maker in makers:
        rows = rows_of([found for found in every if found.maker == maker], readers)
        parts.append(f"## {maker}\n\n{table(rows)}")
    print("\n\n".join(parts))
    if args.write:
        tables = "\n\n".join([ABOUT.format(high - low, low), *parts])
        args.write.write_text(f"{tables}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

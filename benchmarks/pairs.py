"""Proof by pairs: real documents as PDF and as source; how much of the source comes back.

python benchmarks/pairs.py list.tsv                     each line: PDF, tab, source
python benchmarks/pairs.py list.tsv --faults faults.md  with what went wrong, for writing rules
python benchmarks/pairs.py --debian folder              French manuals of Debian, fetched by apt

A source is DOCX, ODT, HTML (a file or a folder of pages), LaTeX, Markdown, EPUB or DocBook and is
read by pandoc; pdftotext tells which of its paragraphs the PDF has at all, so that two versions of
a text do no harm. Counted are the running paragraphs of 80 characters and more.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from pairing.debian import manuals
from pairing.judge import OTHER_VERSION, Reading, Verdict, is_printed, letters, plain
from pairing.sources import LINE_END, TERM_END, read_source

SHORTEST = 80
"""Characters of a paragraph that counts."""


@dataclass
class Result:
    """What came back of one document.

    Attributes
    ----------
    name : str
        Of the PDF.
    absent : int
        Paragraphs of the source that the PDF does not have.
    unusable : int
        Paragraphs of the source that hold formulas or references.
    verdicts : list of (str, Verdict)
        A paragraph and what became of it.
    """

    name: str
    absent: int = 0
    unusable: int = 0
    verdicts: list[tuple[str, Verdict]] = field(default_factory=list)

    @property
    def paragraphs(self) -> int:
        """How many were judged."""
        return len(self.verdicts)

    @property
    def exact(self) -> int:
        """How many are exactly a paragraph."""
        return sum(verdict.exact for _, verdict in self.verdicts)

    @property
    def right(self) -> int:
        """How many have the right text."""
        return sum(verdict.right for _, verdict in self.verdicts)


def measure(pdf: Path, source_path: Path) -> Result:
    """Read a PDF and its source and compare them."""
    source = read_source(source_path)
    printed = [pdftotext(pdf), pdftotext(pdf, "-raw")]
    read = [letters(text) for text in printed]
    parted = [text.rpartition(TERM_END) for text in source.paragraphs]
    wanted = {
        tuple(plain(line) for line in text.split(LINE_END)): plain(term) for term, _, text in parted
    }
    long = [one for one in wanted if len(" ".join(one)) >= SHORTEST and is_french(" ".join(one))]
    there = [lines for lines in long if is_printed(" ".join(lines), read)]
    try:
        mended = mend(read_bytes(pdf.read_bytes(), pdf.stem, pdf.name))
    except Exception as error:  # a crash loses its document, not the others' figures
        failed = Verdict(False, False, f"annotate failed: {type(error).__name__}", str(error))
        every = [(" ".join(lines), failed) for lines in there]
        return Result(pdf.stem, len(long) - len(there), source.unusable, every)
    notes = letters(" ".join(source.notes))
    reading = Reading(mended, _furniture(printed[0]), notes, printed)
    every = [(" ".join(lines), reading.judge(lines, wanted[lines])) for lines in there]
    verdicts = [pair for pair in every if pair[1].kind != OTHER_VERSION]
    return Result(pdf.stem, len(long) - len(verdicts), source.unusable, verdicts)


_TEX = dict(zip(range(0x1B, 0x20), ("ff", "fi", "fl", "ffi", "ffl"), strict=True))
"""Ligatures of TeX's T1 encoding, which poppler leaves as they are where a font has no map."""
_FRENCH = set(
    "le la les des du une et est dans pour que qui sur par au aux ce cette ne pas".split()
)
_ENGLISH = set("the of to and in is for that with this are be it as by not from you".split())


def is_french(text: str) -> bool:
    """Return whether a paragraph has more of the small words of French than of those of English.

    Examples
    --------
    >>> is_french("Le puits est dans la cour."), is_french("The well is in the yard.")
    (True, False)
    """
    words = text.lower().split()
    return sum(one in _FRENCH for one in words) > sum(one in _ENGLISH for one in words)


def pdftotext(pdf: Path, *options: str) -> str:
    """Return the text of a PDF as poppler reads it."""
    command = ["pdftotext", *options, "-enc", "UTF-8", str(pdf), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return text.translate(_TEX)


def _furniture(text: str) -> str:
    """Return the letters of the first and last lines of all pages."""
    pages = [[line for line in page.splitlines() if line.strip()] for page in text.split("\f")]
    return " ".join(letters(" ".join(lines)) for page in pages for lines in (page[:3], page[-3:]))


def read_list(path: Path) -> list[tuple[Path, Path]]:
    """Read pairs from a list; paths are taken from its folder."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(path.parent / pdf, path.parent / source) for pdf, source in rows]


def table(results: Iterable[Result]) -> str:
    """Return the figures of each document and of all."""
    rows = [f"{'document':<22}{'counted':>8}{'exact':>8}{'text':>8}{'absent':>8}{'unusable':>9}"]
    results = list(results)
    total = Result("all", sum(one.absent for one in results), sum(one.unusable for one in results))
    total.verdicts = [pair for one in results for pair in one.verdicts]
    for one in [*results, total]:
        count = one.paragraphs or 1
        rows.append(
            f"{one.name[:21]:<22}{one.paragraphs:>8}{one.exact / count:>8.3f}"
            f"{one.right / count:>8.3f}{one.absent:>8}{one.unusable:>9}"
        )
    return "\n".join(rows)


def faults(results: Iterable[Result]) -> str:
    """Return what went wrong, by kind, the most frequent first."""
    every = [
        (verdict.kind, one.name, text, verdict)
        for one in results
        for text, verdict in one.verdicts
        if not verdict.exact
    ]
    lines = []
    for kind, count in Counter(kind for kind, *_ in every).most_common():
        documents = Counter(name for other, name, *_ in every if other == kind)
        told = ", ".join(f"{name} {many}" for name, many in documents.most_common())
        lines += [f"## {kind}: {count}", "", told, ""]
        for other, name, text, verdict in every:
            if other == kind:
                shown = text if len(text) < 150 else f"{text[:90]} … {text[-50:]}"
                lines += [f"- {name} p. {verdict.page}: {shown}", f"  - found: {verdict.found}"]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Measure the pairs of a list, or Debian's manuals."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("list", type=Path, nargs="?", help="lines of PDF, tab, source")
    parser.add_argument("--debian", type=Path, help="folder for Debian's manuals")
    parser.add_argument("--faults", type=Path, help="write what went wrong there")
    options = parser.parse_args()
    if (options.list is None) == (options.debian is None):
        parser.error("give a list or --debian FOLDER")
    pairs = read_list(options.list) if options.list else manuals(options.debian)
    results = []
    for pdf, source in pairs:
        results.append(measure(pdf, source))
        print(table(results[-1:]).splitlines()[1], file=sys.stderr, flush=True)
    print(table(results))
    if options.faults:
        options.faults.write_text(f"{table(results)}\n\n{faults(results)}", "utf-8")


if __name__ == "__main__":
    main()

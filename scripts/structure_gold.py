"""Build a reading of the structure layer: `python scripts/structure_gold.py MARKED OUT ANNOTATOR`.

MARKED is a folder with what an annotator marked by reading:

- `ID.lines.txt`, for a text of the corpus: one block a line as its typst source has it, with `‖`
  between sentences. What the blocks are (title, heading, paragraph, note, box), where notes are
  called and which heads and numbers stand on the pages is taken from the sources and the layouts,
  not from the pipeline; the source ranges are found by matching the text.
- `ID.raw.txt`, for a text that came as it is: the whole text with tags (see `tagged`).

One standoff file a document is written to OUT. Texts that may not be redistributed are looked for
in the folder that ANNOTATE_PRIVATE_CORPUS names.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from annotate.standoff.annotation import STRUCTURE, Annotation, Layer, stable_id
from annotate.standoff.files import standoff_of, write_standoff
from annotate.text.mending.mend import Mended, mend
from annotate.text.reading import read_source
from annotate.text.source import Range, Source
from annotate.text.structure.model import cut

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from typst_source import read_truth  # noqa: E402

BREAK = "‖"
GIVEN = "rule:typeset_source"
"""The provenance of blocks that nobody had to read: the source that was typeset says them."""
_TAG = re.compile(r"\{(/?)(t|a|h|p|n|b|c|g|-|=)(?::(\d+))?\}|‖")
_NAMES = {"t": "title", "a": "author", "h": "heading", "p": "paragraph", "n": "note"}

# What the layouts put on the pages, as one sees them: the head of each page, then its number where
# that stands by itself.
FURNITURE: dict[str, list[tuple[str | None, str | None]]] = {
    "arenberg": [
        (None, "1"),
        ("Clotilde Vasseur-Deruelle", "2"),
        ("Arenberg, de la fosse au plateau", "3"),
        ("Clotilde Vasseur-Deruelle", "4"),
    ],
    "canal-seine": [
        (None, "– 147 –"),
        ("Clémence Wattrelos", "– 148 –"),
        ("Du rivage au canal Seine-Nord Europe", "– 149 –"),
        ("Clémence Wattrelos", "– 150 –"),
        ("Du rivage au canal Seine-Nord Europe", "– 151 –"),
        ("Clémence Wattrelos", "– 152 –"),
    ],
    "cites-jardins": [(None, "1"), ("Les cités-jardins des compagnies 2", None)],
    "jumelages": [("Cahiers du Bassin minier, n° 7", str(number)) for number in range(34, 38)],
    "memoires-greves": [
        ("Les grèves et leurs calendriers 1", None),
        ("2 Les grèves et leurs calendriers", None),
    ],
    "musee-histoire": [(None, "1"), ("Exposer la mine 2", None)],
    "samzal": [
        (None, "– 147 –"),
        ("Pascal Thibaut de Morchies", "– 148 –"),
        ("Le droit des sols en pays minier", "– 149 –"),
        ("Pascal Thibaut de Morchies", "– 150 –"),
        ("Le droit des sols en pays minier", "– 151 –"),
        ("Pascal Thibaut de Morchies", "– 152 –"),
    ],
    "terrils": [
        ("Ce qui pousse sur les terrils 1", None),
        ("2 Ce qui pousse sur les terrils", None),
        ("Ce qui pousse sur les terrils 3", None),
    ],
}

Found = tuple[str, tuple[Range, ...], str | None]
"""Label, source ranges, value."""


def from_lines(marked: str, mended: Mended) -> Iterator[Found]:
    """Yield the structure of a text of the corpus."""
    identity = mended.source.id
    typst = ROOT / "corpus" / "source" / f"{identity}.typ"
    lines = marked.splitlines()
    calls: dict[int, int] = {}
    if typst.exists():
        truth = read_truth(typst)
        kinds = ["title"] + ["author"] * len(truth.authors) + ["heading"] * len(truth.headings)
        kinds += ["paragraph"] * len(truth.paragraphs) + ["note"] * len(truth.notes)
        levels = iter(truth.levels)
        boxed = set(truth.boxed)
        found = list(_calls(mended, truth.calls))
        calls = {ranges[0][0]: ranges[0][1] for _, ranges, _ in found}
        yield from found
    else:
        kinds = ["title", "author"] + ["paragraph"] * (len(lines) - 2)
        levels, boxed = iter(()), set()
    box: list[Range] = []
    for kind, line in zip(kinds, lines, strict=True):
        text = line.replace(BREAK, "")
        start = _place(mended, text, kind)
        if start is None:  # two authors share a line
            continue
        whole = _block(mended, start)
        value = text.split(".")[0] if kind == "note" else None
        if kind == "heading":
            value = next(levels)
        own = _with_call(mended.offsets.to_source(*whole), calls)
        yield kind, own, value
        if text in boxed:
            box.extend(own)
        begins = [own[0][0]]
        at = start
        for sentence in line.split(BREAK)[:-1]:
            at += len(sentence)
            begins.append(mended.offsets.to_source(at + 1, at + 2)[0][0])
        yield from (("sentence", part, None) for part in cut(own, begins, mended.source.text))
    if box:
        yield "box", tuple(sorted(box)), None
    yield from _pages(mended.source)
    yield from _hyphens(mended)


def _with_call(ranges: tuple[Range, ...], calls: dict[int, int]) -> tuple[Range, ...]:
    """Return the ranges of a block with the note calls that may stand at their very ends."""
    return tuple((start, calls.get(end, end)) for start, end in ranges)


def _place(mended: Mended, text: str, kind: str) -> int | None:
    places = [
        extent[0] + mended.text[slice(*extent)].find(text)
        for _, extent in mended.blocks
        if text in mended.text[slice(*extent)]
        and (kind == "author" or mended.text[slice(*extent)].endswith(text))
    ]
    if not places:
        raise SystemExit(f"{mended.source.id}: not in the text: {text!r}")
    if kind == "author" and mended.text[places[0] - 2 : places[0]] in (", ", "t "):
        return None
    return places[0]


def _block(mended: Mended, start: int) -> Range:
    return next(extent for _, extent in mended.blocks if extent[0] <= start < extent[1])


def _calls(mended: Mended, calls: list[tuple[str, str]]) -> Iterator[Found]:
    """Find each call behind the text that comes before it in its block."""
    for number, (before, block) in enumerate(calls, start=1):
        start = _place(mended, block, "paragraph")
        assert start is not None
        ((_, end),) = mended.offsets.to_source(start + len(before) - 1, start + len(before))
        while mended.source.text[end].isspace():
            end += 1
        digits = (end, end + len(str(number)))
        if mended.source.text[slice(*digits)] != str(number):
            raise SystemExit(f"{mended.source.id}: no call {number} behind {before[-20:]!r}")
        yield "note_call", (digits,), str(number)


def _pages(source: Source) -> Iterator[Found]:
    for page, (head, number) in zip(source.pages, FURNITURE.get(source.id, ()), strict=False):
        for label, text in (("running_head", head), ("page_number", number)):
            if text is None:
                continue
            spaced = re.escape(text).replace(r"\ ", "[ \u00a0]+")
            found = list(re.compile(spaced).finditer(source.text, page.start, page.end))
            match = found[0] if label == "running_head" else found[-1]
            if number == "1" and head is None and label == "page_number":
                match = found[0] if source.id in ("cites-jardins", "musee-histoire") else found[-1]
            yield label, (match.span(),), text if label == "page_number" else None
    for page in source.pages[1:]:
        at = page.start - 1 if source.text[page.start - 1] == "\f" else page.start
        yield "page_break", ((at, at + 1),), str(page.number)


def _hyphens(mended: Mended) -> Iterator[Found]:
    """Yield the hyphens at line ends inside words.

    The blocks equal their typst sources, so what the mended text has there is what those say.
    """
    for match in re.finditer(r"(?<=\w)[-\u00ad](?=[ ]*\n)", mended.source.text):
        at = match.start()
        inside = any(low <= at < high for piece, _ in mended.blocks for low, high in piece.ranges)
        if inside:
            kept = mended.offsets.to_mended(at, at + 1)
            yield "hyphen", ((at, at + 1),), "kept" if kept else "joined"


def tagged(marked: str, source: Source) -> Iterator[Found]:
    """Yield the structure that tags in a copy of a source text stand for.

    `{t}` title, `{a}` author, `{h:level}`, `{p:number}` (a paragraph in parts has the same number
    twice), `{n:number}`, `{b}` box, each closed; `{c:number}` around a note call; `{g}` before the
    first character of a page; `{-}` before a hyphen that goes, `{=}` before one that stays.
    """
    if _TAG.sub("", marked) != source.text:
        raise SystemExit(f"{source.id}: the text was changed")
    ranges: dict[tuple[str, str], list[Range]] = {}
    opened: dict[str, tuple[int, str]] = {}
    breaks: list[int] = []
    position = last = 0
    page = 1
    single = count(1)
    for match in _TAG.finditer(marked):
        position += match.start() - last
        last = match.end()
        close, name, value = match.groups()
        if name is None:
            breaks.append(position)
        elif name == "g":
            page += 1
            yield "page_break", ((position, position + 1),), str(page)
        elif name in "-=":
            if source.text[position] != "/":
                yield "hyphen", ((position, position + 1),), "joined" if name == "-" else "kept"
        elif close:
            start, told = opened.pop(name)
            if name == "c":
                yield "note_call", ((start, position),), told
            else:
                key = told if name in "pn" else f"{told}#{next(single)}"
                ranges.setdefault((name, key), []).append((start, position))
        else:
            opened[name] = (position, value or "")
    for (name, told), spans in ranges.items():
        if name == "b":
            continue
        value = told.split("#")[0] or None
        parts = tuple(spans)
        yield _NAMES[name], parts, None if name == "p" else value
        begins = [parts[0][0], *(at for at in breaks if any(a < at < b for a, b in parts))]
        yield from (("sentence", part, None) for part in cut(parts, begins, source.text))
    for (name, _), spans in ranges.items():
        if name == "b":
            held = [
                span
                for (kind, _), own in ranges.items()
                if kind in "hp"
                for span in own
                if spans[0][0] <= span[0] and span[1] <= spans[0][1]
            ]
            yield "box", tuple(sorted(held)), None


def annotations(
    found: Iterator[Found], source: Source, annotator: str, *, read: bool
) -> Iterator[Annotation]:
    """Turn what was found into annotations, sentences without the space before them."""
    for label, ranges, value in found:
        tight = list(ranges) if label == "page_break" else list(_tight(ranges, source.text))
        yield Annotation(
            stable_id(STRUCTURE, label, tight),
            STRUCTURE,
            label,
            tuple(tight),
            None,
            value,
            {},
            f"reviewer:{annotator}" if read or label == "sentence" else GIVEN,
            None,
            "added",
            source.page_at(tight[0][0]),
        )


def _tight(ranges: tuple[Range, ...], text: str) -> Iterator[Range]:
    """Yield ranges without the white space at their ends."""
    for start, end in ranges:
        held = text[start:end]
        if held.strip():
            low = start + len(held) - len(held.lstrip())
            yield low, start + len(held.rstrip())


def main(marked: Path, out: Path, annotator: str) -> None:
    """Write one standoff file for every marked file."""
    private = Path(os.environ.get("ANNOTATE_PRIVATE_CORPUS", "../shared/corpus"))
    for path in sorted(marked.glob("*.txt")):
        identity, kind, _ = path.name.split(".")
        files = [
            folder / f"{identity}{suffix}"
            for folder in (ROOT / "corpus", private)
            for suffix in (".pdf", ".txt")
        ]
        file = next(file for file in files if file.exists())
        source = read_source(file, identity, file.name)
        text = path.read_text("utf-8")
        found = from_lines(text, mend(source)) if kind == "lines" else tagged(text, source)
        layer = Layer.of(STRUCTURE, annotations(found, source, annotator, read=kind == "raw"))
        write_standoff(out / f"{identity}.jsonl", standoff_of(source, [layer], ""), source)
        print(f"{identity}: {len(layer.annotations)} pieces")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

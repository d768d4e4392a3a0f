"""Drawn documents as mending leaves them, and names over them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer, stable_id
from annotate.document.edits_file import write_edits
from annotate.document.labels import shipped_labels
from annotate.document.mended import Mended
from annotate.document.offsets import Edit, replay
from annotate.document.projection import structure_layer
from annotate.document.run_folder import RunFolder
from annotate.document.source import Range, Source
from annotate.document.standoff import Standoff, standoff_of, write_standoff
from annotate.document.structure import Element, Structure
from annotate.review.conflicts import Row
from annotate.review.keep import ReviewDecisions

WORDS = (
    "Lens", "mine", "l’eau", "1894", "SEL", "Annay.", "M.", "é", "🌻", "👩‍👧", "a\u200bb",
    "שלום", "مرحبا.", "ﬁn", "De\u0301cembre", "e\u0308", "char-\nbon", "L\u00adens",
)  # fmt: skip
GAPS = (" ", " ", " ", "\n", "\r\n", "\u00a0", "")
MENDED = re.compile("ﬁ|e\u0301|-\n|\u00ad|\r\n|\n")
REPAIRS = {"ﬁ": "fi", "e\u0301": "é", "-\n": "", "\u00ad": "", "\r\n": " ", "\n": " "}
LABELS = ("PER", "LOC", "ORG")


@st.composite
def documents(draw: st.DrawFn, most: int = 4) -> Mended:
    """Paragraphs with line breaks, hyphens, ligatures and accents mended; some are parted by the
    end of a page and a note, which stands behind them in the mended text.
    """
    text, blocks, notes, edits = "", [], [], []
    for _ in range(draw(st.integers(1, most))):
        ranges, begin = [], len(text)
        for word, gap in draw(
            st.lists(
                st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), min_size=1, max_size=8
            )
        ):
            if len(text) > begin and gap == "":
                edits.append(Edit(len(text), len(text), " ", "line_break"))
                ranges.append((begin, len(text)))
                note = f"Note de {draw(st.sampled_from(WORDS))}"
                notes.append([(len(text) + 1, len(text) + 1 + len(note))])
                text += f"\n{note}\n\f"
                begin = len(text)
            elif len(text) > begin:
                text += gap
            text += word
        blocks.append([*ranges, (begin, len(text))])
        text += "\n\n"
    inside = [span for ranges in (*blocks, *notes) for span in ranges]
    edits += [
        Edit(*match.span(), REPAIRS[match.group()], "repair")
        for low, high in inside
        for match in MENDED.finditer(text, low, high)
    ]
    return _mended(Source("a", "a.txt", text), blocks, notes, edits)


def _mended(
    source: Source, blocks: list[list[Range]], notes: list[list[Range]], edits: list[Edit]
) -> Mended:
    text, offsets = replay(source.text, [*blocks, *notes], edits)
    ids = [f"p{at}" for at in range(len(blocks))] + [f"n{at}" for at in range(len(notes))]
    elements = [
        Element(identity, "paragraph" if identity[0] == "p" else "note", tuple(ranges))
        for identity, ranges in zip(ids, (*blocks, *notes), strict=True)
    ]
    ends = [
        (low + match.start(), low + match.end())
        for low, high in offsets.extents
        for match in re.finditer(r".+?(?:\.(?=\s)|\Z)", text[low:high], re.DOTALL)
    ]
    for at, (low, high) in enumerate(ends):
        low += len(text[low:high]) - len(text[low:high].lstrip())
        elements.append(Element(f"s{at}", "sentence", offsets.to_source(low, high)))
    ordered = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
    return Mended(source, text, ordered, offsets, Structure(tuple(elements)), tuple(ids))


def name(mended: Mended, start: int, end: int, label: str) -> Annotation:
    """Return a prediction over some characters of the mended text."""
    ranges = mended.offsets.to_source(start, end)
    layer = ACRONYMS if label == "ACRONYM" else ENTITIES
    return Annotation(
        stable_id(layer, label, ranges),
        layer,
        label,
        ranges,
        mended.text[start:end],
        "1894" if label == "DATE" else None,
        {"in_citation": False, "nested": False} if layer == ENTITIES else {},
        "rule:r",
        0.9,
    )


def stretches(mended: Mended) -> list[list[Range]]:
    """Return where the words of each block stand in the mended text."""
    return [
        [
            (low + match.start(), low + match.end())
            for match in re.finditer(r"\S+", mended.text[low:high])
        ]
        for low, high in mended.offsets.extents
    ]


@st.composite
def predictions(draw: st.DrawFn, mended: Mended) -> list[Annotation]:
    """Names of some words each, flat; some have one inside; some words are acronyms, too."""
    found: list[Annotation] = []
    for words in stretches(mended):
        at = 0
        while at < len(words):
            many, label = draw(st.integers(0, 3)), draw(st.sampled_from((*LABELS, "DATE")))
            if many:
                last = min(at + many, len(words)) - 1
                found.append(name(mended, words[at][0], words[last][1], label))
                if last > at and draw(st.booleans()):
                    inner = name(mended, *words[at], draw(st.sampled_from(LABELS)))
                    found.append(replace(inner, attributes={"in_citation": False, "nested": True}))
            if draw(st.integers(0, 4)) == 0:
                found.append(_acronym(draw, mended, words, at))
            at += max(many, 1)
    return found


def _acronym(draw: st.DrawFn, mended: Mended, words: list[Range], at: int) -> Annotation:
    acronym = name(mended, *words[at], "ACRONYM")
    if not draw(st.booleans()):
        return acronym
    start, end = draw(st.sampled_from(words))
    ranges = [list(span) for span in mended.offsets.to_source(start, end)]
    told = {"expansion": mended.text[start:end], "expansion_from": "text"}
    return replace(acronym, attributes={**told, "expansion_ranges": ranges})


def standoff_over(mended: Mended, annotations: Iterable[Annotation]) -> Standoff:
    """Return annotations with the structure of their document."""
    every = list(annotations)
    layers = [
        Layer.of(layer, [one for one in every if one.layer == layer])
        for layer in (ENTITIES, ACRONYMS)
    ]
    kept = [layer for layer in layers if layer.annotations]
    return standoff_of(mended.source, [*kept, structure_layer(mended)], "c0ffee")


def with_a_page_before(mended: Mended) -> Mended:
    """Another extraction of the same text: a paragraph more at its beginning, and other lines."""
    before = "Cette page manquait\ndans la première extraction.\n\n"
    low = len(before)
    source = Source("a", "a.txt", before + mended.source.text)
    edits = [Edit(19, 20, " ", "repair")]
    edits += [
        Edit(one.start + low, one.end + low, one.replacement, one.rule) for one in mended.edits
    ]
    moved = {
        one.id: [(start + low, end + low) for start, end in one.ranges] for one, _ in mended.blocks
    }
    blocks = [ranges for name, ranges in moved.items() if name[0] == "p"]
    notes = [ranges for name, ranges in moved.items() if name[0] == "n"]
    return _mended(source, [[(0, low - 2)], *blocks], notes, edits)


def drawn_run(data: st.DataObject, folder: Path, most: int) -> tuple[RunFolder, Mended]:
    """Write a run of one drawn document, with drawn predictions."""
    run, mended = RunFolder(folder), data.draw(documents(most=most))
    write_document(run, mended, standoff_over(mended, data.draw(predictions(mended))))
    return run, mended


def extract_again(
    data: st.DataObject, run: RunFolder, mended: Mended
) -> tuple[Mended, tuple[Row, ...]]:
    """Run over another extraction of a text, and return it with the decisions, and the parts of
    some, that have no place there.
    """
    steps = ReviewDecisions(run, run.folder / "configs", shipped_labels())
    decided, now = steps.read("a"), with_a_page_before(mended)
    kept = steps.keep(decided, standoff_over(now, data.draw(predictions(now))), now)
    kept.make_way()
    write_document(run, now, kept.standoff)
    steps.finish(kept.conflicts, wanted=True)
    return now, kept.lost


def wholly(lost: Iterable[Row]) -> list[Row]:
    """The decisions among what is lost: a part of one (where a long form is) is none."""
    return [row for row in lost if not str(row[8]).startswith("its ")]


def write_document(run: RunFolder, mended: Mended, standoff: Standoff) -> None:
    """Write the files of a document as a run does."""
    for path, text in (
        (run.source_text("a"), mended.source.text),
        (run.mended_text("a"), mended.text),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    write_edits(run.edits("a"), mended)
    write_standoff(run.annotations("a"), standoff, mended.source)
